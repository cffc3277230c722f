"""What the months so far say of the year's end, and how well that would have told the years before. Pure."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from formulas.forecast import certain_mg, expected_mg, hinges, left_of_month_mg, median, year_end_mg
from formulas.months import months_of, shifted
from formulas.rounding import rounded
from formulas.targets import MONTHS_OF_A_YEAR, pace_required_mg

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


ALL_COMPLETE: Set[int] = frozenset()


class Returned(NamedTuple):
    """Of a month: how many returns it is owed, how many are accepted, and how many plants are left out of its verified reduction."""

    owed: int
    accepted: int
    left_out: int

    @property
    def lacking(self) -> int:
        return self.owed - self.accepted


def incomplete_months(returned: dict[int, Returned]) -> Set[int]:
    """Months whose reduction still moves once their missing returns are accepted.

    A plant that lacks the return of last year's month is left out whatever comes: it keeps no month open for ever.
    """
    nothing = Returned(0, 0, 0)
    return {
        month
        for month, one in returned.items()
        if one.lacking > 0 and one.left_out > returned.get(shifted(month, -MONTHS_OF_A_YEAR), nothing).lacking
    }


class Required(NamedTuple):
    """What each of so many open months has to bring in all, mg, those that lack accepted returns with the mass that is verified of them."""

    missing: int
    months: int
    partly: dict[int, int]

    @property
    def pair(self) -> tuple[int, int]:
        return pace_required_mg(self.missing + sum(self.partly.values()), self.months)


@dataclass(frozen=True)
class Outlook:
    """A year as seen from one of its months. Masses in mg; None where no month is verified, or too few to tell a pace.

    `partly`: months that have ended and lack accepted returns, with what is verified of them, closings apart. They are open, too.
    """

    verified: int | None
    months_open: int
    pace: int | None
    low: int | None
    high: int | None
    due: int = 0
    partly: dict[int, int] = field(default_factory=dict)

    @property
    def certain(self) -> int | None:
        return None if self.verified is None and not self.due else certain_mg(self.verified or 0, self.due)

    @property
    def expected(self) -> int | None:
        """What the open months bring at the pace."""
        return None if self.pace is None else self._open(self.pace)

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
        return None if pace is None else year_end_mg(self.certain or 0, self._open(pace))

    def _open(self, pace: int) -> int:
        to_come = self.months_open - len(self.partly)
        return expected_mg(pace, to_come) + sum(left_of_month_mg(pace, verified) for verified in self.partly.values())

    def at(self, pace: int) -> tuple[int, dict[int, int]]:
        """How many open months the pace adds to, and what is verified already of those among them that lack accepted returns."""
        held = {month: verified for month, verified in self.partly.items() if left_of_month_mg(pace, verified)}
        return self.months_open - len(self.partly) + len(held), held

    def required(self, missing: int) -> Required | None:
        """What it takes to bring what is missing; None where no month is open. A month that has brought more by itself needs nothing."""
        if not self.months_open:
            return None
        if missing <= 0:
            return Required(0, self.months_open, {})
        months, counted = self.months_open - len(self.partly), {}
        for month, verified in sorted(self.partly.items(), key=lambda one: one[1]):
            if months and verified * months >= missing + sum(counted.values()):
                break
            months, counted = months + 1, counted | {month: verified}
        return Required(missing, months, counted)


def outlook(reductions: dict[int, int], month: int, apart: Apart = NOTHING_APART, incomplete: Set[int] = ALL_COMPLETE) -> Outlook:
    """`reductions` maps months to their verified reduction in mg; months without one are missing from it.

    A month that has ended without a verified figure is open like one to come: it counts with the pace, not with zero. So is one that
    lacks accepted returns (`incomplete`): what is verified of it is certain, and the pace adds what it lacks.
    """
    known = [one for one in months_of(month // 100) if one <= month and one in reductions]
    incomplete = _told_apart(reductions, month, incomplete)
    partly = {one: reductions[one] - apart.brought.get(one, 0) for one in known if one in incomplete}
    values = list(recent(reductions, month, apart, incomplete).values())
    pace = low = high = None
    if len(values) >= FEWEST_MONTHS:
        pace, (low, high) = rounded(*median(values)), (rounded(*pair) for pair in hinges(values))
    verified = sum(reductions[one] for one in known) if known else None
    return Outlook(verified, MONTHS_OF_A_YEAR - len(known) + len(partly), pace, low, high, apart.due, partly)


def recent(reductions: dict[int, int], month: int, apart: Apart = NOTHING_APART, incomplete: Set[int] = ALL_COMPLETE) -> dict[int, int]:
    """The last months that are verified and complete, the newest first, each without what closings brought: what tells the pace."""
    incomplete = _told_apart(reductions, month, incomplete)
    known = [one for one in _looked_back(month) if one in reductions and one not in incomplete][:MONTHS_OF_PACE]
    return {one: reductions[one] - apart.brought.get(one, 0) for one in known}


def _told_apart(reductions: dict[int, int], month: int, incomplete: Set[int]) -> Set[int]:
    """The incomplete months; none where too few others are there to tell the pace.

    Then it is that of incomplete months, and to raise those of them that are below it would add what nobody lacks.
    """
    complete = [one for one in _looked_back(month) if one in reductions and one not in incomplete]
    return incomplete if len(complete) >= FEWEST_MONTHS else ALL_COMPLETE


def _looked_back(month: int) -> list[int]:
    return [shifted(month, -back) for back in range(MONTHS_LOOKED_BACK)]


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


def misses(
    reductions: dict[int, int],
    month: int,
    apart: Callable[[int], Apart] = lambda month: NOTHING_APART,
    incomplete: Set[int] = ALL_COMPLETE,
) -> list[Miss]:
    """What forecasts from this month of the year would have said in each earlier year.

    Only whole years count, with all months complete: of another nobody knows yet how it ended. One of nothing but zeros is no test.
    `apart` tells what was known in a month.
    """
    years = {one // 100 for one in reductions if one // 100 < month // 100}
    whole = [
        year
        for year in sorted(years)
        if all(one in reductions and one not in incomplete for one in months_of(year)) and any(map(reductions.get, months_of(year)))
    ]
    found = []
    for year in whole:
        then = year * 100 + month % 100
        known = apart(then)
        seen = outlook({one: mg for one, mg in reductions.items() if one <= then}, then, known, incomplete)
        if seen.year_end is not None:
            found.append(Miss(year, sum(reductions[one] for one in months_of(year)), seen.year_end, known.planned))
    return found


def usual(errors: list[int]) -> int | None:
    """The median of the sizes of errors, the upper of two in the middle; None where there is none."""
    sizes = sorted(abs(error) for error in errors)
    return sizes[len(sizes) // 2] if sizes else None
