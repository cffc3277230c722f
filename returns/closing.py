"""When a month is due, when it closes, and what keeps it open: worked out from terms, exceptions and the clock, never stored.

A month closes at the end of its closing day whether or not any job runs.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

import clock
from clock.workdays import Calendar, published
from formulas.workdays import A_DAY, day_of_next_month
from returns.holidays import KnownDays
from returns.models import Decision, Opening, Terms
from returns.queries import openings_in, terms_for


@dataclass(frozen=True)
class Deadline:
    """The days of a division's month, moved past weekends and holidays."""

    month: int
    due_on: datetime.date
    closes_on: datetime.date
    holidays_known: bool

    @property
    def closed_at(self) -> datetime.datetime:
        """The first moment at which the month is closed."""
        return _midnight(self.closes_on + A_DAY)

    @property
    def late_from(self) -> datetime.datetime:
        """The first moment at which a return is late."""
        return _midnight(self.due_on + A_DAY)

    @property
    def is_closed(self) -> bool:
        return clock.now() >= self.closed_at

    @property
    def is_overdue(self) -> bool:
        return clock.now() >= self.late_from

    @property
    def days_overdue(self) -> int:
        """Calendar days since the due day; negative before it."""
        return (clock.today() - self.due_on).days


def deadline_of(terms: Terms, month: int, days: Calendar | KnownDays | None = None) -> Deadline:
    """`days` tells which of them offices work; by itself the years that came with the portal."""
    days = days or published()
    due, closing = (day_of_next_month(month, day) for day in (terms.due_day, terms.closing_day))
    return Deadline(month, days.moved(due), days.moved(closing), days.knows(due.year))


@dataclass(frozen=True)
class Lock:
    """Why nothing can be entered, and since when. `ended` is the last exception that had kept the month open."""

    deadline: Deadline
    ended: Opening | None = None

    @property
    def since(self) -> datetime.datetime:
        """The end of the closing day, or of the exception after it."""
        return max(self.deadline.closed_at, self.ended.ends_at) if self.ended else self.deadline.closed_at


class Closing:
    """The terms and exceptions of a kind inside a scope. Two queries, whatever is asked afterwards; a third where holidays were entered."""

    def __init__(self, divisions: str, kind: str):
        self._terms = sorted(terms_for(divisions, kind), key=lambda one: (len(one.division_id), one.valid_from), reverse=True)
        self._days = KnownDays()
        self._openings = [one for one in openings_in(divisions, kind) if one.decision == Decision.CONFIRMED]

    def terms(self, division: str, month: int) -> Terms | None:
        """Of the smallest division that has any, the newest that are valid; None where nobody has set any: then no month closes."""
        return next((one for one in self._terms if division.startswith(one.division_id) and one.valid_from <= month), None)

    def deadline(self, division: str, month: int) -> Deadline | None:
        found = self.terms(division, month)
        return deadline_of(found, month, self._days) if found else None

    def openings(self, division: str, month: int, subject: int | None = None) -> list[Opening]:
        """Confirmed exceptions for a division's month, in force or ended; for one subject those that cover it."""
        found = [one for one in self._openings if one.division_id == division and one.month == month]
        return [one for one in found if subject is None or one.subject in (None, subject)]

    def lock(self, division: str, month: int, subject: int) -> Lock | None:
        """Why a subject's return can't be entered now; None where it can."""
        deadline = self.deadline(division, month)
        if deadline is None or not deadline.is_closed:
            return None
        covering = self.openings(division, month, subject)
        if any(in_force(one) for one in covering):
            return None
        return Lock(deadline, max(covering, key=lambda one: one.ends_at, default=None))

    def was_excused(self, division: str, month: int, subject: int, at: datetime.datetime) -> bool:
        """Whether an exception covered the subject at a moment."""
        return any(one.decided_at <= at < one.ends_at for one in self.openings(division, month, subject))


def in_force(opening: Opening) -> bool:
    return opening.decision == Decision.CONFIRMED and opening.decided_at <= clock.now() < opening.ends_at


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()), timezone.get_default_timezone())
