"""Every text of the portal has its Chinese, and the compiled catalogue is the one that was written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.house.project import PACKAGES, ROOT

CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")


def key(entry: polib.POEntry | polib.MOEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def texts(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def contents(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str, str], list[str]]:
    return {key(entry): texts(entry) for entry in catalogue if not entry.obsolete}


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not all(texts(entry)))]


def other_placeholders(catalogue: polib.POFile) -> list[str]:
    """Messages whose Chinese lacks a placeholder, or has one that nobody fills. Chinese has one form for any number."""
    return [
        entry.msgid
        for entry in catalogue
        if any(sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)) for text in texts(entry))
    ]


def without_chinese(extracted: polib.POFile, catalogue: polib.POFile) -> list[str]:
    known = contents(catalogue)
    return [entry.msgid for entry in extracted if key(entry) not in known]


@pytest.fixture
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> polib.POFile:
    """What Django's own command finds in the code and the templates."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed")
    copy = tmp_path_factory.mktemp("portal")
    for folder in [*PACKAGES, "templates", "static"]:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "locale").mkdir()
    return makemessages(copy)


def makemessages(folder: Path) -> polib.POFile:
    command = [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--verbosity=0"]
    subprocess.run(command, cwd=folder, env=os.environ, check=True, capture_output=True, timeout=120)
    return polib.pofile(str(folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def test_every_text_of_code_and_templates_is_in_the_catalogue(extracted, catalogue):
    assert len(extracted) > 200
    assert without_chinese(extracted, catalogue) == []


def test_a_text_without_chinese_is_noticed(extracted, catalogue):
    catalogue.remove(catalogue.find("Overview"))
    assert without_chinese(extracted, catalogue) == ["Overview"]


def test_nothing_in_the_catalogue_is_open_or_guessed(catalogue):
    assert untranslated(catalogue) == []
    assert not catalogue.metadata_is_fuzzy


@pytest.mark.parametrize(
    "entry",
    [
        polib.POEntry(msgid="Leader", msgstr=""),
        polib.POEntry(msgid="Leader", msgstr="领导", flags=["fuzzy"]),
        polib.POEntry(msgid="Leader", msgid_plural="Leaders", msgstr_plural={0: ""}),
    ],
)
def test_an_open_one_is_noticed(catalogue, entry):
    catalogue.append(entry)
    assert untranslated(catalogue) == ["Leader"]


def test_both_languages_are_filled_with_the_same_values(catalogue):
    assert other_placeholders(catalogue) == []
    assert sum(bool(PLACEHOLDER.search(entry.msgid)) for entry in catalogue) > 20


@pytest.mark.parametrize("chinese", ["已保存", "%(numbers)s 已保存", "%(number)s 已保存 %(number)s", "%(number)d 已保存"])
def test_a_value_that_is_lost_is_noticed(catalogue, chinese):
    catalogue.append(polib.POEntry(msgid="%(number)s rows stored", msgstr=chinese))
    assert other_placeholders(catalogue) == ["%(number)s rows stored"]


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    assert contents(polib.mofile(str(CATALOGUE.with_suffix(".mo")))) == contents(catalogue)


def test_a_change_that_was_not_compiled_is_noticed(catalogue):
    catalogue.find("Overview").msgstr = "别的"
    assert contents(polib.mofile(str(CATALOGUE.with_suffix(".mo")))) != contents(catalogue)


def test_django_speaks_from_this_catalogue(catalogue):
    with translation.override("zh-hans"):
        assert gettext("Plants by load") == catalogue.find("Plants by load").msgstr
    with translation.override("en"):
        assert gettext("Plants by load") == "Plants by load"


@pytest.mark.parametrize("word", ["核定", "厂月", "去年", " %的", "你"])
def test_officials_find_no_word_that_means_something_else(catalogue, word):
    """核定 is what province and state do; a plant's month is 厂次（月）, the partner of a month 上年同月."""
    assert [entry.msgid for entry in catalogue if any(word in text for text in texts(entry))] == []
