"""The soft checks on the demonstration's whole history: errors of typing are found, the noise of months is left alone.

reliability.md E14. The figures that `measured` answers stand in docs/checks.md.
"""

import random
from dataclasses import replace
from functools import cache

import pytest

from formulas.months import days_in, months_between
from reduction_portal.demonstration.acts import LAST_MONTH
from reduction_portal.demonstration.plants import InventedPlant, invented_plants
from reduction_portal.demonstration.series import FIRST_MONTH, invented_month
from tests.treatment_plants.checks.cases import LIMITS
from treatment_plants.checks.soft import SLIP, Case, Finding, findings
from treatment_plants.checks.usual import Past
from treatment_plants.checks.values import MonthValues
from treatment_plants.models import Plant
from treatment_plants.questions.asking import open_days

FACTORS = (10, 100, 10_000, 0.1, 0.01, 0.001)
MOST_ASKED = 0.02


@cache
def history() -> dict[str, tuple[InventedPlant, dict[int, MonthValues]]]:
    plants = invented_plants()
    return {plant.name: (plant, _months(plant, plants)) for plant in plants}


def _months(plant: InventedPlant, plants: list[InventedPlant]) -> dict[int, MonthValues]:
    register = Plant(started_on=plant.started_on, closed_on=plant.closed_on)
    months = {}
    for month in filter(register.owes, months_between(FIRST_MONTH, LAST_MONTH)):
        told = invented_month(plant, month, plants)
        months[month] = MonthValues(
            month,
            open_days(register, month),
            days_in(month),
            told.days,
            told.volume_m3,
            told.electricity_kwh,
            told.sludge_kg,
            told.concentrations,
        )
    return months


def design(plant: InventedPlant, month: int) -> int:
    return [amount for valid_from, amount in plant.capacities if valid_from <= month][-1]


def asked(plant: InventedPlant, this: MonthValues) -> list[Finding]:
    past = {month: values for month, values in history()[plant.name][1].items() if month < this.month}
    return findings(Case(this, Past(past), design(plant, this.month), LIMITS))


def changed(values: MonthValues, column: str, factor: float) -> MonthValues:
    """The month with one cell times a factor."""
    if column in ("volume_m3", "electricity_kwh", "sludge_kg"):
        return replace(values, **{column: round(getattr(values, column) * factor)})
    pollutant, side = column.removesuffix("_ug_l").rsplit("_", 1)
    pair = list(values.concentrations[pollutant])
    place = ("inlet", "outlet").index(side)
    pair[place] = round(pair[place] * factor)
    return replace(values, concentrations=values.concentrations | {pollutant: tuple(pair)})


def as_of(values: MonthValues, this: MonthValues) -> MonthValues:
    """Last month's figures in this month's place, with as much a day."""
    by_day = {
        name: round(getattr(values, name) * this.open_days / values.open_days) for name in ("volume_m3", "electricity_kwh", "sludge_kg")
    }
    return replace(values, month=this.month, open_days=this.open_days, calendar_days=this.calendar_days, **by_day)


def cases():
    """Every plant and month that has a month before it, with that month."""
    for plant, months in history().values():
        listed = sorted(months)
        yield from ((plant, months[before], months[month]) for before, month in zip(listed, listed[1:], strict=False))


def measured() -> dict[str, float]:
    """Shares of plant months about which anything was asked: the history itself, and last month's figures with noise of ±30 %."""
    luck, count, as_reported, with_noise = random.Random(20221110), 0, 0, 0
    for plant, before, this in cases():
        count += 1
        as_reported += bool(asked(plant, this))
        # Electricity goes with the water, and sludge is not much surer than a guess.
        noisy, flow = as_of(before, this), luck.uniform(0.7, 1.3)
        for column, value in noisy.cells().items():
            if value:
                by_volume = column in ("volume_m3", "electricity_kwh")
                noisy = changed(noisy, column, flow if by_volume else luck.uniform(0.7, 1.3))
        with_noise += bool(asked(plant, noisy))
    return {"plant months": count, "as reported": as_reported / count, "with noise": with_noise / count}


def test_the_noise_of_months_is_hardly_asked_about():
    found = measured()
    assert found["plant months"] > 1_200
    assert found["as reported"] <= MOST_ASKED
    assert found["with noise"] <= MOST_ASKED


@pytest.mark.parametrize("factor", FACTORS)
def test_a_power_of_ten_is_asked_about_in_every_cell_of_every_plant(factor):
    missed = [
        (plant.name, column)
        for plant, before, this in cases()
        if this.month == 202209
        for column, value in before.cells().items()
        if value
        if (SLIP, column) not in {one.place for one in asked(plant, changed(as_of(before, this), column, factor))}
    ]
    assert missed == []
