"""An act: something that an invented person did at a moment in Chinese time."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Act:
    """Something that a person did at a moment."""

    at: datetime.datetime
    do: Callable[[], object]


def moment(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment in Chinese time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)), timezone.get_default_timezone())
