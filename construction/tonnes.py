"""What projects bring in tonnes, and what their delay takes from each year (S9, S11; rules.md 3.3 W1, W2, W4)."""

import datetime
from dataclasses import dataclass

from construction.queries import loads_of
from construction.standing import Standing
from formulas.construction import brought_mg, counted_days, first_counted_month, held_back_mg, newly_counted_days
from formulas.months import month_of
from formulas.wastewater import concentration_drop_ug_l
from targets.queries import parameter_history

DAYS_OF_A_YEAR = 365  # what a project brings "a year" is said of a common one


@dataclass(frozen=True)
class YearTonnes:
    """One pollutant's year, mg. Reductions compare with the year before (W2), removals are the whole year's (W1)."""

    year: int
    planned_reduction: int
    expected_reduction: int
    planned_removal: int
    expected_removal: int

    @property
    def held_back(self) -> int:
        """What the delay takes from the year's reduction; negative in a later year to which it is moved."""
        return held_back_mg(self.planned_reduction, self.expected_reduction)

    @property
    def not_removed(self) -> int:
        """What stays in the water that year because of the delay."""
        return held_back_mg(self.planned_removal, self.expected_removal)


class Account:
    """What the projects inside a scope bring of one pollutant in some years. Reads its inputs once."""

    def __init__(self, divisions: str, pollutant: str, years: range):
        self.pollutant, self.years = pollutant, years
        self.offset = parameter_history("count_start_offset_months")
        self.loads = {one.project_id: one for one in loads_of(divisions).filter(pollutant=pollutant)}

    def tonnes_a_year(self, standing: Standing) -> int | None:
        """What the project takes out in a full year by design, mg; None where it takes out nothing of the pollutant."""
        return self._brought(standing, DAYS_OF_A_YEAR) if self.brings(standing) else None

    def brings(self, standing: Standing) -> bool:
        return standing.project.pk in self.loads and bool(standing.project.flow_m3_d)

    def by_year(self, standing: Standing, expected_end: datetime.date | None = None) -> list[YearTonnes]:
        """What planned and expected end bring in each year; nothing where the project brings none of the pollutant.

        `expected_end` is another day that somebody asks about.
        """
        if not self.brings(standing):
            return []
        ends = [self.first_month(day) for day in (standing.planned_end, expected_end or standing.expected_end)]
        counts = (newly_counted_days, counted_days)
        return [YearTonnes(year, *(self._brought(standing, days(end, year)) for days in counts for end in ends)) for year in self.years]

    def at_stake(self, standing: Standing) -> int | None:
        """What the delay leaves in the water until the last of the years, mg; None where the project brings nothing."""
        found = self.by_year(standing)
        return sum(one.not_removed for one in found) if found else None

    def first_month(self, end: datetime.date) -> int:
        """The rule is that of the month in which the project ends."""
        return first_counted_month(end, self.offset(month_of(end)))

    def _brought(self, standing: Standing, days: int) -> int:
        load = self.loads[standing.project.pk]
        return brought_mg(standing.project.flow_m3_d, days, concentration_drop_ug_l(load.inlet_ug_l, load.outlet_ug_l, 1))
