"""What day it is at the portal: Chinese time, and in the demonstration a day that is the same every day.

Job runs, sessions and heartbeats use the machine's own time instead.
"""

import datetime
import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

from formulas.months import month_of, shifted

_process_start = time.monotonic()
_moved_to: ContextVar[datetime.datetime | None] = ContextVar("moved_to", default=None)


def now() -> datetime.datetime:
    """The portal's present moment, with its offset; the demonstration's starts at CLOCK_START and runs."""
    moved = _moved_to.get()
    if moved is not None:
        return moved
    if settings.CLOCK_START is None:
        return timezone.localtime()
    return settings.CLOCK_START + datetime.timedelta(seconds=time.monotonic() - _process_start)


def today() -> datetime.date:
    return timezone.localtime(now()).date()


def last_ended_month() -> int:
    """The month that pages show by default, as yyyymm."""
    return shifted(month_of(today()), -1)


@contextmanager
def moved_to(instant: datetime.datetime):
    """Let the portal's clock stand at an instant: for the demonstration's past entries and for tests."""
    token = _moved_to.set(instant)
    try:
        yield
    finally:
        _moved_to.reset(token)
