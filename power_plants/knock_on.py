"""What the delay of a closing takes from each year's reduction, and gives to a later one (S9, S10), by the forecast C2.

Both days are put into the same formula with the same statistics, so that nothing but the delay makes the difference. It is no
credit: what a closing really frees, and when that counts, stands in its account.
"""

import datetime
from dataclasses import dataclass

from formulas.construction import held_back_mg
from formulas.months import month_of
from power_plants.account import forecast
from power_plants.models import LIVE
from power_plants.standing import Standing

HELD_IN = {"so2": "so2_mg", "nox": "nox_mg"}  # pollutant → where the statistics of a unit's year tell it


@dataclass(frozen=True)
class YearTaken:
    """A year of one closing, mg: what it brings with its planned day, and with the day that is to be expected."""

    year: int
    planned: int
    expected: int

    @property
    def held_back(self) -> int:
        """What the delay takes from the year; below zero in a later year to which it is moved."""
        return held_back_mg(self.planned, self.expected)


def taken(one: Standing, pollutant: str, stops_on: datetime.date | None = None) -> list[YearTaken]:
    """Years that the closing brings something to; none where no statistics tell the unit's emission of the pollutant.

    `stops_on` is another day that somebody asks about.
    """
    stops_on = stops_on or one.expected_on
    base = base_of(one, pollutant, stops_on.year)
    if base is None:
        return []
    planned, expected = (forecast(base, month_of(day)) for day in (one.planned.planned_on, stops_on))
    return [YearTaken(year, planned.get(year, 0), expected.get(year, 0)) for year in sorted({*planned, *expected})]


def base_of(one: Standing, pollutant: str, before: int) -> int | None:
    """The unit's emission in the latest statistics before a year that tell it, mg."""
    name = HELD_IN[pollutant]
    told = {row.year: getattr(row, name) for row in one.unit.statistics.all() if row.state in LIVE and row.year < before}
    known = [year for year, amount in told.items() if amount is not None]
    return told[max(known)] if known else None
