"""From what a person enters to what the portal asks about it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from formulas.months import days_in, month_of
from targets.queries import parameters_of_months
from treatment_plants import queries
from treatment_plants.checks import soft
from treatment_plants.checks.soft import Case, Finding, Limits
from treatment_plants.checks.usual import Past, months_looked_at
from treatment_plants.checks.values import MonthValues
from treatment_plants.entries import Entry
from treatment_plants.models import Plant


def limits_of(months: Iterable[int]) -> dict[int, Limits]:
    found = parameters_of_months([one.name for one in fields(Limits)], months)
    return {month: Limits(**amounts) for month, amounts in found.items()}


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

    def hand_in(self, entry: Entry) -> None:
        """From now on the month tells what is usual, as what was handed in before."""
        self.pasts[entry.plant.pk].months[self.month] = values_of(entry, self.month)


def asking(divisions: str, month: int, plants: Iterable[Plant]) -> Asking:
    """Four queries, however many plants."""
    return asking_of_months(divisions, [month], plants)[month]


def asking_of_months(divisions: str, months: Iterable[int], plants: Iterable[Plant]) -> dict[int, Asking]:
    """The same for several months, in as many queries. They share what is known of the plants: `hand_in` adds to all."""
    months, known = sorted(months), {plant.pk: plant for plant in plants}
    limits, designs = limits_of(months), queries.designs_in_force(divisions, months, known)
    looked_at = sorted({one for month in months for one in months_looked_at(month)})
    pasts = {plant: Past({}) for plant in known}
    for plant, at, told in queries.earlier_months(divisions, known, looked_at):
        values = MonthValues(month=at, open_days=open_days(known[plant], at), calendar_days=days_in(at), **told)
        pasts[plant].months[at] = values
    return {month: Asking(month, limits[month], pasts, designs[month]) for month in months}
