"""The figures of a frozen month worked out again from history, by another hand than the job's.

What the portal keeps the past of is read from there: the versions of returns as they stood when the copy was made, and the
chain of quota sets. What it keeps no past of (the register of plants, the parameters of the rules, whether a return had been
sent back) is taken from the copy itself. Whole numbers, one month and one plant after the other, no statement of figures/.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from districts.scopes import above
from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW
from formulas.months import SAME_MONTH_LAST_YEAR, days_in, month_of, months_between, shifted
from formulas.rounding import rounded
from formulas.targets import headroom_mg
from formulas.wastewater import (
    actual_flow_m3_d,
    concentration_drop_ug_l,
    inflow_load_mg,
    load_rate_millionths,
    reduction_mg,
    removed_load_mg,
    removes,
)
from frozen.models import FrozenLoad, FrozenParameter, FrozenPlant, FrozenRemoval
from returns.models import MISSING, State, Version

OFFSET = "count_start_offset_months"
NEVER = 999912
FIRST_YEAR_MONTHS = 12
COUNTED = {"verified": {State.ACCEPTED}, "declared": {State.ACCEPTED, State.SUBMITTED}}


@dataclass(frozen=True)
class Measured:
    """What a return said of a pollutant: m³ and µg/L; None is missing."""

    state: str
    volume: int | None
    inlet: int | None
    outlet: int | None

    @property
    def removes(self) -> int | None:
        return removes(self.inlet, self.outlet)

    @property
    def removed(self) -> int | None:
        """Nothing treated is nothing removed, whatever the concentrations would have been."""
        if self.volume == 0:
            return 0
        if None in (self.volume, self.removes):
            return None
        return removed_load_mg(self.volume, self.inlet, self.outlet, self.removes)

    @property
    def flowed_in(self) -> int | None:
        if self.volume == 0:
            return 0
        return None if None in (self.volume, self.inlet) else inflow_load_mg(self.volume, self.inlet)


class Plant:
    """One plant of a copy: its register as it was copied, its returns as their versions tell them."""

    def __init__(self, row: FrozenPlant, pollutants: Iterable[str], versions: dict[tuple[int, int], dict], offsets: list[tuple[int, int]]):
        self.row, self.pollutants = row, sorted(pollutants)
        self.states = {int(month): state for month, (state, _version) in row.returns.items()}
        self.contents = {month: content for (_version, month), content in versions.items()}
        self.first = month_of(row.started_on) if row.started_on else NEVER + 1
        self.last = month_of(row.closed_on) if row.closed_on else NEVER
        self._offsets = offsets

    @cached_property
    def counted(self) -> int:
        """The first month that counts towards a reduction (W4)."""
        if self.first > NEVER:
            return self.first
        valid = [amount for valid_from, amount in self._offsets if valid_from <= self.first] or [self._offsets[0][1]]
        return shifted(self.first, valid[-1])

    def owes(self, month: int) -> bool:
        return self.first <= month <= self.last

    def counts(self, month: int) -> bool:
        return self.counted <= month <= self.last

    def design(self, month: int) -> int | None:
        valid = [amount for valid_from, amount in sorted(self.row.capacities) if valid_from <= month]
        return valid[-1] if valid else None

    def state(self, month: int) -> str:
        return self.states.get(month, MISSING)

    def volume(self, month: int) -> int | None:
        return self.contents.get(month, {}).get("volume_m3") if self.state(month) == State.ACCEPTED else None

    def measured(self, pollutant: str, month: int) -> Measured:
        """Of a return that was handed in. A pollutant that its version does not tell was not measured then."""
        told, state = self.contents.get(month, {}), self.state(month)
        return Measured(state, told.get("volume_m3"), told.get(f"{pollutant}_inlet_ug_l"), told.get(f"{pollutant}_outlet_ug_l"))

    def load(self, side: str, pollutant: str, month: int) -> int | None:
        """What was removed in a month that the plant owed; None where its return does not count on that side."""
        one = self.measured(pollutant, month)
        return one.removed if one.state in COUNTED[side] and self.owes(month) else None

    def compared(self, side: str, pollutant: str, month: int) -> tuple[bool, int | None]:
        """Whether the month belongs into the reduction, and what it brought to it."""
        before = month + SAME_MONTH_LAST_YEAR
        belongs = self.counts(month) or self.counts(before)
        now = self.load(side, pollutant, month) if self.counts(month) else 0
        then = self.load(side, pollutant, before) if self.counts(before) else 0
        return belongs, None if not belongs or None in (now, then) else reduction_mg(now, then)

    def headroom(self, pollutant: str, month: int) -> int | None:
        one, design = self.measured(pollutant, month), self.design(month)
        if one.state != State.ACCEPTED or not self.owes(month) or None in (one.volume, one.removes, design):
            return None
        built_for = design * days_in(month)
        drop = concentration_drop_ug_l(one.inlet, one.outlet, one.removes)
        return headroom_mg(built_for, one.volume, drop, int(one.volume < built_for))


def versions_as_of(plants: Iterable[FrozenPlant], at: datetime.datetime) -> dict[int, dict[tuple[int, int], dict]]:
    """Plant → (version, month) → content: the last version of each return that had been kept by then."""
    keys = [row.plant_id for row in plants]
    kept = Version.objects.filter(monthly_return__kind="treatment_plant", monthly_return__subject__in=keys, at__lte=at)
    rows = kept.order_by("number").values_list("monthly_return__subject", "monthly_return__month", "number", "content")
    newest = {(plant, month): (number, content) for plant, month, number, content in rows}
    found: dict[int, dict[tuple[int, int], dict]] = defaultdict(dict)
    for (plant, month), (number, content) in newest.items():
        found[plant][number, month] = content
    return found


def rebuilt(month: int, at: datetime.datetime, rows: dict) -> tuple[dict, list[str]]:
    """(part → key → figures) of a copy, and what history tells otherwise than the copy about the returns behind them."""
    versions = versions_as_of(rows[FrozenPlant], at)
    offsets = sorted((one.valid_from, one.amount) for one in rows[FrozenParameter] if one.key == OFFSET)
    measured: dict[int, list[str]] = defaultdict(list)
    for one in rows[FrozenLoad]:
        measured[one.plant_id].append(one.pollutant)
    plants = [Plant(row, measured[row.plant_id], versions.get(row.plant_id, {}), offsets) for row in rows[FrozenPlant]]
    figures = {
        FrozenPlant: {(plant.row.plant_id,): _use(plant, month) for plant in plants},
        FrozenLoad: {(plant.row.plant_id, code): _load(plant, code, month) for plant in plants for code in plant.pollutants},
        FrozenRemoval: _removal(plants, month),
    }
    return figures, [told for plant in plants for told in _otherwise(plant, versions.get(plant.row.plant_id, {}))]


def _otherwise(plant: Plant, versions: dict[tuple[int, int], dict]) -> list[str]:
    """Returns that count in the copy in another version than the one which stood there at that time."""
    kept = {month: number for number, month in versions}
    return [
        f"{plant.row.name} {month}: version {version} in the copy, {kept.get(int(month), 'none')} in history"
        for month, (state, version) in sorted(plant.row.returns.items())
        if state in COUNTED["declared"] and kept.get(int(month)) != version
    ]


def _use(plant: Plant, month: int) -> dict:
    if not plant.owes(month):
        return {"state": "", "in_first_year": None} | dict.fromkeys(
            ("design_capacity_m3_d", "volume_m3", "actual_flow_m3_d", "load_rate_millionths")
        )
    design, volume, days = plant.design(month), plant.volume(month), days_in(month)
    return {
        "state": plant.state(month),
        "in_first_year": month < shifted(plant.first, FIRST_YEAR_MONTHS),
        "design_capacity_m3_d": design,
        "volume_m3": volume,
        "actual_flow_m3_d": None if volume is None else rounded(*actual_flow_m3_d(volume, days)),
        "load_rate_millionths": None if None in (volume, design) else rounded(*load_rate_millionths(volume, design, days)),
    }


def _load(plant: Plant, pollutant: str, month: int) -> dict:
    january = month // 100 * 100 + 1
    belonging = {one: plant.compared("verified", pollutant, one) for one in months_between(january, month)}
    figures = {"reductions": {str(one): reduction for one, (_belongs, reduction) in belonging.items()}}
    names = ("design_capacity_m3_d", "accepted_months", "volume_m3", "inlet_load_mg", "inlet_ug_l")
    if not plant.owes(month):
        return figures | dict.fromkeys(names)
    looked_at = months_between(shifted(month, 1 - MONTHS_LOOKED_BACK), month)
    accepted = [plant.measured(pollutant, one) for one in looked_at if plant.state(one) == State.ACCEPTED]
    known = [one for one in accepted if one.flowed_in is not None][-MONTHS_OF_INFLOW:]
    volume, load = (sum(amounts) if known else None for amounts in ([one.volume for one in known], [one.flowed_in for one in known]))
    inlet = rounded(load, volume) if volume else None
    return figures | dict(zip(names, (plant.design(month), len(known), volume, load, inlet), strict=True))


def _removal(plants: list[Plant], month: int) -> dict[tuple, dict]:
    """Sums of districts and the divisions above them, of the month and since January."""
    inside: dict[tuple[str, str], list[Plant]] = defaultdict(list)
    for plant in plants:
        district = plant.row.division_id
        for code in (district, *above(district)):
            for pollutant in plant.pollutants if plant.first <= NEVER else []:
                inside[code, pollutant].append(plant)
    spans = {since: months_between(since, month) for since in (month, month // 100 * 100 + 1)}
    return {
        (code, pollutant, since): _sums(those, pollutant, months)
        for (code, pollutant), those in inside.items()
        for since, months in spans.items()
    }


def _sums(plants: list[Plant], pollutant: str, months: list[int]) -> dict:
    pairs = [(plant, month) for month in months for plant in plants]
    owed = [plant.state(month) for plant, month in pairs if plant.owes(month)]
    figures = {"owed": len(owed), "accepted": owed.count(State.ACCEPTED), "submitted": owed.count(State.SUBMITTED)}
    for side in COUNTED:
        compared = [plant.compared(side, pollutant, month) for plant, month in pairs]
        figures |= {
            f"{side}_load_mg": _sum(plant.load(side, pollutant, month) for plant, month in pairs),
            f"{side}_reduction_mg": _sum(reduction for _belongs, reduction in compared),
            f"{side}_left_out": sum(belongs and reduction is None for belongs, reduction in compared),
            "plant_months": sum(belongs for belongs, _reduction in compared),
        }
    return figures | {"verified_headroom_mg": _sum(plant.headroom(pollutant, month) for plant, month in pairs)}


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
