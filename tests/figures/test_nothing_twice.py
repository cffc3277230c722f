"""The lines of rules.md 3.10 that concern plants and projects; those of power units stand in tests/power_plants/test_account.py.

Lines 4 to 6 (reuse, connected enterprises, offsets) and the side reductions of line 8 have no record in the portal: nothing can count.
"""

from decimal import Decimal

import pytest

import clock
import figures.actions
from figures.models import DivisionFigure
from formulas.units import MASS
from tests import city as small
from tests.construction.projects import DAY, add, monthly, reach
from tests.entries import accept
from treatment_plants import actions


def removed(division: str, month: int) -> Decimal:
    amount = DivisionFigure.objects.get(division=division, month=month, pollutant="cod").verified_load_mg
    return MASS.exact(amount or 0).normalize()


def changed(city, plant, changes: dict, capacity: tuple[int, int]) -> None:
    told = {"pollutants": ["cod"], "valid_from": capacity[0], "m3_per_day": capacity[1], "reason": "扩建"}
    actions.change_plant(plant=plant, seen_version=plant.version, changes=changes, by=city.people["quota"], **told)


def test_3_an_extension_is_the_plant_and_has_one_load(city):
    accept(city, city.dongpo, 202210, "200", "160", "40")  # 2,000,000 m³ × 120 mg/L
    changed(city, city.dongpo, {}, (202210, 200_000))
    figures.actions.refresh()
    assert removed("440604", 202210) == removed("4406", 202210) == 240
    with pytest.raises(actions.NameTaken):  # the new line can't be entered as a plant beside it
        small.plant(city.dongpo.name, city.east, 100_000, by=city.people["quota"])


def test_3_a_project_that_extends_a_plant_brings_nothing_of_its_own(city):
    accept(city, city.dongpo, 202210, "200", "160", "40")
    figures.actions.refresh()
    before = list(DivisionFigure.objects.order_by("pk").values())
    with clock.moved_to(small.at(2022, 11, 10)):
        project = add(city, "东鄱扩建", days=monthly(DAY(2021, 6, 1)), entered=DAY(2021, 5, 1))
        reach(city, project, "stable", DAY(2022, 5, 31))
        figures.actions.refresh()
    assert list(DivisionFigure.objects.order_by("pk").values()) == before


def test_7_a_plant_that_moves_takes_its_months_along_and_leaves_none(city):
    accept(city, city.dongpo, 202210, "200", "160", "40")
    figures.actions.refresh()
    assert (removed("440604", 202210), removed("4406", 202210)) == (240, 240)
    changed(city, city.dongpo, {"district": city.west}, (201503, 100_000))
    figures.actions.refresh()
    assert (removed("440604", 202210), removed("440605", 202210), removed("4406", 202210)) == (0, 240, 240)
