"""SO₂ of power units as figures of districts and of the city, and the second hand that works every cell out again."""

import datetime
import random
from datetime import date

import pytest

import figures.actions
from figures.models import DivisionFigure
from figures.queries import year_by_division
from figures.second_hand import differences
from formulas.months import month_of, months_between, months_of
from journal.models import StaleMark
from power_plants import actions
from power_plants.actions import Coal
from power_plants.closings.actions import reopen
from power_plants.models import Process, StepKind
from returns.models import Kind
from returns.queries import returns_of
from tests.power_plants.units import burn, closed, facility, listed, statistics, step, unit, verify

T = 10**9


def year(code: str, wanted: int) -> tuple[float | None, float | None, int, int]:
    """Verified and declared reduction in t, unit months that belong into it, and those left out."""
    figures.actions.refresh()
    row = year_by_division([code], wanted, wanted * 100 + 12)[code, "so2"]
    verified, declared = (
        None if row[f"{side}_reduction_mg"] is None else row[f"{side}_reduction_mg"] / T for side in ("verified", "declared")
    )
    return verified, declared, row["plant_months"], row["verified_left_out"]


@pytest.fixture
def example_7(city):
    """28.5 万吨 of coal last year, 13.0 this year until the end of May: 3,420 t and 1,560 t."""
    one = unit(city)
    statistics(city, one, 2021, "3420")
    for month in months_between(202201, 202205):
        burn(city, one, month, "2.6")
    return one, listed(city, one, date(2022, 5, 31))


def test_without_units_a_district_has_no_row_and_with_one_nothing_is_freed_yet(city):
    figures.actions.refresh()
    assert not DivisionFigure.objects.filter(pollutant="so2").exists()
    unit(city)
    assert year("440604", 2022) == (0, 0, 0, 0)
    assert not DivisionFigure.objects.filter(pollutant="so2", division="440605").exists()


def test_a_plan_is_no_reduction(city, example_7):
    assert year("440604", 2022) == (0, 0, 0, 0)


def test_a_stop_is_declared_and_not_verified(city, example_7):
    step(city, example_7[1], StepKind.OFF_GRID, date(2022, 5, 31))
    assert year("440604", 2022) == (0, 1860, 8, 8)
    assert year("440604", 2023) == (0, 1560, 5, 5)


def test_example_7_in_the_district_and_the_city(city, example_7):
    closed(city, example_7[1], date(2022, 5, 31), date(2022, 5, 31))
    step(city, example_7[1], StepKind.CHIMNEY, date(2022, 9, 1))
    assert year("440604", 2022) == (1860, 1860, 8, 1)  # complete in June: May is not in the verified account
    assert year("4406", 2023) == (1560, 1560, 5, 0)


@pytest.mark.parametrize("missing", [StepKind.CONFIRMATION, StepKind.BOILER, StepKind.OFF_GRID])
def test_refusing_any_step_takes_the_credit_out(city, example_7, missing):
    one, closure = example_7
    closed(city, closure, date(2022, 5, 31))
    assert year("440604", 2022)[0] == 1860
    actions.refuse_claim(claim=closure.steps.get(kind=missing), reason="现场核查不符", by=city.people["verifier"])
    assert year("440604", 2022)[0] == 0


def test_a_unit_that_runs_again_gives_its_credit_back(city, example_7):
    closed(city, example_7[1], date(2022, 5, 31))
    assert year("440604", 2022)[0] == 1860
    reopen(closure=example_7[1], on=date(2022, 10, 20), reason="群众举报恢复运行", by=city.people["reform"])
    assert year("440604", 2022)[:2] == (0, 0)
    assert DivisionFigure.objects.get(division="440604", month=202210, pollutant="so2").verified_reduction_mg < 0


def test_statistics_that_nobody_verified_are_declared_only(city):
    one = unit(city)
    statistics(city, one, 2021, "3420", verified=False)
    for month in months_between(202201, 202205):
        burn(city, one, month, "2.6")
    closed(city, listed(city, one, date(2022, 5, 31)), date(2022, 5, 31))
    assert year("440604", 2022)[:2] == (0, 1860)


def test_coal_that_nobody_accepted_leaves_the_verified_account_without_a_value(city, example_7):
    one, closure = example_7
    closed(city, closure, date(2022, 5, 31))
    found = burn_again(city, one, 202203)
    assert year("440604", 2022)[:2] == (0, 1860)
    actions.accept_coal(seen={found.monthly_return_id: found.monthly_return.version}, by=city.people["verifier"])
    assert year("440604", 2022)[0] == 1860


def burn_again(city, one, month):
    kept = one.coal_months.select_related("monthly_return").get(month=month).monthly_return
    actions.send_back_coal(seen={kept.pk: kept.version}, reason="与煤质报告不符", by=city.people["verifier"])
    return burn(city, one, month, "2.6", accepted=False)


@pytest.mark.parametrize(("evidence", "agreed", "freed"), [(True, True, 6488.576), (False, True, 5939.2), (True, False, 5939.2)])
def test_example_8_with_and_without_valid_evidence(city, evidence, agreed, freed):
    one = unit(city)
    statistics(city, one, 2021, "9000")
    claim = facility(city, one, date(2022, 6, 20), "95", "92", evidence=evidence, verified=False)
    burn(city, one, 202207, "58", "0.8")
    verify(city, claim, has_evidence=agreed)
    assert year("440604", 2022)[0] == freed


