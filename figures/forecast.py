"""What the months so far say of the year's end, and how well that would have told the years before. Pure."""

from dataclasses import dataclass

from formulas.forecast import hinges, median, year_end_mg
from formulas.months import months_of, shifted
from formulas.rounding import rounded
from formulas.targets import MONTHS_OF_A_YEAR

# The pace is that of the last verified months, this year's and, early in the year, last year's.
MONTHS_OF_PACE, MONTHS_LOOKED_BACK, FEWEST_MONTHS = 6, 12, 3


@dataclass(frozen=True)
class Outlook:
    """A year as seen from one of its months. Masses in mg; None where no month is verified, or too few to tell a pace."""

    verified: int | None
    months_open: int
    pace: int | None
    low: int | None
    high: int | None

    @property
    def year_end(self) -> int | None:
        return self._at(self.pace)

    @property
    def lowest(self) -> int | None:
        return self._at(self.low)

    @property
    def highest(self) -> int | None:
        return self._at(self.high)

    def _at(self, pace: int | None) -> int | None:
        return None if pace is None else year_end_mg(self.verified or 0, pace, self.months_open)


def outlook(reductions: dict[int, int], month: int) -> Outlook:
    """`reductions` maps months to their verified reduction in mg; months without one are missing from it.

    A month that has ended without a verified figure is open like one to come: it counts with the pace, not with zero.
    """
    known = [one for one in months_of(month // 100) if one <= month and one in reductions]
    values = [reductions[one] for one in months_of_pace(reductions, month)]
    pace = low = high = None
    if len(values) >= FEWEST_MONTHS:
        pace, (low, high) = rounded(*median(values)), (rounded(*pair) for pair in hinges(values))
    return Outlook(sum(reductions[one] for one in known) if known else None, MONTHS_OF_A_YEAR - len(known), pace, low, high)


def months_of_pace(reductions: dict[int, int], month: int) -> list[int]:
    """The last verified months, the newest first."""
    looked_back = (shifted(month, -back) for back in range(MONTHS_LOOKED_BACK))
    return [one for one in looked_back if one in reductions][:MONTHS_OF_PACE]


def errors(reductions: dict[int, int], month: int) -> list[int]:
    """By how much, in mg, forecasts from this month of the year would have missed each earlier year's end. Only whole years count."""
    years = {one // 100 for one in reductions if one // 100 < month // 100}
    whole = [year for year in sorted(years) if all(one in reductions for one in months_of(year))]
    found = []
    for year in whole:
        then = outlook({one: mg for one, mg in reductions.items() if one <= year * 100 + month % 100}, year * 100 + month % 100)
        if then.year_end is not None:
            found.append(then.year_end - sum(reductions[one] for one in months_of(year)))
    return found
