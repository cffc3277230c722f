"""Plans of a scope as they were known in any month, read as seldom as can be."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

import clock
from construction.standing import end_of
from figures.forecast import Apart
from figures.plans.closings import POLLUTANT as SO2
from figures.plans.closings import Closings, closings
from figures.plans.parts import Due, PlannedPart, Route
from figures.plans.projects import planned_projects
from power_plants.board import lines_of
from power_plants.queries import rules, units_with_records


@dataclass(frozen=True)
class View:
    """What was known in a month: parts by district, and the closings that are in the account."""

    month: int
    projects: list[PlannedPart] = field(default_factory=list)
    closings: Closings = field(default_factory=Closings)

    @property
    def parts(self) -> list[PlannedPart]:
        return self.projects + self.closings.parts

    def of(self, division: str, pollutant: str) -> list[PlannedPart]:
        """The parts of a district, or of every district of a division above it; projects without a figure stand with each of water."""
        wanted = (pollutant,) if pollutant == SO2 else ("", pollutant)
        return [one for one in self.parts if one.district.startswith(division) and one.pollutant in wanted]

    def due(self, division: str, pollutant: str) -> list[Due]:
        return [one for one in self.closings.due if one.district.startswith(division)] if pollutant == SO2 else []

    def apart(self, division: str, pollutant: str) -> Apart:
        """What of a division's reductions does not follow its pace."""
        planned = sum(one.amount for one in self.of(division, pollutant))
        if pollutant != SO2:
            return Apart(planned=planned)
        brought: dict[int, int] = {}
        for district, months in self.closings.brought.items():
            for month, amount in months.items() if district.startswith(division) else ():
                brought[month] = brought.get(month, 0) + amount
        return Apart(brought, sum(one.amount or 0 for one in self.due(division, pollutant)), planned)


class PlanBook:
    """The plans inside a scope. Projects are read once for each month that is asked for, units once for all."""

    def __init__(self, divisions: str):
        self.divisions = divisions
        self._views: dict[int, View] = {}

    def as_of(self, month: int) -> View:
        """As known now where the month is the last that has ended, else as of its end: what came later was not known to it."""
        if month not in self._views:
            at = clock.now() if month >= clock.last_ended_month() else end_of(month)
            self._views[month] = View(month, planned_projects(self.divisions, month, at), self._closings(month, _day(at)))
        return self._views[month]

    def _closings(self, month: int, day: datetime.date) -> Closings:
        units, known = self._units
        return closings(units, known, month, day, lines_of(self.divisions, day)) if units else Closings()

    @cached_property
    def _units(self):
        units = list(units_with_records(self.divisions))
        return units, rules() if units else None


def _day(at: datetime.datetime) -> datetime.date:
    return timezone.localtime(at).date()


def amount_of(parts: list[PlannedPart], route: Route) -> int:
    """What the parts of one route add, mg."""
    return sum(one.amount for one in parts if one.route == route)
