"""Months as columns: one row for a plant, its months side by side under heads that name them."""

import re
from dataclasses import dataclass

from targets.layouts.words import plain
from treatment_plants.layouts.meanings import INLET_WORDS, OUTLET_WORDS, Heads, Meaning, Taken
from treatment_plants.layouts.units import units_named

NUMERALS = {
    "十二": "12",
    "十一": "11",
    "十": "10",
    "九": "9",
    "八": "8",
    "七": "7",
    "六": "6",
    "五": "5",
    "四": "4",
    "三": "3",
    "二": "2",
    "一": "1",
}
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
PATTERNS = [
    # 2022-01-01 is how a date in a head is told; a single digit behind a point may be a number, and January or October.
    re.compile(rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])-01(?:00:00:00)?"),
    re.compile(rf"{_YEAR}[-/](?P<month>0?[1-9]|1[0-2])"),
    re.compile(rf"{_YEAR}\.?(?P<month>0[1-9]|1[0-2])"),
    # What follows may name the figure (1月水量), but no longer time (1月-3月, 9月底).
    re.compile(rf"(?:{_YEAR}(?:年度?|[-/.])?)?(?P<month>1[0-2]|0?[1-9])月份?(?P<rest>[^-至~到底末、,/].*)?"),
    re.compile(rf"(?:{_YEAR})?(?P<english>{'|'.join(ENGLISH)})[a-z]*\.?(?:(?P<after>(?:19|20)\d\d))?"),
]
VOLUME_WORDS = re.compile(r"水量|处理量|volume|treated")
DAYS_WORDS = re.compile(r"天数|运行天|days")
OF_THE_YEAR = re.compile(r"全年|年均|平均|年度|合计|总计|total|mean|average|annual")
INDICATOR_HEADS = re.compile(r"指标(?:名称)?|项目|监测项目|参数|indicators?|items?")
UNIT_HEADS = ("单位", "计量单位", "unit", "units")
OF_A_MONTH = frozenset({Meaning.DAYS, Meaning.VOLUME, Meaning.INLET, Meaning.OUTLET})


@dataclass(frozen=True)
class HeadMonth:
    """The month that a head names, with its year where it tells one; `rest` is what else it says."""

    month: int
    year: int | None
    rest: str = ""


def month_named(head: object) -> HeadMonth | None:
    """
    >>> month_named("2022年1月"), month_named("12月份"), month_named("三月"), month_named("202203")
    (HeadMonth(month=1, year=2022, rest=''), HeadMonth(month=12, year=None, rest=''), HeadMonth(month=3, year=None, rest=''), HeadMonth(month=3, year=2022, rest=''))
    >>> month_named("1月处理水量"), month_named("Jan 2022")
    (HeadMonth(month=1, year=None, rest='处理水量'), HeadMonth(month=1, year=2022, rest=''))
    >>> month_named("1-9月"), month_named("1月-3月"), month_named("2022.1"), month_named("9月底累计"), month_named("月份")
    (None, None, None, None, None)
    """
    text = plain(head)
    for numeral, number in NUMERALS.items():
        text = text.replace(f"{numeral}月", f"{number}月")
    found = next((match for pattern in PATTERNS if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    told = found.groupdict()
    year = told["year"] or told.get("after")
    month = ENGLISH.index(told["english"]) + 1 if told.get("english") else int(told["month"])
    return HeadMonth(month, int(year) if year else None, told.get("rest") or "")


@dataclass(frozen=True)
class WideHead:
    """The heads of a column that is a month: the month and year that they tell, and what is left of them."""

    month: int
    year: int | None
    rest: tuple[str, ...]
    is_alone: bool  # the month stands in a head of its own


def wide_head(heads: tuple[str, ...], words: Heads) -> WideHead | None:
    """None where no head of the column names a month, or several do."""
    named = [(place, found) for place, head in enumerate(heads) if (found := month_named(head))]
    if len(named) != 1:
        return None
    place, found = named[0]
    rest = [found.rest if one == place else head for one, head in enumerate(heads)]
    years = {int(year) for text in rest for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?:年|$)", plain(text))}
    # What only says that months or years stand below says nothing of the figures.
    kept = tuple(text for text in rest if _without_year(text) and words.taken([text]).meaning not in (Meaning.MONTH, Meaning.YEAR))
    return WideHead(found.month, found.year or (years.pop() if len(years) == 1 else None), kept, not found.rest)


def _without_year(text: str) -> str:
    return re.sub(r"(?:19|20)\d\d年?度?", "", plain(text))


def wide_heads(heads: dict[int, tuple[str, ...]], words: Heads) -> dict[int, WideHead]:
    """The columns that are months, by number; none where the table has its months in rows, or is one of a single month."""
    found = {number: told for number, texts in heads.items() if (told := wide_head(texts, words))}
    several = len({(one.year, one.month) for one in found.values()}) > 1
    return found if several or any(one.year and one.is_alone for one in found.values()) else {}


def indicator_told(text: object, words: Heads) -> Taken | None:
    """What a title, section or name of a sheet says that the months below hold; None where it says nothing, or several things."""
    said = plain(text).replace("进水量", "水量").replace("出水量", "水量")
    kinds = [bool(pattern.search(said)) for pattern in (VOLUME_WORDS, DAYS_WORDS, INLET_WORDS, OUTLET_WORDS)]
    if sum(kinds) != 1:
        return None
    taken = words.taken([said])
    if taken.meaning not in OF_A_MONTH:
        return None
    fitting = [unit for unit in units_named(plain(text)) if unit in taken.meaning.units]
    return Taken(taken.meaning, fitting[0] if len(fitting) == 1 else "", taken.pollutant)


def indicator_of(titles: list[str], sheet: str, words: Heads) -> Taken | None:
    """The nearest title that tells one thing, as long as the name of the sheet tells no other."""
    told = next((found for title in reversed(titles) if (found := indicator_told(title, words))), None)
    named = indicator_told(sheet, words)
    if told and named and (told.meaning, told.pollutant or named.pollutant) != (named.meaning, named.pollutant or told.pollutant):
        return None
    if told and named:
        return Taken(told.meaning, told.unit or named.unit, told.pollutant or named.pollutant)
    return told or named
