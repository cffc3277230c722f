"""The kinds of figures: what those of a scope should be, and how long a return is seen in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import clock
from districts.queries import with_parts
from figures.models import DivisionFigure, InletFigure, PlantFigure
from figures.power import with_power_units
from figures.statements.divisions import YEARS_COMPARED, division_figures, figures_above
from figures.statements.inflow import YEARS_LOOKED_BACK, inlet_figures
from figures.statements.plants import plant_figures
from figures.statements.scope import Exactly, Scope, division_months, measured_months, owed_months
from figures.store import Fresh
from journal.models import StaleMark
from targets.queries import last_year_of_plan, last_year_to_work


def use_of_plants(scope: Scope) -> Fresh:
    return Fresh(PlantFigure, plant_figures(scope), owed_months(scope))


def inflow_of_plants(scope: Scope) -> Fresh:
    return Fresh(InletFigure, inlet_figures(scope), measured_months(scope))


def removal_of_districts(scope: Scope) -> Fresh:
    return with_power_units(Fresh(DivisionFigure, division_figures(scope), division_months(scope)), scope)


# Each with the number of later years in which a return is still seen.
KINDS = {use_of_plants: 0, inflow_of_plants: YEARS_LOOKED_BACK, removal_of_districts: YEARS_COMPARED}


def removal_above(divisions: list[str], years: range) -> Iterator[tuple[Fresh, Scope]]:
    """What the figures of divisions above districts should be, one level after the other; the smallest have to come first."""
    for length, level in groupby(with_parts(divisions).items(), key=lambda item: len(item[0])):
        codes, parts = zip(*level, strict=True)
        summed = figures_above(length, Exactly([part for inside in parts for part in inside], years))
        yield Fresh(DivisionFigure, summed, summed), Exactly(codes, years)


@dataclass(frozen=True)
class Span:
    """From which year on figures are out of date, and how far.

    Where only returns have changed, `last` is the last of their years, and figures follow as long as these are seen in them. Else
    rows may have come or gone as well, to the end of the plan of each marked year. Never beyond `horizon`, the plans that
    anybody looks at: a start that was mistyped as 9999 would otherwise keep the job for ever.
    """

    first: int
    last: int
    returns_only: bool
    horizon: int

    @classmethod
    def of(cls, marks: list[StaleMark]) -> "Span":
        last, returns_only = max(mark.year for mark in marks), all(mark.returns_only for mark in marks)
        if not returns_only:
            last = max(last_year_of_plan(last), last + YEARS_LOOKED_BACK)
        return cls(min(mark.year for mark in marks), last, returns_only, last_year_to_work(clock.today().year))

    def years(self, years_seen: int) -> range:
        last = self.last + years_seen if self.returns_only else self.last
        return range(self.first, min(last, self.horizon) + 1)
