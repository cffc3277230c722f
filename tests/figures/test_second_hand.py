"""A second hand works every figure out again, from a city of random months."""

import datetime
import random

import pytest
from django.core.management import CommandError, call_command

import figures.actions
from benchmarks.second_hand import compare
from figures.models import DivisionFigure, InletFigure, PlantFigure
from figures.second_hand import differences, years_without_figures
from formulas.months import months_between
from tests import city as small
from tests.entries import accept, save, submit

ACTS = {"missing": None, "draft": save, "submitted": submit, "accepted": accept}


def random_months(city, seed: int) -> None:
    """Plants of every kind with returns in every state, some without a volume, some dirtier going out than in."""
    luck = random.Random(seed)
    quota = city.people["quota"]
    plants = [
        city.dongpo,
        city.shagang,
        small.plant("新厂", city.east, 30_000, by=quota, started_on=datetime.date(2021, 9, 1)),
        small.plant("旧厂", city.east, 30_000, by=quota, closed_on=datetime.date(2021, 11, 30)),
    ]
    for plant in plants:
        for month in months_between(202101, 202206):
            first, last = plant.started_on, plant.closed_on or datetime.date(2099, 12, 31)
            owed = first.year * 100 + first.month <= month <= last.year * 100 + last.month
            act = ACTS[luck.choices(list(ACTS), weights=[1, 1, 2, 6])[0]]
            if owed and act:
                volume = luck.choice(["0", f"{luck.uniform(10, 300):.4f}"])
                act(city, plant, month, volume, f"{luck.uniform(20, 250):.3f}", f"{luck.uniform(10, 60):.3f}")


def test_both_hands_find_the_same_figures_in_every_cell(city):
    random_months(city, seed=20221110)
    figures.actions.refresh()
    assert DivisionFigure.objects.filter(verified_reduction_mg__isnull=False).count() > 6
    assert InletFigure.objects.filter(inlet_ug_l__isnull=False).count() > 20
    assert differences(2020, 2023).empty
    DivisionFigure.objects.filter(division="4406", month=202110).update(verified_load_mg=1)
    assert set(differences(2021, 2022, cities=["4406"])["division"]) == {"4406"}
    assert differences(2021, 2022, cities=["4407"]).empty


def test_the_second_hand_names_a_cell_that_is_wrong(city):
    accept(city, city.dongpo, 202110, "100", "180", "30")
    figures.actions.refresh()
    DivisionFigure.objects.filter(division="440604", month=202110).update(verified_load_mg=151 * 10**9)
    found = differences(2021, 2021).to_dict("records")
    assert [(row["name"], row["stored"], row["worked_out"]) for row in found] == [("verified_load_mg", 151 * 10**9, 150 * 10**9)]


def test_the_second_hand_reads_a_large_figure_to_the_last_milligram(city):
    accept(city, city.dongpo, 202110, "100", "180", "30")
    figures.actions.refresh()
    DivisionFigure.objects.filter(division="440604", month=202110).update(verified_load_mg=2**53 + 1)
    assert [row["stored"] for row in differences(2021, 2021).to_dict("records")] == [2**53 + 1]


@pytest.mark.parametrize(
    ("model", "place", "wrong"),
    [
        (DivisionFigure, {"division": "440604"}, {"owed": 9}),
        (DivisionFigure, {"division": "440604"}, {"accepted": 9}),
        (DivisionFigure, {"division": "440604"}, {"submitted": 9}),
        (DivisionFigure, {"division": "440604"}, {"plant_months": 9}),
        (DivisionFigure, {"division": "4406"}, {"verified_load_mg": 9}),
        (DivisionFigure, {"division": "4406"}, {"verified_left_out": 9}),
        (PlantFigure, {"plant__name": "东鄱污水处理厂"}, {"load_rate_millionths": 9}),
        (PlantFigure, {"plant__name": "东鄱污水处理厂"}, {"state": "missing"}),
        (PlantFigure, {"plant__name": "东鄱污水处理厂"}, {"in_first_year": True}),
        (InletFigure, {"plant__name": "东鄱污水处理厂"}, {"inlet_ug_l": 9}),
        (InletFigure, {"plant__name": "东鄱污水处理厂"}, {"accepted_months": 9}),
    ],
    ids=str,
)
def test_no_figure_is_beyond_the_second_hand(city, model, place, wrong):
    accept(city, city.dongpo, 202110, "100", "180", "30")
    figures.actions.refresh()
    model.objects.filter(month=202110, **place).update(**wrong)
    found = differences(2021, 2021)
    assert dict(zip(found["name"], found["stored"], strict=True)) == wrong
    assert set(found["month"]) == {202110}


def test_a_row_that_is_gone_is_missed(city):
    PlantFigure.objects.filter(plant=city.dongpo, month=202110).delete()
    found = differences(2021, 2021)
    assert set(found["stored"]) == {"—"}
    assert "missing" in set(found["worked_out"])


def test_a_year_that_was_never_worked_out_is_told_of_instead_of_compared(city, capsys):
    assert years_without_figures(2018, 2021) == {2018: ["440604", "440605"], 2019: ["440604", "440605"]}
    call_command("compare_figures", 2018, 2021)
    assert capsys.readouterr().out.splitlines() == [
        "2018 has no figures of 440604, 440605: nothing to compare.",
        "2019 has no figures of 440604, 440605: nothing to compare.",
        "No cell differs.",
    ]
    DivisionFigure.objects.filter(division="440604", month=202110).update(owed=9)
    with pytest.raises(CommandError, match="1 cells differ"):
        call_command("compare_figures", 2018, 2021)


@pytest.mark.postgresql
def test_both_hands_agree_on_a_city_of_a_small_nation(db):
    """Four thousandths of a nation; a hundredth of the whole of it is compared by benchmarks/second_hand.py."""
    call_command("sync_reference", verbosity=0)
    assert compare(thousandths=4) == 0
