"""Worked example 16 of the rules, and the edges of targets (rules.md 3.8, 12)."""

from decimal import Decimal

import pandas
import pytest

from formulas.rounding import rounded
from formulas.targets import (
    change_millionths,
    completion_millionths,
    cumulative_completion_millionths,
    cut_mg,
    headroom_mg,
    inlet_potential_mg,
    missing_mg,
    pace_required_mg,
    reserve_mg,
    time_progress_millionths,
)
from formulas.units import MASS, PERCENT


def percent(pair, places: int) -> Decimal:
    return PERCENT.shown(rounded(*pair), places)


# 万吨 with one decimal, as whole thousands of tonnes.
NATION = {"COD": (14_142, 13_207, "-6.61", "66.1"), "SO2": (25_494, 23_212, "-8.95", "89.5")}


@pytest.mark.parametrize(("base", "year_2008", "change", "completion"), NATION.values(), ids=NATION)
def test_example_16_the_nation_in_2008(base, year_2008, change, completion):
    target = base * 90  # ten per cent less, in hundredths
    assert percent(change_millionths(year_2008, base), 2) == Decimal(change)
    assert percent(cumulative_completion_millionths(base * 100, year_2008 * 100, target), 1) == Decimal(completion)
    progress = rounded(*time_progress_millionths(2008 - 2005, 2010 - 2005))
    assert progress == 600_000
    assert rounded(*cumulative_completion_millionths(base * 100, year_2008 * 100, target)) >= progress


def test_a_half_year_with_47_per_cent_is_behind_its_time():
    """Zhongshan (T5, T6): 0.14 of 0.3 万吨 by June."""
    completion, progress = rounded(*completion_millionths(1_400, 3_000)), rounded(*time_progress_millionths(6, 12))
    assert (PERCENT.shown(completion, 0), PERCENT.shown(progress, 0)) == (47, 50)
    assert completion < progress


@pytest.mark.parametrize("cut", [0])
def test_without_a_cut_completion_is_not_defined(cut):
    assert rounded(*completion_millionths(5, cut)) is None


def test_an_emission_above_the_base_is_shown_as_negative_completion():
    assert rounded(*cumulative_completion_millionths(100, 105, 90)) == -500_000


def test_completion_above_the_whole_is_not_capped():
    assert rounded(*completion_millionths(115, 100)) == 1_150_000


def test_what_is_missing_is_spread_over_the_months_that_are_left():
    missing = missing_mg(cut_mg(100_000, 94_000), 4_000, 1)
    assert (missing, rounded(*pace_required_mg(missing, 3))) == (2_000, 667)
    assert rounded(*pace_required_mg(missing, 0)) is None


def test_whole_numbers_and_columns_of_a_table_agree():
    """The second road: the same functions over columns."""
    table = pandas.DataFrame(
        {"design": [3_100_000, 1_550_000], "volume": [2_000_000, 1_600_000], "drop": [150_000, 90_000], "room": [1, 0]}, dtype="int64"
    )
    column = headroom_mg(table["design"], table["volume"], table["drop"], table["room"])
    assert list(column) == [headroom_mg(*row) for row in table.itertuples(index=False)] == [165_000_000_000, 0]
    caps = pandas.DataFrame({"cap": [10, 20], "parts": [9, 22]})
    assert list(reserve_mg(caps["cap"], caps["parts"])) == [1, -2]


def test_potential_is_required_less_present_inflow_times_volume():
    # 1,000 万吨 at 80 mg/L where 100 are asked for: 20 mg/L × 10⁷ m³ = 200 t
    assert MASS.exact(inlet_potential_mg(100_000, 10**7, 80_000 * 10**7, 1)) == 200
    assert inlet_potential_mg(100_000, 10**7, 120_000 * 10**7, 0) == 0
