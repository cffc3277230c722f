"""How strong the inflow was, and what plants left unused (S17, S18; docs/formulas.md), by hand and by pandas."""

import random

import pandas
import pytest

import clock
import figures.actions
from figures.models import DivisionFigure, InletFigure
from formulas.months import months_between
from formulas.units import MASS
from returns.models import State
from tests.city import at
from tests.entries import accept, submit
from treatment_plants.models import Measurement


def inflow(plant, month: int) -> InletFigure:
    return InletFigure.objects.get(plant=plant, month=month, pollutant="cod")


@pytest.fixture
def two_years(city):
    """Dongpo from October 2020 on, some months missing or waiting, each month with its own flow and inflow."""
    luck = random.Random(2022)
    for month in months_between(202010, 202210):
        act = luck.choices([accept, submit, None], weights=[6, 1, 1])[0]
        if act:
            act(city, city.dongpo, month, f"{luck.uniform(50, 300):.4f}", f"{luck.uniform(60, 160):.3f}", "30")
    figures.actions.refresh()
    return city


def test_inflow_is_weighted_by_volume(city):
    accept(city, city.dongpo, 202209, "100", "60", "30")
    accept(city, city.dongpo, 202210, "300", "100", "30")
    figures.actions.refresh()
    found = inflow(city.dongpo, 202210)
    assert (found.accepted_months, found.volume_m3, found.inlet_ug_l) == (2, 4_000_000, 90_000)
    assert inflow(city.dongpo, 202209).inlet_ug_l == 60_000


def test_the_last_twelve_accepted_months_count_whichever_months_they_are(two_years):
    rows = Measurement.objects.filter(plant=two_years.dongpo, operation__monthly_return__state=State.ACCEPTED)
    table = pandas.DataFrame(list(rows.values("month", "volume_m3", "inlet_ug_l"))).sort_values("month").tail(12).astype("int64")
    load, volume = (table["volume_m3"] * table["inlet_ug_l"]).sum(), table["volume_m3"].sum()
    found = inflow(two_years.dongpo, 202210)
    assert (found.accepted_months, found.inlet_load_mg, found.volume_m3) == (12, load, volume)
    assert found.inlet_ug_l == int(load / volume + 0.5)


def test_what_only_waits_or_is_missing_does_not_count(city):
    submit(city, city.dongpo, 202210, "100", "60", "30")
    figures.actions.refresh()
    found = inflow(city.dongpo, 202210)
    assert (found.accepted_months, found.inlet_ug_l) == (0, None)


def test_months_older_than_two_years_are_forgotten(city):
    accept(city, city.dongpo, 202010, "100", "60", "30")
    figures.actions.refresh()
    assert inflow(city.dongpo, 202209).inlet_ug_l == 60_000
    assert inflow(city.dongpo, 202210).inlet_ug_l is None


def test_an_edit_reaches_the_years_that_look_back_to_it_beyond_the_end_of_the_plan(city):
    with clock.moved_to(at(2025, 1, 5)):
        accept(city, city.dongpo, 202412, "100", "60", "30")
    figures.actions.refresh()
    assert inflow(city.dongpo, 202611).inlet_ug_l == 60_000


def test_a_plant_that_treated_nothing_has_no_inflow(city):
    accept(city, city.dongpo, 202210, "0", None, None, days=0)
    figures.actions.refresh()
    assert (inflow(city.dongpo, 202210).accepted_months, inflow(city.dongpo, 202210).inlet_ug_l) == (1, None)


def headroom(division: str, month: int):
    amount = DivisionFigure.objects.get(division=division, month=month, pollutant="cod").verified_headroom_mg
    return None if amount is None else MASS.exact(amount)


def test_headroom_is_what_the_unused_capacity_would_remove(city):
    accept(city, city.dongpo, 202210, "210", "180", "30")  # built for 310 万吨 in October: 100 × 150 mg/L unused
    accept(city, city.shagang, 202210, "200", "180", "30")  # built for 155, over full: nothing
    figures.actions.refresh()
    assert headroom("440604", 202210) == 150
    assert headroom("4406", 202210) == 150
    assert headroom("440605", 202210) is None
