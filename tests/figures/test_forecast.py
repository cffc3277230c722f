"""The year's end as its months foretell it, by hand and by another road."""

import random
import statistics

import pytest

from figures.forecast import Apart, misses, outlook
from formulas.months import months_between, months_of

STEADY = dict.fromkeys(months_between(202101, 202210), 100)


def test_a_steady_year_ends_where_its_months_lead():
    seen = outlook(STEADY, 202210)
    assert (seen.verified, seen.months_open, seen.pace, seen.year_end) == (1000, 2, 100, 1200)
    assert (seen.lowest, seen.highest) == (1200, 1200)


def test_one_month_gone_astray_does_not_move_the_pace():
    seen = outlook(STEADY | {202209: -5000}, 202210)
    assert (seen.verified, seen.pace) == (-4100, 100)


def test_the_pace_is_that_of_the_last_six_verified_months():
    reductions = dict(zip(months_between(202201, 202210), [0, 0, 0, 0, 10, 20, 30, 40, 50, 60], strict=True))
    seen = outlook(reductions, 202210)
    assert (seen.pace, seen.low, seen.high) == (35, 20, 50)


def test_a_month_without_a_verified_figure_is_open_and_no_zero():
    without = {month: mg for month, mg in STEADY.items() if month not in (202203, 202210)}
    seen = outlook(without, 202210)
    assert (seen.verified, seen.months_open, seen.year_end) == (800, 4, 1200)


def test_in_january_last_years_months_tell_the_pace():
    seen = outlook(STEADY, 202201)
    assert (seen.verified, seen.months_open, seen.year_end) == (100, 11, 1200)


@pytest.mark.parametrize("months", [0, 1, 2])
def test_two_months_tell_no_pace(months):
    seen = outlook(dict(list(STEADY.items())[:months]), 202112)
    assert (seen.pace, seen.year_end, seen.lowest, seen.highest) == (None, None, None, None)


def test_months_after_the_one_asked_for_are_not_known_yet():
    later = STEADY | {202209: 10**6, 202210: 10**6}
    assert outlook(later, 202208) == outlook(STEADY, 202208)


def test_the_error_of_earlier_years_is_what_their_forecast_missed():
    reductions = dict.fromkeys(months_of(2020), 100) | dict.fromkeys(months_of(2021), 200) | {202201: 0}
    reductions |= {202111: 500, 202112: 500}
    assert [one.of_pace for one in misses(reductions, 202210)] == [0, -600]
    assert [one.year for one in misses({month: mg for month, mg in reductions.items() if month != 202005}, 202210)] == [2021]


def test_what_was_planned_then_is_measured_against_how_the_year_ended():
    reductions = dict.fromkeys(months_of(2021), 100) | {202112: 400, 202201: 0}
    known = {202110: Apart(planned=250)}
    [miss] = misses(reductions, 202210, lambda month: known[month])
    assert (miss.of_pace, miss.of_plans) == (-300, -50)


def test_closings_are_no_pace_and_what_is_due_of_them_is_certain():
    """Half a year of 100 a month from running units, and a closing that settled 900 in August and brings 50 in each later month."""
    closing = {202208: 900, 202209: 50, 202210: 50}
    reductions = {month: 100 + closing.get(month, 0) for month in months_between(202201, 202210)}
    seen = outlook(reductions, 202210, Apart(closing, due=100))
    assert (seen.verified, seen.certain, seen.pace, seen.expected, seen.year_end) == (2000, 2100, 100, 200, 2300)
    assert (seen.lowest, seen.highest) == (2300, 2300)


def test_the_library_of_statistics_finds_the_same_pace():
    luck = random.Random(22)
    for _ in range(200):
        reductions = {month: luck.randint(-(10**12), 10**12) for month in months_between(202101, 202212) if luck.random() < 0.8}
        month = luck.choice(months_of(2022))
        recent = [mg for one, mg in sorted(reductions.items()) if month - 100 < one <= month][-6:]
        expected = statistics.median(recent) if len(recent) >= 3 else None
        found = outlook(reductions, month).pace
        assert (found is None) == (expected is None)
        assert expected is None or abs(found - expected) <= 0.5
