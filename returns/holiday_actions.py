"""Entering the public holidays of years that did not come with the portal."""

import datetime

from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from clock.workdays import Calendar, calendar_of, published
from formulas.workdays import SATURDAY
from journal.actions import Happening, record
from journal.models import Verb
from returns.holidays import KnownDays
from returns.models import HolidayYear

LONGEST_LIST = 60


class CameWithPortal(ValueError):
    """The holidays of this year came with the portal, and are not entered anew."""


class HasPassed(ValueError):
    """Days up to today stay as they are: what is closed never opens because somebody entered a holiday. `days` names them."""

    def __init__(self, days: list[datetime.date]):
        self.days = days
        super().__init__(str(days))


class EnteredMeanwhile(ValueError):
    """Somebody else has entered this year since the person read it."""


Spans = list[tuple[datetime.date, datetime.date]]


@transaction.atomic
def set_holidays(
    *, division: str, year: int, seen_number: int, days_off: Spans, workdays: list[datetime.date], document_number: str, by: User
) -> HolidayYear:
    """Let these days of a year be days off, and these weekends working days. An earlier entry of the year stays readable.

    Raises CameWithPortal, HasPassed, EnteredMeanwhile.
    """
    if published().knows(year):
        raise CameWithPortal(str(year))
    written = [[first.isoformat(), last.isoformat()] for first, last in sorted(days_off)], [day.isoformat() for day in sorted(workdays)]
    new = calendar_of(year, *written)
    _check(new, year, document_number)
    if passed := _changed_until_today(KnownDays().all.of(year), new):
        raise HasPassed(passed)
    row = HolidayYear(year=year, number=seen_number + 1, document_number=document_number.strip(), set_at=clock.now(), set_by=by)
    row.days_off, row.workdays = written
    if seen_number != HolidayYear.objects.filter(year=year).count():
        raise EnteredMeanwhile(str(year))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if not HolidayYear.objects.filter(year=year, number=row.number).exists():
            raise
        raise EnteredMeanwhile(str(year)) from None
    after = {"days_off": written[0], "workdays": written[1], "document_number": row.document_number}
    told = {"subject": f"holidays {year}", "subject_name": str(year), "division": division}
    record([Happening(verb=Verb.HOLIDAYS_SET, after=after, **told)], by=by)
    return row


def _check(new: Calendar, year: int, document_number: str) -> None:
    days = new.days_off | new.workdays
    if not document_number.strip() or not new.days_off or len(days) > LONGEST_LIST:
        raise ValueError("a year has a document and its days off")
    if any(day.year != year for day in days) or new.days_off & new.workdays or any(day.weekday() < SATURDAY for day in new.workdays):
        raise ValueError("days off and working weekends lie in the year, and no day is both")


def _changed_until_today(before: Calendar, new: Calendar) -> list[datetime.date]:
    changed = (before.days_off ^ new.days_off) | (before.workdays ^ new.workdays)
    # On a weekend offices don't work anyhow.
    return sorted(day for day in changed if day <= clock.today() and (day.weekday() < SATURDAY or day in before.workdays ^ new.workdays))
