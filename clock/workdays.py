"""Which days offices work: public holidays as published (holidays.json), and in years that are not known there the weekends alone."""

import datetime
import json
from functools import cache
from pathlib import Path

from formulas.workdays import A_DAY, next_workday

FILE = Path(__file__).with_name("holidays.json")


@cache
def _published() -> tuple[frozenset[datetime.date], frozenset[datetime.date], frozenset[int]]:
    """Days off, working weekends, and the years for which both are known."""
    years = json.loads(FILE.read_text(encoding="utf-8"))["years"]
    days_off, workdays = set(), set()
    for told in years.values():
        for first, last in told["days_off"]:
            days_off |= set(_days(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))
        workdays |= {datetime.date.fromisoformat(day) for day in told["workdays"]}
    return frozenset(days_off), frozenset(workdays), frozenset(map(int, years))


def _days(first: datetime.date, last: datetime.date):
    while first <= last:
        yield first
        first += A_DAY


def moved_to_workday(day: datetime.date) -> datetime.date:
    """The day, or the next one on which offices work."""
    days_off, workdays, _years = _published()
    return next_workday(day, days_off, workdays)


def is_known(year: int) -> bool:
    """Whether the holidays of the year are known; otherwise days move past weekends only, and pages say so."""
    return year in _published()[2]


def known_years() -> list[int]:
    return sorted(_published()[2])
