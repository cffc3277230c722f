"""Which days offices work: public holidays as published (holidays.json), and in years that are not known the weekends alone."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from formulas.workdays import A_DAY, next_workday

FILE = Path(__file__).with_name("holidays.json")


@dataclass(frozen=True)
class Calendar:
    """Days off, weekends on which offices work, and the years for which both are known."""

    days_off: frozenset[datetime.date]
    workdays: frozenset[datetime.date]
    years: frozenset[int]

    def moved(self, day: datetime.date) -> datetime.date:
        """The day, or the next one on which offices work."""
        return next_workday(day, self.days_off, self.workdays)

    def knows(self, year: int) -> bool:
        return year in self.years

    def of(self, year: int) -> "Calendar":
        """What is known of one year."""
        in_year = (frozenset(day for day in days if day.year == year) for days in (self.days_off, self.workdays))
        return Calendar(*in_year, self.years & {year})

    def __or__(self, other: "Calendar") -> "Calendar":
        return Calendar(self.days_off | other.days_off, self.workdays | other.workdays, self.years | other.years)


def calendar_of(year: int, days_off: Iterable[tuple[str, str]], workdays: Iterable[str]) -> Calendar:
    """One year, written as in the file: first and last day of each holiday, and the working weekends."""
    spans = [[datetime.date.fromisoformat(day) for day in span] for span in days_off]
    off = {day for first, last in spans for day in _days(first, last)}
    return Calendar(frozenset(off), frozenset(map(datetime.date.fromisoformat, workdays)), frozenset({year}))


@cache
def published() -> Calendar:
    years = json.loads(FILE.read_text(encoding="utf-8"))["years"]
    found = Calendar(frozenset(), frozenset(), frozenset())
    for year, told in years.items():
        found |= calendar_of(int(year), told["days_off"], told["workdays"])
    return found


def _days(first: datetime.date, last: datetime.date):
    while first <= last:
        yield first
        first += A_DAY


def known_years() -> list[int]:
    """The years that came with the portal."""
    return sorted(published().years)