def test_every_act_marks_what_it_changes(city, example_7):
    one, closure = example_7
    figures.actions.refresh()
    acts = [
        lambda: step(city, closure, StepKind.OFF_GRID, date(2022, 5, 31), verified=False),
        lambda: verify(city, closure.steps.get()),
        lambda: statistics(city, one, 2020, "3000", verified=False),
        lambda: facility(city, one, date(2022, 1, 1), "90", "90", verified=False),
        lambda: burn(city, one, 202112, "2", accepted=False),
        lambda: reopen(closure=closure, on=date(2022, 6, 1), reason="恢复运行", by=city.people["reform"]),
    ]
    for act in acts:
        act()
        assert StaleMark.objects.filter(division="440604").exists()
        figures.actions.refresh()
        assert not StaleMark.objects.exists()


def random_units(city, seed: int) -> None:
    """Units of every fate, with holes in their coal and facts in every state of verification."""
    luck = random.Random(seed)
    units = [
        unit(city, number=f"{number}号", district=district, commissioned_on=date(luck.choice([1990, 2021]), 3, 1))
        for district in (city.east, city.west)
        for number in range(4)
    ]
    for month in [*months_of(2021), *months_between(202201, 202210)]:
        burn_at_random(city, [one for one in units if month >= month_of(one.commissioned_on)], month, luck)
    for one in units:
        state_at_random(city, one, luck)


def burn_at_random(city, units, month: int, luck: random.Random) -> None:
    """Most units hand their coal in, most of it is accepted."""
    for district, by in ((city.east, "official"), (city.west, "neighbour")):
        reporting = [one for one in units if one.plant.district == district and luck.random() < 0.97]
        entries = [Coal(one, luck.randrange(5 * 10**6, 4 * 10**7), luck.randrange(3000, 15000)) for one in reporting]
        actions.submit_coal(district=district, month=month, entries=entries, by=city.people[by])
        seen = {one.pk: one.version for one in returns_of(district.code, Kind.POWER_UNIT, month) if luck.random() < 0.97}
        actions.accept_coal(seen=seen, by=city.people["verifier"])


def state_at_random(city, one, luck: random.Random) -> None:
    for past in (2020, 2021):
        if luck.random() < 0.85:
            statistics(city, one, past, str(luck.choice([0, 1200, 3333.333333333])), verified=luck.random() < 0.85)
    for since in luck.sample([date(2019, 5, 1), date(2021, 8, 15), date(2022, 2, 28), date(2022, 6, 1)], luck.choice([0, 1, 2])):
        rates = f"{luck.uniform(70, 99):.3f}", f"{luck.uniform(60, 97):.3f}"
        how = {"evidence": luck.random() < 0.6, "process": luck.choice(Process.values), "verified": luck.random() < 0.7}
        if since >= one.commissioned_on:
            facility(city, one, since, *rates, **how)
    if luck.random() < 0.85:
        close_at_random(city, one, luck)


def close_at_random(city, one, luck: random.Random) -> None:
    closure = listed(city, one, date(2022, 6, 30))
    stopped = date(luck.choice([2021, 2022]), luck.randint(3, 8), luck.randint(1, 28))
    steps = {StepKind.OFF_GRID: 0}
    steps |= {
        kind: luck.randint(1, 60) for kind in luck.sample([StepKind.BOILER, StepKind.TURBINE, StepKind.CHIMNEY], luck.choice([1, 2, 3]))
    }
    steps |= {StepKind.CONFIRMATION: luck.randint(1, 70)} if luck.random() < 0.8 else {}
    for kind, days in steps.items():
        step(city, closure, kind, stopped + datetime.timedelta(days=days), verified=luck.random() < 0.9)
    if luck.random() < 0.35:
        reopen(closure=closure, on=stopped + datetime.timedelta(days=luck.randint(0, 70)), reason="复产", by=city.people["reform"])


@pytest.mark.parametrize("seed", [4, 6])
def test_both_hands_find_the_same_in_every_cell(city, seed):
    random_units(city, seed)
    figures.actions.refresh()
    found = DivisionFigure.objects.filter(pollutant="so2", verified_reduction_mg__isnull=False).exclude(verified_reduction_mg=0)
    assert found.count() > 10
    assert differences(2020, 2023).to_dict("records") == []


@pytest.mark.parametrize(
    "wrong", [{"verified_reduction_mg": 9}, {"declared_reduction_mg": 9}, {"owed": 9}, {"verified_left_out": 9}], ids=str
)
def test_no_figure_is_beyond_the_second_hand(city, example_7, wrong):
    closed(city, example_7[1], date(2022, 5, 31))
    figures.actions.refresh()
    DivisionFigure.objects.filter(division="440604", month=202207, pollutant="so2").update(**wrong)
    found = differences(2022, 2022)
    assert dict(zip(found["name"], found["stored"], strict=True)) == wrong
