"""Which months of a city are closed: those whose closing day has ended in every district that owes returns."""

import datetime
from dataclasses import dataclass

import clock
from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH
from figures.queries import months_with_figures
from formulas.months import months_between
from returns.closing import Closing
from returns.models import Kind


@dataclass(frozen=True)
class Closed:
    """A closed month, and the first moment at which it was closed in all districts."""

    month: int
    at: datetime.datetime


def closed_months() -> dict[str, list[Closed]]:
    """City → its closed months that have figures, the earliest first. Exceptions keep a month open for some; it is closed nonetheless."""
    spans = months_with_figures()
    cities = [(code, first) for code, first, _last in spans if len(code) == CITY_CODE_LENGTH]
    districts = [code for code, _first, _last in spans if len(code) == DISTRICT_CODE_LENGTH]
    return {city: _closed(city, first, [code for code in districts if code.startswith(city)]) for city, first in cities}


def _closed(city: str, first: int, districts: list[str]) -> list[Closed]:
    closing = Closing(city, Kind.TREATMENT_PLANT)
    found = []
    for month in months_between(first, clock.last_ended_month()):
        deadlines = [closing.deadline(district, month) for district in districts]
        # Where nobody has set a closing day, nothing ever closes.
        if deadlines and all(deadline and deadline.is_closed for deadline in deadlines):
            found.append(Closed(month, max(deadline.closed_at for deadline in deadlines)))
    return found
