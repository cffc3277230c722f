"""What is asked about, on months made by hand."""

import random
from dataclasses import replace

import pytest

from formulas.wastewater import load_rate_millionths
from tests.treatment_plants.checks.cases import OCTOBER, asked, history, places, values
from treatment_plants.checks.soft import FAR, OPPOSITE, OVER_DESIGN, ROUND, SAME, SLIP

VOLUME = "volume_m3"


def test_a_month_like_the_others_is_not_asked_about():
    assert asked(values()) == []


class TestSlips:
    """In one real year of 93 plants the four worst load rates were typing errors with one digit lost, 7 to 9 %, which any range lets
    pass; four more had lost the decimal point and stood a hundred times too high."""

    @pytest.mark.parametrize(("typed", "rule"), [("25.437", SLIP), ("25.43", SLIP), ("25.37", SLIP), ("24.37", SLIP), ("54.37", FAR)])
    def test_a_digit_lost_is_asked_about_though_the_load_rate_is_possible(self, typed, rule):
        """Wherever in 254.37 the digit is lost. The first one lost leaves more than a fifth: that is far from usual."""
        this = values(volume=typed)
        above, below = load_rate_millionths(this.volume_m3, 100_000, 31)
        assert 60_000 < above / below < 180_000
        assert (rule, VOLUME) in places(asked(this))

    @pytest.mark.parametrize("rate", [7, 8, 9])
    def test_the_four_worst_of_the_list(self, rate):
        this = values(volume=f"{10 * 31 * rate / 100:.2f}")
        assert (SLIP, VOLUME) in places(asked(this))

    def test_a_decimal_point_lost(self):
        found = {finding.place: finding for finding in asked(values(volume="25437"))}
        assert found[SLIP, VOLUME].told["times"] == pytest.approx(100, rel=0.1)
        assert (OVER_DESIGN, VOLUME) in found

    @pytest.mark.parametrize("factor", [10, 100, 10_000, 0.1, 0.01, 0.001])
    @pytest.mark.parametrize("cell", [VOLUME, "electricity_kwh", "cod_inlet_ug_l", "cod_outlet_ug_l"])
    def test_a_power_of_ten_in_any_cell(self, cell, factor):
        """reliability.md E14: all of them."""
        last = history()[202209]
        this = replace(last, month=OCTOBER, open_days=31, calendar_days=31)
        if cell.startswith("cod"):
            pair = list(last.concentrations["cod"])
            pair[cell == "cod_outlet_ug_l"] = round(pair[cell == "cod_outlet_ug_l"] * factor)
            this = replace(this, concentrations={"cod": tuple(pair)})
        else:
            this = replace(this, **{cell: round(last.cells()[cell] * factor)})
        assert (SLIP, cell) in places(asked(this))

    def test_against_last_year_where_last_month_is_wrong_as_well(self):
        past = history()
        past[202209] = values(202209, volume="24.37", kwh=None)
        found = {finding.place: finding for finding in asked(values(volume="25.37", kwh=None), past)}
        assert found[SLIP, VOLUME].told["against"] == "last_year"

    def test_electricity_tells_where_there_is_no_past(self):
        found = asked(values(volume="25.437"), past={})
        assert [(finding.place, finding.told["against"]) for finding in found] == [((SLIP, VOLUME), "electricity")]
        assert asked(values(), past={}) == []

    def test_months_whose_electricity_comes_to_nothing_are_no_measure(self):
        """Written in MWh for years, it comes to less than one Wh for each m³: the field's figure takes its place."""
        past = {month: values(month, "5", kwh=40 + month % 9) for month in (202207, 202208, 202209)}
        found = [one for one in asked(values(volume="5", kwh=51), past) if one.rule == SLIP]
        assert [(one.column, one.told["against"], one.told["reference"]) for one in found] == [(VOLUME, "electricity", 280)]

    def test_electricity_itself_mistyped_is_asked_about_at_its_own_cell(self):
        assert places(asked(values(kwh=7_123_400))) == {(SLIP, "electricity_kwh")}

    def test_a_zero_where_there_was_an_outflow(self):
        assert (SLIP, "cod_outlet_ug_l") in places(asked(values(cod=("182.3", "0"))))

    def test_a_plant_that_stood_still_tells_nothing_of_the_next_month(self):
        past = history() | {202209: values(202209, volume="0", kwh=0, days=0)}
        assert asked(values(), past) == []

    def test_the_first_days_of_a_new_plant_are_compared_by_day(self):
        past = {202209: values(202209, volume="24.6", kwh=None, open_days=3)}
        assert asked(values(kwh=None), past) == []


