"""The page on which a district's month is reviewed: old, new, difference, and what accepting would change (C5 of habits.md)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dashboards.district_ranking import district_rows
from dashboards.stands import Now
from districts.models import CITY_CODE_LENGTH
from figures.models import PlantFigure
from figures.queries import plant_load_ranking
from figures.supposed import Supposed
from formulas.rounding import rounded
from formulas.targets import completion_millionths
from formulas.units import MASS, PERCENT
from returns.models import Kind, Remark, State, Version
from returns.queries import last_accepted
from tables.cells import NO_DATA
from targets.queries import ledger, quota_set_in_force, water_pollutants
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_rows import SheetCell, SheetRow

MILLION = 10**6


@dataclass(frozen=True)
class ReviewCell:
    """A value beside the one before it. `field_name` takes the verifier's remark."""

    label: str
    new: str
    old: str
    difference: str
    is_number: bool
    changed: bool
    field_name: str
    thread: list[Remark]
    remark: str  # what the verifier has written and the portal has not kept


@dataclass(frozen=True)
class Effect:
    """What accepting would do for one pollutant."""

    symbol: str
    removed: str
    gain: str


@dataclass
class ReviewRow:
    row: SheetRow
    old_is: str  # what "old" means here
    cells: list[ReviewCell]
    effects: list[Effect] = field(default_factory=list)
    rank_before: int | None = None
    rank_after: int | None = None
    ranked: int = 0

    @property
    def ticked(self) -> str:
        return f"{self.row.monthly_return.pk}:{self.row.monthly_return.version}"

    @property
    def is_waiting(self) -> bool:
        return self.row.state == State.SUBMITTED

    @property
    def is_clean(self) -> bool:
        return is_clean(self.row)


@dataclass(frozen=True)
class Completion:
    """A district's completion of the year's cut, now and with all clean rows accepted."""

    symbol: str
    gain: str
    before: str
    after: str


@dataclass(frozen=True)
class Review:
    sheet: Sheet
    rows: list[ReviewRow]
    others: list[SheetRow]  # that nobody has handed in
    completions: list[Completion]

    @property
    def clean(self) -> list[ReviewRow]:
        return [one for one in self.rows if one.is_clean]

    @property
    def waiting(self) -> list[ReviewRow]:
        return [one for one in self.rows if one.is_waiting]


def is_clean(row: SheetRow) -> bool:
    """Handed in, and nothing about it is odd: such rows may be accepted together."""
    return row.state == State.SUBMITTED and not row.questions and not row.alarms and not row.talk


def review_of(sheet: Sheet, written: dict[str, str]) -> Review:
    """`written` are remarks that the verifier has typed and that were not taken."""
    rows = [one for one in sheet.rows if one.state in (State.SUBMITTED, State.ACCEPTED)]
    accepted = last_accepted(sheet.district.code, Kind.TREATMENT_PLANT, sheet.month)
    reviewed = [_row(one, accepted.get(one.monthly_return.pk), written) for one in sorted(rows, key=_order)]
    supposed = Supposed(sheet.district.code, sheet.month, [one.row.plant.pk for one in reviewed if one.is_waiting])
    symbols = {pollutant.code: pollutant.symbol for pollutant in water_pollutants()}
    _add_effects(sheet, reviewed, supposed, symbols)
    gains = supposed.gain_mg([one.row.plant.pk for one in reviewed if one.is_clean])
    others = [one for one in sheet.rows if one not in rows]
    return Review(sheet, reviewed, others, _completions(sheet, gains, symbols))


def _order(row: SheetRow) -> tuple:
    """What has to be looked at first: rows with a question, then clean ones, then those accepted."""
    return (row.state == State.ACCEPTED, is_clean(row))


