"""Whom a row speaks of: names of divisions in every usual spelling, codes, exclusions, and the nearest names."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from targets.layouts.known import Known, Named
from targets.layouts.words import NUMBERED, plain

SUFFIXES = re.compile(r"(?:自治[区州县旗]|特别行政区|新区|街道办?事?处?|[省市区县镇乡盟旗州])$")
SUFFIXES_EN = re.compile(r"(?:city|district|county|province|town|municipality|shi|qu|xian|zhen)$")
WITHOUT = re.compile(r"(.+?)\((?:不含|不包括|不包含|不计|扣除|除|excl(?:uding)?\.?|without)(.+?)(?:以外|之外|除外|外)?\)")
BETWEEN = re.compile(r"[、,;和及与/]|and")
CODE_LENGTHS = (2, 4, 6, 9)
NEAREST = 3
# Whoever sends a sheet of a thousand unknown names needs no suggestions, and they take time.
MOST_SUGGESTIONS = 50
# Longer ones are no names.
MOST_LETTERS = 60


@dataclass(frozen=True)
class Whom:
    """Codes that a name fits, and codes of what it leaves out; more than one code is one too many."""

    codes: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    # A part that the name leaves out, but that isn't known or is no part.
    bad_part: str = ""

    @property
    def code(self) -> str:
        return self.codes[0] if len(self.codes) == 1 and not self.bad_part else ""


@dataclass
class Gazetteer:
    known: Known

    def __post_init__(self):
        self._cache: dict[str, Whom | None] = {}
        self._suggested = 0

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        names = defaultdict(set)
        for one in self.known.divisions:
            for name in _names_of(one):
                names[name].add(one.code)
        return names

    @cached_property
    def _full_names(self) -> dict[str, set[str]]:
        names = defaultdict(set)
        for one in self.known.divisions:
            for name in {plain(one.name), plain(one.name_en)} - {""}:
                names[name].add(one.code)
        return names

    @cached_property
    def _pinyin(self) -> dict[str, set[str]]:
        names = defaultdict(set)
        for one in self.known.divisions:
            for name in _pinyin_of(one.name):
                names[name].add(one.code)
        return names

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Statistical codes are written cut to their level or filled up with zeros."""
        lengths = (6, 9, 12)
        filled = {one.code.ljust(length, "0"): one.code for one in self.known.divisions for length in lengths if len(one.code) <= length}
        return filled | {one.code: one.code for one in self.known.divisions}

    def whom(self, text: object) -> Whom | None:
        """Who is meant by a cell of the column of names; None where nobody is known by that name."""
        name = NUMBERED.sub("", plain(text), count=1)
        if name not in self._cache:
            self._cache[name] = self._whom(name) if len(name) <= MOST_LETTERS else None
        return self._cache[name]

    def _whom(self, name: str) -> Whom | None:
        codes = self._find(name)
        if codes:
            return Whom(codes)
        without = WITHOUT.fullmatch(name)
        codes = self._find(without[1]) if without else ()
        if not codes:
            return None
        parts = [(part, self._find(part)) for part in BETWEEN.split(without[2]) if part]
        # A name that fits several divisions still leaves out the one that is a part.
        inside = [(part, [code for code in found if code.startswith(codes[0]) and code != codes[0]]) for part, found in parts]
        bad = next((part for part, found in inside if len(found) != 1), "")
        return Whom(codes, tuple(sorted({code for _part, found in inside for code in found})), bad)

    def _find(self, name: str) -> tuple[str, ...]:
        codes = self._full_names.get(name) or self._names.get(name)
        if not codes and name.isascii() and name:
            codes = self._pinyin.get(re.sub(r"[^a-z]", "", name))
        return tuple(sorted(codes or ()))

    def by_code(self, value: object) -> str:
        """The division of a code, also where a spreadsheet made a number of it; empty where there is none."""
        text = f"{value:f}" if isinstance(value, Decimal) else plain(value)
        return self._codes.get(text, "")

    def nearest(self, text: object) -> list[str]:
        """Names that a person may have meant."""
        self._suggested += 1
        if self._suggested > MOST_SUGGESTIONS:
            return []
        name = plain(text)[:MOST_LETTERS]
        by_plain = {plain(own): own for one in self.known.divisions for own in (one.name, one.name_en) if own}
        close = difflib.get_close_matches(name, by_plain, NEAREST, cutoff=0.4)
        sharing = [own for own in by_plain if own not in close and len(set(own) & set(name)) >= 2]
        return [by_plain[one] for one in (*close, *sharing)][:NEAREST]


def _names_of(one: Named) -> Iterable[str]:
    name, english = plain(one.name), plain(one.name_en)
    short, short_english = SUFFIXES.sub("", name), SUFFIXES_EN.sub("", english)
    # One character is no name without its suffix.
    yield from (name, short if len(short) > 1 else name)
    if english:
        yield from (english, short_english, *(short_english + suffix for suffix in ("city", "district", "county", "town")))


def _pinyin_of(name: str) -> Iterable[str]:
    # Only names in Latin letters need it.
    from pypinyin import lazy_pinyin

    short = SUFFIXES.sub("", name)
    for spelled in (name, short if len(short) > 1 else name):
        yield "".join(lazy_pinyin(spelled, errors="ignore"))
