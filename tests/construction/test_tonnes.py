"""What a project brings and what its delay takes, month by month in a second hand of plain tables."""

import calendar

import pytest

from construction.tonnes import Account
from formulas.units import MASS
from tests.construction.projects import DAY, RUNGS, add, promise, reach
from tests.construction.test_standing import stood

YEARS = range(2021, 2026)
DROPS = {"cod": 20_000, "nh3n": 3_500}  # µg/L
LOADS = {"cod": (50_000, 30_000), "nh3n": (5_000, 1_500)}


def by_hand(end: DAY, pollutant: str = "cod") -> dict[int, tuple[int, int]]:
    """Year → (reduction, removal) in g: every month counts from the one after the end on, against the same month a year before."""
    counted = [(year, month) for year in range(2019, 2030) for month in range(1, 13) if (year, month) > (end.year, end.month)]
    removal = {place: calendar.monthrange(*place)[1] * 10_000 * DROPS[pollutant] // 1000 for place in counted}
    reduction = {place: amount for place, amount in removal.items() if (place[0] - 1, place[1]) not in removal}
    return {
        year: tuple(sum(amount for place, amount in found.items() if place[0] == year) for found in (reduction, removal)) for year in YEARS
    }


@pytest.mark.parametrize("promised", [DAY(2023, 2, 1), DAY(2023, 12, 31), DAY(2024, 1, 31), DAY(2024, 2, 29), DAY(2026, 3, 3)])
def test_each_year_is_that_of_the_second_hand(city, promised):
    project = add(city, loads=LOADS)  # planned to end on 15 December 2022
    promise(city, project, "stable", promised, DAY(2022, 11, 1))
    one = stood(DAY(2022, 11, 2), project)
    for pollutant in DROPS:
        planned, expected = by_hand(DAY(2022, 12, 15), pollutant), by_hand(promised, pollutant)
        account = Account("4406", pollutant, YEARS)
        rows = account.by_year(one)
        assert [row.year for row in rows] == list(YEARS)
        for row in rows:
            assert (row.planned_reduction, row.planned_removal) == tuple(amount * 1000 for amount in planned[row.year])
            assert (row.expected_reduction, row.expected_removal) == tuple(amount * 1000 for amount in expected[row.year])
            assert row.held_back == (planned[row.year][0] - expected[row.year][0]) * 1000
        at_stake = sum(planned[year][1] - expected[year][1] for year in YEARS) * 1000
        assert account.at_stake(one) == at_stake > 0


def test_the_example_of_the_rules(city):
    """rules.md 12, example 1: 3.2 × 10,000 t/d, 180 → 30 mg/L, stable on 20 June 2008: 883.2 t."""
    project = add(
        city, flow_m3_d=32_000, loads={"cod": (180_000, 30_000)}, entered=DAY(2007, 1, 1), days=dict.fromkeys(RUNGS, DAY(2008, 6, 20))
    )
    [row] = Account("4406", "cod", range(2008, 2009)).by_year(stood(DAY(2008, 1, 1), project))
    assert row.planned_reduction == MASS.parse("883.2")


class TestExpectedEnd:
    def test_what_was_reached_is_certain(self, city):
        project = add(city)
        reach(city, project, "stable", DAY(2022, 10, 1))
        assert stood(DAY(2022, 11, 1), project).expected_end == DAY(2022, 10, 1)

    def test_a_promise_of_the_last_milestone_holds(self, city):
        project = add(city)
        promise(city, project, "stable", DAY(2023, 6, 1), DAY(2022, 3, 1))
        assert stood(DAY(2022, 3, 2), project).expected_end == DAY(2023, 6, 1)

    def test_without_one_the_delay_so_far_puts_it_back(self, city):
        project = add(city)
        assert stood(DAY(2022, 2, 14), project).expected_end == DAY(2023, 1, 14)  # 30 days late, planned for 15 December

    def test_or_the_promise_of_a_milestone_before_it(self, city):
        project = add(city)
        promise(city, project, "structure", DAY(2022, 9, 13), DAY(2022, 1, 10))  # planned for 15 July: 60 days
        assert stood(DAY(2022, 1, 11), project).expected_end == DAY(2023, 2, 13)

    def test_no_day_that_has_passed_is_expected(self, city):
        project = add(city)
        promise(city, project, "stable", DAY(2022, 12, 20), DAY(2022, 3, 1))
        assert stood(DAY(2023, 3, 1), project).expected_end == DAY(2023, 3, 1)


def test_who_brings_nothing_of_a_pollutant_has_no_tonnes(city):
    project = add(city, loads={}, flow_m3_d=None)
    one, account = stood(DAY(2022, 2, 1), project), Account("4406", "cod", YEARS)
    assert (account.by_year(one), account.at_stake(one), account.tonnes_a_year(one)) == ([], None, None)


def test_another_end_is_tried_without_a_trace(city):
    project = add(city)
    one, account = stood(DAY(2022, 2, 1), project), Account("4406", "cod", YEARS)
    tried = account.by_year(one, DAY(2024, 6, 30))
    assert sum(row.expected_removal for row in tried) == sum(amount for _, amount in by_hand(DAY(2024, 6, 30)).values()) * 1000
    assert stood(DAY(2022, 2, 1), project).expected_end == one.expected_end
