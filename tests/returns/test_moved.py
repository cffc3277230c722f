"""A plant that is moved to another district takes its returns with it, wherever they stand."""

import pytest

import figures.actions
from figures.second_hand import differences
from journal.models import Event, StaleMark
from returns.models import MonthlyReturn
from tests.entries import accept, submit
from treatment_plants import actions

OCTOBER = 202210


def move(city, plant, district):
    """The quota administrator gives the plant to another district."""
    plant.refresh_from_db()
    newest = plant.capacities.latest("valid_from")
    return actions.change_plant(
        plant=plant,
        seen_version=plant.version,
        changes={"district": district},
        pollutants=["cod"],
        valid_from=newest.valid_from,
        m3_per_day=newest.m3_per_day,
        reason="行政区划调整",
        by=city.people["quota"],
    )


@pytest.fixture
def moved(city) -> MonthlyReturn:
    """Dongpo's October, submitted in Chancheng before the plant went over to Nanhai; all figures are fresh."""
    accept(city, city.dongpo, 202110, "100")
    accept(city, city.dali, OCTOBER, "200", by="neighbour")
    one = submit(city, city.dongpo, OCTOBER, "120")
    move(city, city.dongpo, city.west)
    figures.actions.refresh()
    one.refresh_from_db()
    return one


def take(city, act: str, one: MonthlyReturn) -> None:
    seen = {one.pk: one.version}
    if act == "withdraw":
        actions.withdraw(seen=seen, by=city.people["neighbour"])
    elif act == "accept":
        actions.accept(seen=seen, by=city.people["verifier"])
    else:
        actions.send_back(seen=seen, reason="请核对", by=city.people["verifier"])


def test_all_its_returns_belong_to_the_new_district(city, moved):
    assert set(MonthlyReturn.objects.filter(subject=city.dongpo.pk).values_list("division", flat=True)) == {"440605"}


@pytest.mark.parametrize("act", ["accept", "send back", "withdraw"])
def test_the_next_step_of_a_return_under_way_brings_the_right_figures_up_to_date(city, moved, act):
    take(city, act, moved)
    assert {(mark.division, mark.year) for mark in StaleMark.objects.all()} == {("440605", 2022)}
    assert Event.objects.latest("pk").division == "440605"
    figures.actions.refresh()
    assert not StaleMark.objects.exists()
    assert differences(2020, 2023).empty


def test_the_move_itself_marks_both_districts(city):
    accept(city, city.dongpo, OCTOBER, "120")
    figures.actions.refresh()
    move(city, city.dongpo, city.west)
    assert {mark.division for mark in StaleMark.objects.all()} == {"440604", "440605"}
    figures.actions.refresh()
    assert differences(2020, 2023).empty
