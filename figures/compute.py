"""Turning records into figures. Pure: no database, only formulas; sums of whole numbers."""

from collections import defaultdict
from dataclasses import dataclass, field

from figures.collect import DECLARED, VERIFIED, PlantRecord, Records
from formulas.months import SAME_MONTH_LAST_YEAR, days_in, months_of, shifted
from formulas.rounding import rounded
from formulas.targets import headroom_mg
from formulas.wastewater import actual_flow_m3_d, load_rate_millionths, reduction_mg
from returns.models import MISSING, State

FIRST_YEAR_MONTHS = 12


def plant_rows(records: Records, years: range) -> dict[tuple[int, int], dict]:
    """(plant, month) → fields of a PlantFigure, for every month that a plant owes."""
    return {
        (plant.pk, month): _plant_row(records, plant, month)
        for plant in records.plants
        for year in years
        for month in months_of(year)
        if plant.owes(month)
    }


def _plant_row(records: Records, plant: PlantRecord, month: int) -> dict:
    state, volume = records.operations.get((plant.pk, month), (MISSING, None))
    volume = volume if state == State.ACCEPTED else None
    design, days = plant.design_m3_d(month), days_in(month)
    return {
        "division_id": plant.division,
        "state": state,
        "in_first_year": month < shifted(plant.first_month, FIRST_YEAR_MONTHS),
        "design_capacity_m3_d": design,
        "volume_m3": volume,
        "actual_flow_m3_d": None if volume is None else rounded(*actual_flow_m3_d(volume, days)),
        "load_rate_millionths": None if None in (volume, design) else rounded(*load_rate_millionths(volume, design, days)),
    }


@dataclass
class Total:
    """A sum that stays empty until something is added to it."""

    mg: int | None = None

    def add(self, mg: int | None) -> None:
        if mg is not None:
            self.mg = mg + (self.mg or 0)


@dataclass
class Account:
    """One side of a division's month: what was removed, and how much more than last year."""

    load: Total = field(default_factory=Total)
    reduction: Total = field(default_factory=Total)
    left_out: int = 0


def division_rows(records: Records, years: range) -> dict[tuple[str, int, str], dict]:
    """(division, month, pollutant) → fields of a DivisionFigure for the districts of the scope."""
    return division_rows_of(records, [month for year in years for month in months_of(year)])


def division_rows_of(records: Records, months: list[int]) -> dict[tuple[str, int, str], dict]:
    plants = defaultdict(list)
    for plant in records.plants:
        for pollutant in plant.pollutants:
            plants[plant.division, pollutant].append(plant)
    return {
        (division, month, pollutant): _division_row(records, of_division, pollutant, month)
        for (division, pollutant), of_division in plants.items()
        for month in months
    }


def _division_row(records: Records, plants: list[PlantRecord], pollutant: str, month: int) -> dict:
    owing = [plant for plant in plants if plant.owes(month)]
    states = [records.operations.get((plant.pk, month), (MISSING, None))[0] for plant in owing]
    verified = _account(records, plants, pollutant, month, VERIFIED)
    declared = _account(records, plants, pollutant, month, DECLARED)
    return {
        "owed": len(owing),
        "accepted": states.count(State.ACCEPTED),
        "submitted": states.count(State.SUBMITTED),
        "verified_load_mg": verified.load.mg,
        "declared_load_mg": declared.load.mg,
        "verified_reduction_mg": verified.reduction.mg,
        "declared_reduction_mg": declared.reduction.mg,
        "verified_headroom_mg": _headroom(records, owing, pollutant, month),
        "plant_months": sum(_belongs_into_reduction(plant, month) for plant in plants),
        "verified_left_out": verified.left_out,
        "declared_left_out": declared.left_out,
    }


def _account(records: Records, plants: list[PlantRecord], pollutant: str, month: int, states: frozenset) -> Account:
    account = Account()
    for plant in plants:
        load = _reported_mg(records, plant, pollutant, month, states)
        account.load.add(load)
        this, last = (_counted_mg(records, plant, pollutant, one, states) for one in (month, month + SAME_MONTH_LAST_YEAR))
        if not _belongs_into_reduction(plant, month):
            continue
        if None in (this, last):  # on whichever side: who withholds a bad month must not gain in silence
            account.left_out += 1
        else:
            account.reduction.add(reduction_mg(this, last))
    return account


def _belongs_into_reduction(plant: PlantRecord, month: int) -> bool:
    return plant.counts(month) or plant.counts(month + SAME_MONTH_LAST_YEAR)


def _headroom(records: Records, plants: list[PlantRecord], pollutant: str, month: int) -> int | None:
    """What the plants would have removed on top in an accepted month if they had been full; empty where no month is."""
    total = Total()
    for plant in plants:
        load, design_m3_d = records.loads.get((plant.pk, pollutant, month)), plant.design_m3_d(month)
        if load and load.state in VERIFIED and None not in (load.volume_m3, load.drop_ug_l, design_m3_d):
            design_m3 = design_m3_d * days_in(month)
            total.add(headroom_mg(design_m3, load.volume_m3, load.drop_ug_l, int(load.volume_m3 < design_m3)))
    return total.mg


def _reported_mg(records: Records, plant: PlantRecord, pollutant: str, month: int, states: frozenset) -> int | None:
    load = records.loads.get((plant.pk, pollutant, month))
    return load.removed_mg if load and load.state in states and plant.owes(month) else None


def _counted_mg(records: Records, plant: PlantRecord, pollutant: str, month: int, states: frozenset) -> int | None:
    """What counts for W2: nothing before a plant counts (W4) and after it is closed; no data where its return is missing."""
    return _reported_mg(records, plant, pollutant, month, states) if plant.counts(month) else 0


def added_up(rows: list[dict]) -> dict:
    """The figure of a division above from those of its parts; empty only where every part is."""
    return {key: _sum([row[key] for row in rows]) for key in rows[0]}


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
