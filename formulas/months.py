"""Months as whole numbers yyyymm: 202210 is October 2022, and 202210 - 100 the same month last year."""

import calendar
import datetime
import re

SAME_MONTH_LAST_YEAR = -100


def month_of(day: datetime.date) -> int:
    """
    >>> month_of(datetime.date(2022, 10, 31))
    202210
    """
    return day.year * 100 + day.month


def parse_month(text: str) -> int:
    """Read yyyy-mm; ValueError for anything else.

    >>> parse_month("2022-10")
    202210
    >>> parse_month("2022-13")
    Traceback (most recent call last):
    ...
    ValueError: not a month: '2022-13'
    """
    if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise ValueError(f"not a month: {text!r}")
    return int(text[:4]) * 100 + int(text[5:])


def month_text(month: int) -> str:
    """
    >>> month_text(202203)
    '2022-03'
    """
    return f"{month // 100:04d}-{month % 100:02d}"


def days_in(month: int) -> int:
    """Calendar days of the month.

    >>> days_in(202002), days_in(202202)
    (29, 28)
    """
    return calendar.monthrange(month // 100, month % 100)[1]


def last_day(month: int) -> datetime.date:
    """
    >>> last_day(202402).isoformat()
    '2024-02-29'
    """
    return datetime.date(month // 100, month % 100, days_in(month))


def shifted(month: int, by: int) -> int:
    """The month that lies `by` months later (earlier where negative).

    >>> shifted(202212, 1), shifted(202201, -1), shifted(202206, 12)
    (202301, 202112, 202306)
    """
    index = month // 100 * 12 + month % 100 - 1 + by
    return index // 12 * 100 + index % 12 + 1


def months_between(first: int, last: int) -> list[int]:
    """All months from first to last, both included; empty where last is before first.

    >>> months_between(202111, 202202)
    [202111, 202112, 202201, 202202]
    """
    months = []
    while first <= last:
        months.append(first)
        first = shifted(first, 1)
    return months


def months_of(year: int) -> list[int]:
    """
    >>> months_of(2022)[0], months_of(2022)[-1]
    (202201, 202212)
    """
    return [year * 100 + number for number in range(1, 13)]
