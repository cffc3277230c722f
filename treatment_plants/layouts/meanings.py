"""What a column of a sheet of plants may hold, and the words by which its head tells it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from targets.layouts.known import Named
from targets.layouts.words import ORDINAL_HEADS, plain
from treatment_plants.layouts.units import CAPACITIES, CONCENTRATIONS, VOLUMES


class Meaning(StrEnum):
    NAME = "name"
    NAME_EN = "name_en"
    DISTRICT = "district"
    TOWN = "town"
    CAPACITY = "capacity"
    PROCESS = "process"
    STANDARD = "standard"
    STARTED = "started"
    CLOSED = "closed"
    YEAR = "year"
    MONTH = "month"
    INDICATOR = "indicator"
    DAYS = "days"
    VOLUME = "volume"
    INLET = "inlet"
    OUTLET = "outlet"
    NOTES = "notes"
    DERIVED = "derived"
    ORDINAL = "ordinal"
    IGNORED = "ignored"
    UNCLEAR = "unclear"

    @property
    def label(self):
        return MEANINGS[self]

    @property
    def units(self) -> frozenset[str]:
        """Names of the units that its figures may have; none where it holds no such figures."""
        return UNITS_OF.get(self, frozenset())

    @property
    def of_pollutant(self) -> bool:
        return self in (Meaning.INLET, Meaning.OUTLET)


MEANINGS = {
    Meaning.NAME: _("name of the plant"),
    Meaning.NAME_EN: _("English name of the plant"),
    Meaning.DISTRICT: _("district"),
    Meaning.TOWN: _("town"),
    Meaning.CAPACITY: _("design capacity"),
    Meaning.PROCESS: _("process"),
    Meaning.STANDARD: _("discharge standard"),
    Meaning.STARTED: _("start of stable operation"),
    Meaning.CLOSED: _("closing"),
    Meaning.YEAR: _("year"),
    Meaning.MONTH: _("month"),
    Meaning.INDICATOR: _("what the figures of the row are"),
    Meaning.DAYS: _("days in operation"),
    Meaning.VOLUME: _("water treated in the month"),
    Meaning.INLET: _("inflow concentration"),
    Meaning.OUTLET: _("outflow concentration"),
    Meaning.NOTES: _("notes"),
    Meaning.DERIVED: _("worked out by the portal, not read"),
    Meaning.ORDINAL: _("numbers of rows"),
    Meaning.IGNORED: _("ignored"),
    Meaning.UNCLEAR: _("unclear"),
}
UNITS_OF = {
    Meaning.CAPACITY: frozenset(CAPACITIES),
    Meaning.VOLUME: frozenset(VOLUMES),
    Meaning.INLET: frozenset(CONCENTRATIONS),
    Meaning.OUTLET: frozenset(CONCENTRATIONS),
}
# Two columns of one of these contradict each other.
ONCE = frozenset(Meaning) - {Meaning.NOTES, Meaning.DERIVED, Meaning.ORDINAL, Meaning.IGNORED, Meaning.UNCLEAR}
# A table that has one of these tells of months.
OF_MONTHS = frozenset({Meaning.MONTH, Meaning.DAYS, Meaning.VOLUME, Meaning.OUTLET})
INLET_WORDS = re.compile(r"进水|进口|inflow|inlet|influent")
OUTLET_WORDS = re.compile(r"出水|出口|outflow|outlet|effluent")
# Tried in this order on all the heads of a column together, without units and blanks.
PATTERNS: list[tuple[Meaning, re.Pattern]] = [
    (meaning, re.compile(pattern))
    for meaning, pattern in [
        (Meaning.NOTES, r"备注|说明|remarks?|notes?"),
        (Meaning.NAME_EN, r"英文|english|name_en"),
        (Meaning.STANDARD, r"标准|standard"),
        (
            Meaning.DERIVED,
            r"负荷|累计|削减|减排|去除|日均(?!浓度)|合计|loadrate|load_rate|removed|removal|reduction|cumulative|dailymean|actual_flow",
        ),
        (Meaning.IGNORED, r"污泥|电耗|用电|药剂|药耗|人口|面积|投资|管网|电话|联系|负责|责任|单位性质|运营|sludge|power|sewer|phone"),
        (Meaning.STARTED, r"投运|投产|投入运行|稳定运行|建成|竣工|开始运行|运行(?:时间|日期)|started|startof|commission|operationsince"),
        (Meaning.CLOSED, r"关停|关闭|停运(?:时间|日期)|closed|closing"),
        (Meaning.CAPACITY, r"设计(?!进|出)|规模|能力|capacity"),
        (Meaning.DAYS, r"天数|运行天|days?"),
        (Meaning.PROCESS, r"工艺|process|technology"),
        (Meaning.VOLUME, r"水量|处理量|volume|treated|flow"),
        (Meaning.TOWN, r"[镇乡]|街道|town"),
        (
            Meaning.DISTRICT,
            r"^(?:序号)?(?:所[在属])?(?:行政)?(?:市|各)?[区县市](?:域|划|县|市|名称?|别)*$|区县|地区|辖区|^districts?$|^county$|^area$",
        ),
        (Meaning.NAME, r"厂名?称?|名称|plants?|name|wwtp|处理设施|企业|单位"),
        (Meaning.YEAR, r"^(?:统计|数据)?年[份度]?$|^years?$"),
        (Meaning.MONTH, r"^(?:统计|数据)?(?:年)?月[份度]?$|报告期|期间|^months?$|^period$"),
    ]
]
OTHER_POLLUTANTS = re.compile(r"codmn|高锰酸盐|bod|总氮|总磷|悬浮物|ss|tn|tp|粪大肠")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Taken:
    """What a column is taken for. `unit` is empty where nothing tells it."""

    meaning: Meaning
    unit: str = ""
    pollutant: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.unit or not self.meaning.units) and bool(self.pollutant or not self.meaning.of_pollutant)


@dataclass
class Heads:
    """Tells the meaning of columns by their heads. Pollutants are those that the portal knows."""

    pollutants: tuple[Named, ...]

    def __post_init__(self):
        self._spellings = [(spelling, one.code) for one in self.pollutants for spelling in _spellings(one)]

    def taken(self, heads: Iterable[str]) -> Taken:
        """The meaning by the heads alone, from top to bottom; units are found elsewhere."""
        texts = [BRACKETS.sub("", plain(head)).replace(":", "") for head in heads]
        text = "".join(texts)
        if not text:
            return Taken(Meaning.UNCLEAR)
        if ORDINAL_HEADS.fullmatch(texts[-1]):
            return Taken(Meaning.ORDINAL)
        # Brackets may name the pollutant: 进水(COD).
        whole = "".join(plain(head) for head in heads)
        side = self._side(text)
        if side and not re.search(r"标准|standard|水量|削减|去除", text):
            return self._of_pollutant(side, whole)
        return Taken(next((meaning for meaning, pattern in PATTERNS if pattern.search(text)), Meaning.UNCLEAR))

    @staticmethod
    def _side(text: str) -> Meaning | None:
        inlet, outlet = bool(INLET_WORDS.search(text)), bool(OUTLET_WORDS.search(text))
        return None if inlet == outlet else Meaning.INLET if inlet else Meaning.OUTLET

    def _of_pollutant(self, side: Meaning, text: str) -> Taken:
        if not OTHER_POLLUTANTS.search(text.replace("nh3-n", "").replace("mg/l", "")) or "cod" in text.replace("codmn", ""):
            named = {code for spelling, code in self._spellings if spelling in text}
            return Taken(side, pollutant=named.pop() if len(named) == 1 else "")
        return Taken(Meaning.IGNORED)


def _spellings(pollutant: Named) -> set[str]:
    named = {plain(pollutant.code), plain(pollutant.name), plain(pollutant.name_en), plain(pollutant.symbol)}
    more = {"nh3n": {"nh3-n", "nh3n", "ammonia"}}
    return (named | more.get(pollutant.code, set())) - {""}
