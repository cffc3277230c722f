"""What closings and desulphurisation free of a unit's SO₂, month by month (rules.md 3.5 to 3.7, 3.10). Pure: no database.

Each unit has two accounts, verified and declared; both are kept by the same rules on what that side believes:

* Desulphurisation: a month is compared with the same month last year, with this year's coal (3.6, 3.7).
* A closing of year y (C1): E_stat(y−1) − E_actual(y) in y, and E_actual(y) in y+1; together exactly E_stat(y−1). Nothing
  falls due before the month of the stop, which settles the months before it; each later month brings its twelfth of
  E_stat(y−1), and each month of y+1 what was emitted in the same month of y.
* It is booked from the month on in which that side's conditions were fulfilled, with what had fallen due by then: no
  period that is over changes. What desulphurisation brought in y until then is deducted, so that nothing counts twice.
* A unit that starts again gives back everything it was credited with, in that month.
* Nothing for a unit that last year's statistics do not hold, or hold with nothing (C3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from formulas.months import SAME_MONTH_LAST_YEAR, months_between, months_of
from formulas.power import desulphurised_mg, emitted_so2_mg, freed_in_year_mg, share_of_year_mg
from formulas.rounding import rounded

Credits = dict[int, int | None]  # month → mg; None: something falls due, but what was emitted is not known


@dataclass(frozen=True)
class Facility:
    """Desulphurisation from the month on in which it counts, until the next one: its η in millionths."""

    counted_from: int
    removal: int


@dataclass(frozen=True)
class Stop:
    """A closing, in months: when the unit stopped, since when it may be booked (None: not yet), when it ran again (None: never)."""

    stopped: int
    booked_from: int | None
    reopened: int | None = None


@dataclass(frozen=True)
class Side:
    """What one account believes of a unit: masses in mg, months as yyyymm."""

    first_month: int
    statistics: dict[int, int] = field(default_factory=dict)  # year → SO₂ of the environmental statistics
    formed: dict[int, int] = field(default_factory=dict)  # month → SO₂ before desulphurisation
    facilities: tuple[Facility, ...] = ()  # oldest first
    stops: tuple[Stop, ...] = ()  # oldest first

    def runs(self, month: int) -> bool:
        """The month of a stop and that of a new start are both months of operation."""
        if month < self.first_month:
            return False
        return not any(stop.stopped < month and (stop.reopened is None or month < stop.reopened) for stop in self.stops)

    def removal(self, month: int) -> int:
        counting = [one.removal for one in self.facilities if one.counted_from <= month]
        return counting[-1] if counting else 0

    def emission(self, month: int) -> int | None:
        """E of C4 for one month; nothing while the unit stands still, no data where its coal is not known."""
        if not self.runs(month):
            return 0
        formed = self.formed.get(month)
        return None if formed is None else rounded(*emitted_so2_mg(formed, self.removal(month)))

    def emission_of_year(self, year: int, up_to: int) -> int | None:
        """E_actual from January to a month; no data where one month has none."""
        months = [self.emission(month) for month in months_of(year) if month <= up_to]
        return None if None in months else sum(months)

    def is_in_base(self, year: int) -> bool:
        """C3: only what last year's statistics hold with an emission is an object of the account."""
        return bool(self.statistics.get(year - 1))


def credits(side: Side, last_month: int) -> Credits:
    """Everything that falls due up to a month; other months bring nothing."""
    found: Credits = {}
    for month, amount in _desulphurised(side, last_month).items():
        if not any(_is_booked(stop, month) for stop in _in_account(side)):
            found[month] = amount
    for stop in _in_account(side):
        _add(found, _closing(side, stop, found, last_month))
    return found


def _add(found: Credits, more: Credits) -> None:
    for month, amount in more.items():
        kept = found.get(month, 0)
        found[month] = None if None in (kept, amount) else kept + amount


def _in_account(side: Side) -> Iterable[Stop]:
    return [stop for stop in side.stops if side.is_in_base(stop.stopped // 100) and stop.booked_from is not None]


def _is_booked(stop: Stop, month: int) -> bool:
    return stop.booked_from <= month and (stop.reopened is None or month < stop.reopened)


def _desulphurised(side: Side, last_month: int) -> Credits:
    """3.6 and 3.7: months in which another η counts than in the same month last year."""
    found: Credits = {}
    if not side.facilities:
        return found
    for month in months_between(side.facilities[0].counted_from, last_month):
        now, then = side.removal(month), side.removal(month + SAME_MONTH_LAST_YEAR)
        if now != then and side.runs(month) and side.is_in_base(month // 100):
            formed = side.formed.get(month)
            found[month] = None if formed is None else rounded(*desulphurised_mg(formed, now, then))
    return found


def _closing(side: Side, stop: Stop, others: Credits, last_month: int) -> Credits:
    """C1 and C2 of one closing, less what `others` already hold of its year."""
    year = stop.stopped // 100
    first, end = max(stop.booked_from, stop.stopped), (year + 1) * 100 + stop.stopped % 100
    if stop.reopened is not None and stop.reopened <= first:
        return {}
    months = [month for month in months_between(first, max(first, end)) if month <= last_month]
    months = [month for month in months if stop.reopened is None or month < stop.reopened]
    actual = side.emission_of_year(year, stop.stopped)
    if actual is None:
        return dict.fromkeys(months)
    counted = sum(amount or 0 for month, amount in others.items() if year * 100 < month < first)
    found, before = {}, counted
    for month in months:
        due = _due(side, stop, actual, month)
        found[month], before = due - before, due
    if stop.reopened is not None and stop.reopened <= last_month:
        found[stop.reopened] = counted - before
    return found


def _due(side: Side, stop: Stop, actual: int, month: int) -> int:
    """What has fallen due of a closing from the January of its year up to a month that is not before the stop, mg."""
    year, statistics = stop.stopped // 100, side.statistics[stop.stopped // 100 - 1]
    if month // 100 == year:
        return freed_in_year_mg(share_of_year_mg(statistics, month % 100), actual)
    carried = side.emission_of_year(year, min(month, (year + 1) * 100 + stop.stopped % 100) + SAME_MONTH_LAST_YEAR)
    return freed_in_year_mg(statistics, actual) + (actual if month // 100 > year + 1 else carried)


def by_year(found: Credits) -> dict[int, int | None]:
    """Sums of the years; None where one month is not known."""
    years: dict[int, int | None] = {}
    for month, amount in sorted(found.items()):
        kept = years.get(month // 100, 0)
        years[month // 100] = None if None in (kept, amount) else kept + amount
    return years


def freed(side: Side, stopped: int) -> dict[int, int | None]:
    """C1 of a closing by year, whoever has verified it: the statistics less the year's emission, and the rest in the next year."""
    year = stopped // 100
    if not side.is_in_base(year):
        return {year: 0, year + 1: 0}
    actual = side.emission_of_year(year, stopped)
    return {year: None if actual is None else freed_in_year_mg(side.statistics[year - 1], actual), year + 1: actual}


def forecast(statistics_mg: int, stops: int) -> dict[int, int]:
    """C2: what a closing would free by year if the unit ran evenly until the end of the month `stops`. No credit: only planned.

    >>> forecast(420, 202205)
    {2022: 245, 2023: 175}
    """
    year, run = stops // 100, share_of_year_mg(statistics_mg, stops % 100)
    return {year: statistics_mg - run, year + 1: run}
