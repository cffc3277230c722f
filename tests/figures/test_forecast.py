"""The year's end as its months foretell it, by hand and by another road."""

import random
import statistics

import pytest

from figures.forecast import Apart, Returned, incomplete_months, misses, outlook, recent
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


# Two plants of 30 t a month each: 60 t in every month until September, and in October the one return that is accepted.
OF_TWO = dict.fromkeys(months_between(202101, 202209), 60)


@pytest.mark.parametrize(
    ("october", "certain", "expected", "end"),
    [
        (30, 570, 30 + 120, 720),  # the other plant still has to bring its 30
        (50, 590, 10 + 120, 720),
        (70, 610, 120, 730),  # more than both together at the pace: nothing is added
        (-10, 530, 70 + 120, 720),
    ],
)
def test_a_month_that_lacks_returns_counts_with_the_pace_and_no_less(october, certain, expected, end):
    assert outlook(OF_TWO, 202209).year_end == 720
    seen = outlook(OF_TWO | {202210: october}, 202210, incomplete={202210})
    assert (seen.months_open, seen.pace, seen.certain, seen.expected, seen.year_end) == (3, 60, certain, expected, end)
    whole = outlook(OF_TWO | {202210: october}, 202210)
    assert (whole.months_open, whole.year_end) == (2, 540 + october + 120)


def test_where_the_pace_takes_back_a_month_that_lacks_returns_does_so_too():
    loss = {month: -mg for month, mg in OF_TWO.items()}
    assert outlook(loss | {202210: -30}, 202210, incomplete={202210}).year_end == -720
    assert outlook(loss | {202210: -70}, 202210, incomplete={202210}).year_end == -730


def test_months_that_lack_returns_tell_no_pace():
    seen = outlook(OF_TWO | {202208: 10, 202209: 10, 202210: 10}, 202210, incomplete={202208, 202209, 202210})
    assert (seen.pace, seen.low, seen.months_open, seen.year_end) == (60, 60, 5, 720)


def test_where_too_few_months_are_complete_all_count_as_they_are():
    """Raising months that lack returns to the median of such months would add what nobody owes."""
    months = {202201: 60, 202202: 60, 202203: 20, 202204: 40}
    assert outlook(months, 202204, incomplete={202203, 202204}) == outlook(months, 202204)
    assert recent(months, 202204, incomplete={202203, 202204}) == recent(months, 202204)


def test_in_january_the_first_return_moves_nothing_and_december_may_lack_some():
    known = dict.fromkeys(months_between(202101, 202111), 60) | {202112: 30, 202201: 30}
    seen = outlook(known, 202201, incomplete={202112, 202201})
    assert (seen.pace, seen.months_open, seen.certain, seen.year_end) == (60, 12, 30, 720)


def test_what_each_open_month_has_to_bring_does_not_fall_with_the_first_return():
    assert outlook(OF_TWO, 202209).required(720 - 540).pair == (180, 3)
    seen = outlook(OF_TWO | {202210: 30}, 202210, incomplete={202210})
    assert seen.required(720 - 570).pair == (180, 3)
    ahead = outlook(OF_TWO | {202210: 70}, 202210, incomplete={202210})
    assert ahead.required(720 - 610).pair == (110, 2)  # October has brought more than the 60 that each would need
    assert ahead.required(0).pair == (0, 3)
    assert outlook(STEADY | {202211: 100, 202212: 100}, 202212).required(5) is None


def test_what_closings_brought_to_a_month_that_lacks_returns_is_none_of_its_pace():
    seen = outlook(OF_TWO | {202210: 30 + 500}, 202210, Apart({202210: 500}), {202210})
    assert (seen.certain, seen.year_end) == (1070, 720 + 500)


def test_a_year_that_lacks_returns_is_no_test_of_forecasts():
    reductions = dict.fromkeys(months_between(202001, 202112), 100) | {202112: 40, 202201: 0}
    assert [one.of_pace for one in misses(reductions, 202210)] == [0, 60]
    assert [one.year for one in misses(reductions, 202210, incomplete={202112})] == [2020]
    lately = dict.fromkeys(months_between(202007, 202012), 10) | dict.fromkeys(months_of(2021), 100)
    assert misses(lately, 202203)[0].at_pace == 300 + 9 * 55
    assert misses(lately, 202203, incomplete=set(months_between(202007, 202012)))[0].at_pace == 1200


def test_a_month_is_open_as_long_as_a_missing_return_can_still_move_it():
    before = {202110: Returned(owed=3, accepted=2, left_out=3)}
    assert incomplete_months(before | {202210: Returned(3, 1, 2)}) == {202110, 202210}
    assert incomplete_months(before | {202210: Returned(3, 3, 1)}) == {202110}  # left out for want of last year's return
    assert incomplete_months(before | {202210: Returned(3, 2, 1)}) == {202110}  # and it has not reported this year either
    assert incomplete_months({202210: Returned(3, 3, 0), 202211: Returned(0, 0, 0)}) == set()


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
