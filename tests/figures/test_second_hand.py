"""A second hand works every figure out again, from a city of random months."""

import datetime
import random

import figures.actions
from figures.models import DivisionFigure
from figures.second_hand import differences
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
    assert differences(2020, 2023).empty


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
