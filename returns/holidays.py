"""Public holidays as they are known here: those that came with the portal, and for later years those that were entered."""

import datetime
from functools import cached_property

import clock
from clock.workdays import Calendar, calendar_of, published
from returns.queries import holiday_years
from tables.words import listed

# No holiday is longer; a day that lies so near the end of a year may move into the next one.
LONGEST_HOLIDAY = datetime.timedelta(days=15)
NOTICE_APPEARS = 11  # the month


class KnownDays:
    """Asks the database only about years that did not come with the portal; once, whatever is asked afterwards."""

    def moved(self, day: datetime.date) -> datetime.date:
        return self._known_near(day).moved(day)

    def knows(self, year: int) -> bool:
        return published().knows(year) or self.all.knows(year)

    @cached_property
    def all(self) -> Calendar:
        found = published()
        for one in holiday_years():
            if not found.knows(one.year):
                found |= calendar_of(one.year, one.days_off, one.workdays)
        return found

    def _known_near(self, day: datetime.date) -> Calendar:
        came_with_it = published()
        return came_with_it if all(came_with_it.knows(one.year) for one in (day, day + LONGEST_HOLIDAY)) else self.all


def missing_years() -> list[int]:
    """The years whose holidays are needed and not known: this one, and from November on, when the notice appears, the next."""
    today, days = clock.today(), KnownDays()
    return [year for year in (today.year, *([today.year + 1] if today.month >= NOTICE_APPEARS else [])) if not days.knows(year)]


def years_told() -> str:
    """The years whose holidays are known, for people: those that follow one another by the first and the last of them."""
    spans: list[list[int]] = []
    for year in sorted(KnownDays().all.years):
        if spans and spans[-1][-1] + 1 == year:
            spans[-1][1:] = [year]
        else:
            spans.append([year])
    return listed("–".join(map(str, span)) for span in spans)
