"""What is usual for a plant: median and spread of its own months, of the same season where there are enough (rules.md 7.1).

Robust: half of the months may be wrong without moving a median far. Whole numbers throughout.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from formulas.months import shifted
from treatment_plants.checks.values import MonthValues

# A month is compared with the twelve before it, and with the same month and its neighbours in the three years before.
RECENT_MONTHS, YEARS_BACK = 12, 3
# The median absolute deviation times this is the standard deviation of a normal distribution, in ten-thousandths.
MAD_TO_DEVIATION, TEN_THOUSAND = 14826, 10_000


@cache
def recent_months(month: int) -> tuple[int, ...]:
    """
    >>> recent_months(202202)[0], recent_months(202202)[-1]
    (202201, 202102)
    """
    return tuple(shifted(month, -back) for back in range(1, RECENT_MONTHS + 1))


@cache
def season_months(month: int) -> tuple[int, ...]:
    """The same month of earlier years and its neighbours.

    >>> season_months(202201)[:3]
    (202012, 202101, 202102)
    """
    return tuple(shifted(month, -12 * years + by) for years in range(1, YEARS_BACK + 1) for by in (-1, 0, 1))


def months_looked_at(month: int) -> list[int]:
    return sorted({*recent_months(month), *season_months(month)})


def median(values: list[int]) -> int:
    """Rounded down where it lies between two.

    >>> median([3, 1, 2]), median([1, 2, 4, 8])
    (2, 3)
    """
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


@dataclass(frozen=True)
class Usual:
    """The middle of a plant's months and how far to either side is still nothing odd. Rates, as MonthValues.rate gives them."""

    middle: int
    reach: int
    in_season: bool

    def is_far(self, rate: int) -> bool:
        return abs(rate - self.middle) > self.reach


def usual(values: list[int], *, share_millionths: int, deviations: int, in_season: bool) -> Usual:
    """At least a share of the median lies within reach, and more where the plant's months scatter.

    >>> usual([100, 102, 98], share_millionths=500_000, deviations=5, in_season=True)
    Usual(middle=100, reach=50, in_season=True)
    >>> usual([100, 160, 40, 100, 20], share_millionths=500_000, deviations=5, in_season=False).reach
    444
    """
    middle = median(values)
    spread = median([abs(value - middle) for value in values])
    reach = max(middle * share_millionths // 1_000_000, spread * deviations * MAD_TO_DEVIATION // TEN_THOUSAND)
    return Usual(middle, reach, in_season)


@dataclass(frozen=True)
class Past:
    """A plant's earlier months that were handed in, by month. Months without a value tell nothing."""

    months: dict[int, MonthValues]

    def rates(self, column: str, months: Iterable[int]) -> list[int]:
        """What was reported in these months; zeros are reports of a standstill and no measure of a running plant."""
        found = (self.months[month].rate(column) for month in months if month in self.months)
        return [rate for rate in found if rate]

    def value(self, column: str, month: int) -> int | None:
        return self.months[month].cells().get(column) if month in self.months else None
