"""Copies of a city's months, made of what the portal holds now. Nothing is written here."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from districts.models import TOWN_CODE_LENGTH, Division
from districts.scopes import inside
from figures.models import DivisionFigure, InletFigure, PlantFigure
from figures.parts import Reductions, reductions_of_plants
from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW
from formulas.months import shifted
from frozen.models import FrozenLoad, FrozenParameter, FrozenPlace, FrozenPlant, FrozenQuota, FrozenRemoval, FrozenRow
from returns.models import Kind, MonthlyReturn
from targets.ledger import Ledger
from targets.models import Parameter, QuotaSet
from targets.queries import in_force_at, ledger, quota_sets_confirmed
from treatment_plants.models import DesignCapacity, Plant
from treatment_plants.queries import doubtful_months

PLANT_FIGURES = ("state", "in_first_year", "design_capacity_m3_d", "volume_m3", "actual_flow_m3_d", "load_rate_millionths")
INFLOW = ("design_capacity_m3_d", "accepted_months", "volume_m3", "inlet_load_mg", "inlet_ug_l")
REMOVAL_KEY = ("division_id", "pollutant_id")
SUMS = tuple(field.name for field in FrozenRemoval._meta.concrete_fields if field.name not in ("id", "freeze", "since", *REMOVAL_KEY))
PLACE = ("code", "name", "name_en", "position", "leader", "leader_office")

Rows = dict[type[FrozenRow], list[FrozenRow]]


@dataclass(frozen=True)
class Copy:
    rows: Rows
    quota_set: QuotaSet | None


class Copier:
    """Copies months of one city. Everything is read once, in as many queries for one month as for all."""

    def __init__(self, division: str, months: Iterable[int]):
        months = sorted(months)
        first, last = months[0], months[-1]
        self.division = division
        self._parameters = list(Parameter.objects.values("key", "valid_from", "amount", "source"))
        self._quota_sets = list(quota_sets_confirmed(division))
        self._ledgers: dict[int | None, Ledger] = {}
        self._plants = list(Plant.objects.filter(inside("district_id", division)).order_by("pk"))
        self._capacities = _grouped(
            DesignCapacity.objects.filter(inside("plant__district_id", division)).values_list("plant_id", "valid_from", "m3_per_day")
        )
        measured = Plant.pollutants.through.objects.filter(inside("plant__district_id", division))
        self._measured = sorted(measured.values_list("plant", "pollutant"))
        self._places = [one for one in Division.objects.filter(inside("code", division)).values(*PLACE) if self._is_shown(one["code"])]
        self._returns = self._returns_behind(first, last)
        self._doubtful = doubtful_months(division, shifted(first, 1 - MONTHS_OF_INFLOW), last)
        self._use = _by_month(self._figures(PlantFigure, first, last).values("month", "plant_id", *PLANT_FIGURES))
        self._inflows = _by_month(self._figures(InletFigure, first, last).values("month", "plant_id", "pollutant_id", *INFLOW))
        removal = self._figures(DivisionFigure, first // 100 * 100 + 1, last).values("month", *REMOVAL_KEY, *SUMS)
        self._removals = _by_month(removal)
        self._reductions = {year: reductions_of_plants(division, year) for year in range(first // 100, last // 100 + 1)}

    def copy(self, month: int, at: datetime.datetime) -> Copy:
        """The month as it is now, with the quotas that were in force at the moment that the copy is dated."""
        year = month // 100
        quota_set = in_force_at(self._quota_sets, year, at)
        rows: Rows = {
            FrozenParameter: [FrozenParameter(**row) for row in self._parameters if row["valid_from"] <= month],
            FrozenQuota: self._quotas(quota_set, year),
            FrozenPlace: [FrozenPlace(**place) for place in self._places],
            FrozenPlant: self._plants_of(month),
            FrozenLoad: self._loads(month, self._reductions[year]),
            FrozenRemoval: [row for since in sorted({year * 100 + 1, month}) for row in self._removal(since, month)],
        }
        return Copy(rows, quota_set)

    def _is_shown(self, code: str) -> bool:
        """Of towns those in which a plant lies."""
        return len(code) < TOWN_CODE_LENGTH or code in {plant.town_id for plant in self._plants}

    def _quotas(self, quota_set: QuotaSet | None, year: int) -> list[FrozenQuota]:
        """The year's lines and those of the year before, of which the cut is the difference."""
        key = quota_set.pk if quota_set else None
        if key not in self._ledgers:
            self._ledgers[key] = ledger(self.division, quota_set)
        names = ("division", "pollutant", "year", "base_amount_mg", "cap_mg")
        return [
            FrozenQuota(**{name: getattr(line, name) for name in names}, excludes=list(line.excludes))
            for line in self._ledgers[key].lines.values()
            if year - 1 <= line.year <= year
        ]

    def _plants_of(self, month: int) -> list[FrozenPlant]:
        figures = {one["plant_id"]: one for one in self._use.get(month, [])}
        first = first_month_behind(month)
        return [
            FrozenPlant(
                plant_id=plant.pk,
                name=plant.name,
                name_en=plant.name_en,
                division_id=plant.district_id,
                town_id=plant.town_id or "",
                started_on=plant.started_on,
                closed_on=plant.closed_on,
                capacities=[list(pair) for pair in self._capacities[plant.pk]],
                returns={str(one): [state, version] for one, state, version in self._returns[plant.pk] if first <= one <= month},
                in_question=(plant.pk, month) in self._doubtful,
                **{name: figures[plant.pk][name] for name in PLANT_FIGURES if plant.pk in figures},
            )
            for plant in self._plants
        ]

    def _returns_behind(self, first: int, last: int) -> dict[int, list]:
        """Plant → (month, how its return stands, in which version), the earliest first."""
        behind = MonthlyReturn.objects.filter(
            inside("division_id", self.division), kind=Kind.TREATMENT_PLANT, month__range=(first_month_behind(first), last)
        )
        return _grouped(behind.order_by("month").values_list("subject", "month", "state", "version"))

    def _loads(self, month: int, reductions: Reductions) -> list[FrozenLoad]:
        inflows = {(one["plant_id"], one["pollutant_id"]): one for one in self._inflows.get(month, [])}
        looked_at = [shifted(month, -back) for back in range(MONTHS_OF_INFLOW)]
        return [
            FrozenLoad(
                plant_id=plant,
                pollutant=pollutant,
                in_question=any((plant, one) in self._doubtful for one in looked_at),
                reductions={
                    str(one): reduction for one, reduction in sorted(reductions.get((plant, pollutant), {}).items()) if one <= month
                },
                **{name: inflows[plant, pollutant][name] for name in INFLOW if (plant, pollutant) in inflows},
            )
            for plant, pollutant in self._measured
        ]

    def _removal(self, since: int, month: int) -> list[FrozenRemoval]:
        """Sums over the months; no data only where no month has any."""
        rows: dict[tuple, list[dict]] = defaultdict(list)
        for one in range(since, month + 1):
            for row in self._removals.get(one, []):
                rows[tuple(row[name] for name in REMOVAL_KEY)].append(row)
        return [
            FrozenRemoval(
                since=since, **dict(zip(REMOVAL_KEY, key, strict=True)), **{name: _sum(row[name] for row in those) for name in SUMS}
            )
            for key, those in sorted(rows.items())
        ]

    def _figures(self, model, first: int, last: int):
        return model.objects.filter(inside("division_id", self.division), month__range=(first, last))


def first_month_behind(month: int) -> int:
    """The first month whose return stands behind a figure of this one: January a year before, or where inflow is looked for."""
    return min((month // 100 - 1) * 100 + 1, shifted(month, 1 - MONTHS_LOOKED_BACK))


def _by_month(rows: Iterable[dict]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        found[row.pop("month")].append(row)
    return found


def _grouped(rows: Iterable[tuple]) -> dict[int, list[tuple]]:
    """First column → the others of each row."""
    found: dict[int, list[tuple]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
