"""What a text of a head, a title, a section or a sheet's name says, taken apart once for each text."""

import re
from dataclasses import dataclass, field, replace

from targets.layouts.known import Known
from targets.layouts.units import units_in
from targets.layouts.words import FILLERS, PATTERNS, Word, plain

_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?末?底?)?"
DATES = re.compile(r"[〔\[(【]\d{4}[〕\])】]第?\d+号?|\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
AGAINST_YEAR = re.compile(
    rf"(?:比|较|相比|对比|[与同](?=\d{{4}}年?相?比)|against|from|vs\.?|comparedwith){_YEAR}(?:相比|比较|比)?(?:基数|排放量)?|以{_YEAR}为基[数准期]"
)
AGAINST_LAST = re.compile(r"(?:比|较|同)(?:上年|去年|上一年)(?:同期)?|同比|环比|onlastyear")
AGAINST_BASE = re.compile(r"(?:比|较)(?:基准年?|基期|基数)|(?:against|on)base(?:year)?")
SPAN = re.compile(r"(?<!\d)(20\d\d)年?(?:-|至|到|~)(20\d\d)(?!\d)年?")
YEAR = re.compile(_YEAR)
SPELLINGS = {"cod": ("codcr",), "nh3n": ("nh3-n", "nh3n", "nh3")}
LAST_YEAR = 0
# Longer ones are letters, not heads.
MOST_LETTERS = 500


@dataclass(frozen=True)
class Said:
    """`against` is the year that a change is measured against, LAST_YEAR where it is the one before."""

    years: frozenset[int] = frozenset()
    against: frozenset[int] = frozenset()
    pollutants: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    percent: bool = False
    other_unit: bool = False
    words: frozenset[Word] = frozenset()
    # What nobody understood.
    rest: str = ""

    def __or__(self, other: "Said") -> "Said":
        return Said(
            self.years | other.years,
            self.against | other.against,
            self.pollutants | other.pollutants,
            self.units | other.units,
            self.percent or other.percent,
            self.other_unit or other.other_unit,
            self.words | other.words,
            self.rest + other.rest,
        )

    @property
    def anything(self) -> bool:
        return self != Said(rest=self.rest)

    def without_rest(self) -> "Said":
        return replace(self, rest="")


@dataclass
class Lexicon:
    known: Known
    _cache: dict[str, Said] = field(default_factory=dict)

    def __post_init__(self):
        self._pollutants = [(one.code, re.compile("|".join(_spellings(one)))) for one in self.known.pollutants]

    def says(self, text: object) -> Said:
        key = str(text)
        if key not in self._cache:
            self._cache[key] = self._says(plain(key)) if len(key) <= MOST_LETTERS else Said(rest=key)
        return self._cache[key]

    def _says(self, text: str) -> Said:
        text = DATES.sub("|", text)
        # Before the years: in "SO22021年" the first 2 is not of the year.
        pollutants = set()
        for code, pattern in self._pollutants:
            if pattern.search(text):
                pollutants.add(code)
                text = pattern.sub("|", text)
        against, years, words = set(), set(), set()
        for pattern, take in (
            (AGAINST_BASE, lambda _found: against.add(self.known.base_year)),
            (AGAINST_YEAR, lambda found: against.add(int(found[1] or found[2]))),
            (AGAINST_LAST, lambda _found: against.add(LAST_YEAR)),
            (SPAN, lambda found: (years.add(int(found[2])), words.add(Word.CUMULATIVE))),
            (YEAR, lambda found: years.add(int(found[1]))),
        ):
            for found in pattern.finditer(text):
                take(found)
            text = pattern.sub("|", text)
        found = units_in(text)
        text = found.rest
        for word, pattern in PATTERNS:
            if pattern.search(text):
                words.add(word)
                text = pattern.sub("|", text)
        rest = FILLERS.sub("", text)
        return Said(
            frozenset(years), frozenset(against), frozenset(pollutants), found.masses, found.percent, found.other, frozenset(words), rest
        )


def _spellings(one) -> list[str]:
    """Longest first, or a part of a name would hide the rest of it."""
    own = {plain(text) for text in (one.code, one.name, one.name_en, one.symbol, *SPELLINGS.get(one.code, ()))} - {""}
    # A name in Latin letters is one only as a word of its own: there is a "code" in many heads.
    return [rf"(?<![a-z]){re.escape(text)}(?![a-z])" if text.isascii() else re.escape(text) for text in sorted(own, key=len, reverse=True)]