def _row(row: SheetRow, accepted: Version | None, written: dict[str, str]) -> ReviewRow:
    is_last_month = accepted is None or row.state == State.ACCEPTED
    old_is = _("last month") if is_last_month else _("version %(number)d, accepted before") % {"number": accepted.number}
    cells = [_cell(row, cell, cell.before if is_last_month else accepted.content.get(cell.column.name), written) for cell in row.cells]
    return ReviewRow(row, old_is, cells)


def _cell(row: SheetRow, cell: SheetCell, before, written: dict[str, str]) -> ReviewCell:
    column, name = cell.column, f"remark-{row.monthly_return.pk}-{cell.column.name}"
    return ReviewCell(
        label=column.label,
        new=cell.text or cell.code_text or NO_DATA,
        old=column.text(before) if column.unit else "",
        difference=_difference(cell, before),
        is_number=column.unit is not None,
        changed=cell.value != before,
        field_name=name if cell.bound else "",
        thread=cell.thread,
        remark=written.get(name, ""),
    )


def _difference(cell: SheetCell, before) -> str:
    """How much more than before, and in per cent of it."""
    if cell.column.unit is None or not isinstance(cell.value, int) or not isinstance(before, int) or cell.value == before:
        return ""
    grown = cell.value - before
    share = f" ({_signed(PERCENT.shown(rounded(grown * MILLION, before), 1))} %)" if before else ""
    sign = "+" if grown > 0 else "−"
    return f"{sign}{cell.column.unit.typed(abs(grown))}{share}"


def _signed(number) -> str:
    return f"{number:+f}".replace("-", "−")


def _add_effects(sheet: Sheet, rows: list[ReviewRow], supposed: Supposed, symbols: dict[str, str]) -> None:
    """Tonnes and rank of each row, if it alone were accepted. Ranks are those of the whole city."""
    ranked = list(plant_load_ranking(sheet.district.code[:CITY_CODE_LENGTH], sheet.month))
    for one in rows:
        plant = one.row.plant.pk
        gains = supposed.gain_mg([plant]) if one.is_waiting else {}
        one.effects = [
            Effect(symbols[code], _tonnes(removed), _tonnes(gains.get(code), signed=True))
            for code, removed in one.row.removed.items()
            if code in symbols
        ]
        one.ranked = len(ranked)
        one.rank_before = next((found.rank for found in ranked if found.plant_id == plant), None)
        one.rank_after = rank_with(ranked, plant, one.row.load_rate) if one.is_waiting else one.rank_before


def rank_with(ranked: list[PlantFigure], plant: int, load_rate: int | None) -> int:
    """The rank of a plant among the others if it had this load rate: unknown ones stand before it, at the worst end."""
    others = [one.load_rate_millionths for one in ranked if one.plant_id != plant]
    if load_rate is None:
        return 1
    return 1 + sum(1 for other in others if other is None or other < load_rate)


def _completions(sheet: Sheet, gains: dict[str, int | None], symbols: dict[str, str]) -> list[Completion]:
    city = sheet.district.code[:CITY_CODE_LENGTH]
    quotas = ledger(city, quota_set_in_force(city, sheet.month // 100))
    found = []
    for row in district_rows(Now(sheet.district.code, sheet.month), quotas):
        gain = gains.get(row.pollutant.code)
        if not row.has_source or row.pollutant.code not in symbols:
            continue
        verified = row.verified if gain is None else (row.verified or 0) + gain
        after = None if verified is None or not row.quota or row.quota < 0 else rounded(*completion_millionths(verified, row.quota))
        found.append(Completion(row.pollutant.symbol, _tonnes(gain, signed=True), _percent(row.completion), _percent(after)))
    return found


def _tonnes(mg: int | None, *, signed: bool = False) -> str:
    if mg is None:
        return NO_DATA
    shown = MASS.shown(mg, 2)
    return _signed(shown) if signed else f"{shown:,}"


def _percent(millionths: int | None) -> str:
    return NO_DATA if millionths is None else f"{PERCENT.shown(millionths, 1)} %"