class TestFarFromUsual:
    def test_half_as_much_again_is_asked_about_with_what_is_usual(self):
        [finding] = [one for one in asked(values(volume="431.17", kwh=None), design=200_000) if one.rule == FAR]
        assert finding.column == VOLUME
        assert finding.told["basis"] == "season"
        assert finding.told["low"] < finding.told["usual"] < finding.told["high"] < 4_300_000

    def test_a_plant_that_has_grown_is_not_asked_about_each_month(self):
        """Far from the same season of earlier years, near to the last months."""
        past = history()
        grown = {month: values(month, volume=f"{430.11 + month % 10:.2f}", kwh=None) for month in range(202201, 202210)}
        assert asked(values(volume="441.37", kwh=None), past | grown, design=200_000) == []

    def test_errors_of_the_past_do_not_move_what_is_usual(self):
        past = history()
        for month in (202108, 202203, 202206):
            past[month] = values(month, volume="25437", kwh=None)
        assert (FAR, VOLUME) in places(asked(values(volume="431.17", kwh=None), past, design=200_000))
        assert asked(values(), past) == []

    def test_two_months_say_nothing_about_what_is_usual(self):
        past = {month: values(month, volume="254.37", kwh=None) for month in (202208, 202209)}
        assert asked(values(volume="431.11", kwh=None), past, design=200_000) == []


def test_flow_above_120_percent_of_design():
    """372 × 10,000 t are 120 % of 10 × 10,000 t/d in 31 days."""
    assert (OVER_DESIGN, VOLUME) not in places(asked(values(volume="372")))
    assert (OVER_DESIGN, VOLUME) in places(asked(values(volume="372.31")))
    assert (OVER_DESIGN, VOLUME) not in places(asked(values(volume="372.31"), design=None))


class TestTheSameAsLastMonth:
    def test_water_to_the_last_digit(self):
        past = history()
        assert (SAME, VOLUME) in places(asked(values(volume=f"{past[202209].volume_m3 / 10_000}"), past))

    def test_both_cells_of_a_pollutant(self):
        past = history() | {202209: values(202209, volume="251.22", cod=("182.3", "28.4"), kwh=690_110)}
        assert places(asked(values(), past)) == {(SAME, "cod_inlet_ug_l")}

    def test_one_cell_may_repeat(self):
        past = history() | {202209: values(202209, volume="251.22", cod=("182.3", "27.9"), kwh=690_110)}
        assert asked(values(), past) == []

    def test_few_digits_repeat_by_chance(self):
        past = {202209: values(202209, volume="250", cod=("180", "30"), kwh=None)}
        assert asked(values(volume="250", cod=("180", "30"), kwh=None), past) == []


class TestElectricityAgainstFlow:
    def test_less_electricity_for_more_water(self):
        past = history() | {202209: values(202209, volume="215.17", kwh=742_310)}
        assert (OPPOSITE, "electricity_kwh") in places(asked(values(kwh=651_120), past))

    def test_a_little_less_is_not_asked_about(self):
        past = history() | {202209: values(202209, volume="239.17", kwh=700_310)}
        assert asked(values(kwh=712_340), past) == []


class TestRoundNumbers:
    @pytest.mark.parametrize(("volume", "is_asked"), [("250", True), ("300", True), ("254", False), ("254.4", False)])
    def test_rounder_than_the_plant_reports(self, volume, is_asked):
        assert ((ROUND, VOLUME) in places(asked(values(volume=volume)))) == is_asked

    def test_a_plant_that_always_reports_round_figures_is_left_alone(self):
        past = {month: values(month, volume=f"{250 + month % 7}", kwh=None) for month in range(202201, 202210)}
        assert (ROUND, VOLUME) not in places(asked(values(volume="250", kwh=None), past))


def test_months_that_differ_by_up_to_30_percent_are_hardly_asked_about():
    """reliability.md E14, on one plant; tests/demonstration measures a whole city."""
    luck, past = random.Random(20221127), history()
    last = past[202209]
    asked_about = 0
    for _turn in range(300):
        factor = luck.uniform(0.7, 1.3)
        this = replace(last, month=OCTOBER, open_days=31, calendar_days=31, electricity_kwh=None, volume_m3=round(last.volume_m3 * factor))
        this = replace(this, concentrations={"cod": tuple(round(one * luck.uniform(0.7, 1.3)) for one in last.concentrations["cod"])})
        asked_about += bool(asked(this, past))
    assert asked_about <= 6
