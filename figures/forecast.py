"""What the months so far say of the year's end, and how well that would have told the years before. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from formulas.forecast import certain_mg, expected_mg, hinges, median, year_end_mg
from formulas.months import months_of, shifted
from formulas.rounding import rounded
from formulas.targets import MONTHS_OF_A_YEAR

# The pace is that of the last verified months, this year's and, early in the year, last year's.
MONTHS_OF_PACE, MONTHS_LOOKED_BACK, FEWEST_MONTHS = 6, 12, 3


@dataclass(frozen=True)
class Apart:
    """What does not follow the pace, as known in a month. Masses in mg.

    `brought`: of the months' reductions, what closings brought; `due`: what verified closings still bring in the year's
    open months; `planned`: what is planned to come in the year on top.
    """

    brought: dict[int, int] = field(default_factory=dict)
    due: int = 0
    planned: int = 0


NOTHING_APART = Apart()


@dataclass(frozen=True)
class Outlook:
    """A year as seen from one of its months. Masses in mg; None where no month is verified, or too few to tell a pace."""

    verified: int | None
    months_open: int
    pace: int | None
    low: int | None
    high: int | None
    due: int = 0

    @property
    def certain(self) -> int | None:
        return None if self.verified is None and not self.due else certain_mg(self.verified or 0, self.due)

    @property
    def expected(self) -> int | None:
        """What the open months bring at the pace."""
        return None if self.pace is None else expected_mg(self.pace, self.months_open)

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
        return None if pace is None else year_end_mg(self.certain or 0, expected_mg(pace, self.months_open))


def outlook(reductions: dict[int, int], month: int, apart: Apart = NOTHING_APART) -> Outlook:
    """`reductions` maps months to their verified reduction in mg; months without one are missing from it.

    A month that has ended without a verified figure is open like one to come: it counts with the pace, not with zero.
    """
    known = [one for one in months_of(month // 100) if one <= month and one in reductions]
    values = list(recent(reductions, month, apart).values())
    pace = low = high = None
    if len(values) >= FEWEST_MONTHS:
        pace, (low, high) = rounded(*median(values)), (rounded(*pair) for pair in hinges(values))
    verified = sum(reductions[one] for one in known) if known else None
    return Outlook(verified, MONTHS_OF_A_YEAR - len(known), pace, low, high, apart.due)


def recent(reductions: dict[int, int], month: int, apart: Apart = NOTHING_APART) -> dict[int, int]:
    """The last verified months, the newest first, each without what closings brought: what tells the pace."""
    looked_back = (shifted(month, -back) for back in range(MONTHS_LOOKED_BACK))
    known = [one for one in looked_back if one in reductions][:MONTHS_OF_PACE]
    return {one: reductions[one] - apart.brought.get(one, 0) for one in known}


@dataclass(frozen=True)
class Miss:
    """What an earlier year brought, and what its forecasts would have said: at the pace, and with what was planned then. Masses in mg."""

    year: int
    actual: int
    at_pace: int
    planned: int

    @property
    def of_pace(self) -> int:
        return self.at_pace - self.actual

    @property
    def of_plans(self) -> int:
        return self.at_pace + self.planned - self.actual


def misses(reductions: dict[int, int], month: int, apart: Callable[[int], Apart] = lambda month: NOTHING_APART) -> list[Miss]:
    """What forecasts from this month of the year would have said in each earlier year. Only whole years count; one of nothing but zeros is no test.

    `apart` tells what was known in a month.
    """
    years = {one // 100 for one in reductions if one // 100 < month // 100}
    whole = [
        year for year in sorted(years) if all(one in reductions for one in months_of(year)) and any(map(reductions.get, months_of(year)))
    ]
    found = []
    for year in whole:
        then = year * 100 + month % 100
        known = apart(then)
        seen = outlook({one: mg for one, mg in reductions.items() if one <= then}, then, known)
        if seen.year_end is not None:
            found.append(Miss(year, sum(reductions[one] for one in months_of(year)), seen.year_end, known.planned))
    return found


def usual(errors: list[int]) -> int | None:
    """The median of the sizes of errors, the upper of two in the middle; None where there is none."""
    sizes = sorted(abs(error) for error in errors)
    return sizes[len(sizes) // 2] if sizes else None
