"""Delay, progress and tonnes of projects (rules.md 7.2, 3.3 W1 and W4).

Days are calendar days, weights thousandths, shares millionths, masses mg; a quotient is handed out as the pair
(numerator, denominator) and divided by `formulas.rounding.rounded`.
"""

import datetime
from collections.abc import Iterable

from formulas.months import days_in, shifted

MILLION = 1_000_000
MONTHS_OF_A_YEAR = 12


def delay_days(planned: datetime.date, as_of: datetime.date) -> int:
    """How many days an unfinished milestone is late; 0 up to and on its planned day.

    >>> delay_days(datetime.date(2024, 2, 28), datetime.date(2024, 3, 1)), delay_days(datetime.date(2022, 12, 31), datetime.date(2022, 11, 10))
    (2, 0)
    """
    return max(0, (as_of - planned).days)


def slip_days(first: datetime.date, last: datetime.date) -> int:
    """By how many days a promised day has moved; negative where it was brought forward.

    >>> slip_days(datetime.date(2022, 8, 31), datetime.date(2023, 1, 4))
    126
    """
    return (last - first).days


def progress_millionths(shares: Iterable[tuple[int, int]]):
    """Weighted progress as a pair, from (weight, share in millionths) of every part of a project.

    >>> progress_millionths([(250, 1_000_000), (350, 500_000), (400, 0)])
    (425000000, 1000)
    """
    shares = list(shares)
    return sum(weight * share for weight, share in shares), sum(weight for weight, _share in shares)


def planned_progress_millionths(begun: datetime.date, planned: Iterable[tuple[datetime.date, int]], as_of: datetime.date):
    """What the plan asks for on a day, as a pair: `planned` holds day and weight of every milestone.

    A milestone's weight is earned evenly from the planned day before it (the first one's from `begun`) to its own.
    Milestones of one day are earned together.

    >>> plan = [(datetime.date(2022, 1, 11), 250), (datetime.date(2022, 1, 31), 750)]
    >>> planned_progress_millionths(datetime.date(2022, 1, 1), plan, datetime.date(2022, 1, 21))
    (12500000000, 20000)
    >>> planned_progress_millionths(datetime.date(2022, 1, 1), plan, datetime.date(2022, 2, 1))
    (1000000000, 1000)
    """
    weights: dict[datetime.date, int] = {}
    for day, weight in planned:
        weights[day] = weights.get(day, 0) + weight
    whole, earned, since = sum(weights.values()), 0, begun
    for day in sorted(weights):
        if as_of < day:
            span, passed = max(1, (day - since).days), max(0, (as_of - since).days)
            return (earned * span + weights[day] * passed) * MILLION, whole * span
        earned, since = earned + weights[day], max(day, begun)
    return earned * MILLION, whole


def share_millionths(part, whole):
    """A part of a whole as a pair; money paid of the total, kilometres laid of the length.

    >>> share_millionths(3_000, 12_000)
    (3000000000, 12000)
    """
    return part * MILLION, whole


def first_counted_month(stable: datetime.date, offset_months: int) -> int:
    """W4: the month with which counting begins, as yyyymm.

    >>> first_counted_month(datetime.date(2008, 6, 20), 1), first_counted_month(datetime.date(2022, 12, 31), 1)
    (200807, 202301)
    """
    return shifted(stable.year * 100 + stable.month, offset_months)


def counted_days(first_month: int, year: int) -> int:
    """Calendar days of a year from the first counted month on.

    >>> counted_days(200807, 2008), counted_days(200807, 2009), counted_days(200807, 2007), counted_days(202402, 2024)
    (184, 365, 0, 335)
    """
    return sum(days_in(month) for month in range(year * 100 + 1, year * 100 + MONTHS_OF_A_YEAR + 1) if month >= first_month)


def newly_counted_days(first_month: int, year: int) -> int:
    """W2 and W5: days of the months of a year whose partners a year before were not counted yet.

    A project reduces through its first twelve counted months; what they carry over is part of the next year.

    >>> newly_counted_days(200807, 2008), newly_counted_days(200807, 2009), newly_counted_days(200807, 2010)
    (184, 181, 0)
    """
    months = range(year * 100 + 1, year * 100 + MONTHS_OF_A_YEAR + 1)
    return sum(days_in(month) for month in months if first_month <= month < first_month + 100)


def brought_mg(flow_m3_d, days, drop_ug_l):
    """W1 with design values: what a project takes out in so many days, mg.

    >>> brought_mg(32_000, 184, 150_000)
    883200000000
    """
    return flow_m3_d * days * drop_ug_l


def held_back_mg(planned_mg, expected_mg):
    """What a delay takes from a year, mg: with the planned day against with the expected one. Negative: it comes later.

    >>> held_back_mg(883_200, 0), held_back_mg(0, 734_400)
    (883200, -734400)
    """
    return planned_mg - expected_mg
