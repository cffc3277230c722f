"""Files of other projects that the browser gets: each with its licence, and to the byte what vendored.json says."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.look.trimming import SENT, WHOLE, trimmed, words_of_the_portal

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
VENDORED = json.loads((VENDOR / "vendored.json").read_text())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_reviewed(entry):
    content = (VENDOR / entry["file"]).read_bytes()
    assert sha256(content) == entry["sha256"]
    assert sha256(content + b" ") != entry["sha256"]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_its_licence_lies_beside_it(entry):
    assert "MIT" in (VENDOR / entry["licence_file"]).read_text()


def test_no_file_lies_there_that_nobody_listed():
    listed = {entry[key] for entry in VENDORED for key in ("file", "licence_file")} | {"vendored.json"}
    assert {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} == listed


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_it_names_no_source_map_that_is_not_there(entry):
    assert b"sourceMappingURL=" not in (VENDOR / entry["file"]).read_bytes()


def test_bootstrap_is_sent_with_every_rule_that_a_page_may_need():
    """Where this fails: `python -m tests.look.trimming`, and its new hash into vendored.json."""
    whole, words = WHOLE.read_text(encoding="utf-8"), words_of_the_portal()
    assert sha256(WHOLE.read_bytes()) == VENDORED[0]["whole_sha256"]
    assert trimmed(SENT.read_text(encoding="utf-8"), words) == trimmed(whole, words)
    assert "carousel" not in words  # the control: a page that begins to use a class gets its rules
    assert ".carousel{" not in SENT.read_text() and ".carousel{" in trimmed(whole, words | {"carousel"})


def test_a_rule_without_classes_and_one_with_a_class_that_must_not_be_there_stay():
    css = "a{b:c}.x:not(.y){d:e}.x,.z{f:g}.z{h:i}@media print{.z{j:k}}@media screen{.x{l:m}}"
    assert trimmed(css, {"x"}) == "a{b:c}.x:not(.y){d:e}.x{f:g}@media screen{.x{l:m}}"
