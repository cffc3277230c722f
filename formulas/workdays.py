"""Working days: a day of grace that falls on a weekend or a public holiday moves to the next day on which offices work."""

import datetime
from collections.abc import Collection

SATURDAY = 5
A_DAY = datetime.timedelta(days=1)


def is_workday(day: datetime.date, days_off: Collection[datetime.date] = (), workdays: Collection[datetime.date] = ()) -> bool:
    """`days_off` are public holidays, `workdays` the weekends on which offices work in exchange.

    >>> is_workday(datetime.date(2022, 11, 5)), is_workday(datetime.date(2022, 11, 7))
    (False, True)
    >>> is_workday(datetime.date(2022, 10, 8), workdays={datetime.date(2022, 10, 8)})
    True
    """
    return day in workdays or (day.weekday() < SATURDAY and day not in days_off)


def next_workday(day: datetime.date, days_off: Collection[datetime.date] = (), workdays: Collection[datetime.date] = ()) -> datetime.date:
    """The day itself where offices work, otherwise the first later one.

    >>> next_workday(datetime.date(2022, 11, 5))
    datetime.date(2022, 11, 7)
    """
    while not is_workday(day, days_off, workdays):
        day += A_DAY
    return day


def day_of_next_month(month: int, day: int) -> datetime.date:
    """That day (1 to 28) of the month after `month` (yyyymm).

    >>> day_of_next_month(202212, 5)
    datetime.date(2023, 1, 5)
    """
    index = month // 100 * 12 + month % 100
    return datetime.date(index // 12, index % 12 + 1, day)
