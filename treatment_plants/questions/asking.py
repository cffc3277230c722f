"""From what a person enters to what the portal asks about it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from formulas.months import days_in, month_of
from targets.queries import parameters
from treatment_plants import queries
from treatment_plants.checks import soft
from treatment_plants.checks.soft import Case, Finding, Limits
from treatment_plants.checks.usual import Past, months_looked_at
from treatment_plants.checks.values import MonthValues
from treatment_plants.entries import Entry
from treatment_plants.models import Plant


def limits_of(month: int) -> Limits:
    return Limits(**parameters([one.name for one in fields(Limits)], month))


def open_days(plant: Plant, month: int) -> int:
    """Calendar days of the month from the plant's start to its closing; at least one, so that amounts have a day."""
    first = plant.started_on.day if month_of(plant.started_on) == month else 1
    last = plant.closed_on.day if plant.closed_on and month_of(plant.closed_on) == month else days_in(month)
    return max(1, last - first + 1)


def values_of(entry: Entry, month: int) -> MonthValues:
    """An entry as the checks see it."""
    return MonthValues(
        month=month,
        open_days=open_days(entry.plant, month),
        calendar_days=days_in(month),
        days=entry.days,
        volume_m3=entry.volume_m3,
        electricity_kwh=entry.electricity_kwh,
        sludge_kg=entry.sludge_kg,
        concentrations=entry.concentrations,
        codes=entry.codes,
    )


@dataclass(frozen=True)
class Asking:
    """What the soft checks need to know about the plants of a month, read once for all of them."""

    month: int
    limits: Limits
    pasts: dict[int, Past]
    designs: dict[int, int]

    def findings(self, entry: Entry) -> list[Finding]:
        plant = entry.plant.pk
        return soft.findings(Case(values_of(entry, self.month), self.pasts.get(plant, Past({})), self.designs.get(plant), self.limits))


def asking(divisions: str, month: int, plants: Iterable[Plant]) -> Asking:
    """Three queries, however many plants."""
    known = {plant.pk: plant for plant in plants}
    limits = limits_of(month)
    designs = queries.designs_in_force(divisions, month, known)
    pasts: dict[int, dict[int, MonthValues]] = {}
    for plant, at, told in queries.earlier_months(divisions, known, months_looked_at(month)):
        values = MonthValues(month=at, open_days=open_days(known[plant], at), calendar_days=days_in(at), **told)
        pasts.setdefault(plant, {})[at] = values
    return Asking(month, limits, {plant: Past(months) for plant, months in pasts.items()}, designs)
