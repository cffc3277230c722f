"""The worked examples of the field (rules.md 12, 1 to 3)."""

from decimal import Decimal

import pytest

from formulas.months import days_in, months_between, shifted
from formulas.units import CAPACITY, CONCENTRATION, MASS, VOLUME
from formulas.wastewater import (
    concentration_drop_ug_l,
    concentration_part_mg,
    flow_part_mg,
    reduction_mg,
    removed_load_mg,
    removes,
)


def load(volume: str, inlet: str, outlet: str) -> int:
    """Removed load in mg, from 万吨 and mg/L."""
    before, after = CONCENTRATION.parse(inlet), CONCENTRATION.parse(outlet)
    return removed_load_mg(VOLUME.parse(volume), before, after, removes(before, after))


def drop(inlet: str, outlet: str) -> int:
    return concentration_drop_ug_l(CONCENTRATION.parse(inlet), CONCENTRATION.parse(outlet), 1)


@pytest.mark.parametrize(("offset", "days", "volume", "tonnes"), [(1, 184, "588.8", "883.2"), (2, 153, "489.6", "734.4")])
def test_example_1_a_new_plant_counts_from_the_offset_after_its_start(offset, days, volume, tonnes):
    counted = [days_in(month) for month in months_between(shifted(200806, offset), 200812)]
    volumes = [CAPACITY.parse("3.2") * number for number in counted]
    assert (sum(counted), sum(volumes)) == (days, VOLUME.parse(volume))
    assert sum(load(VOLUME.typed(one), "180", "30") for one in volumes) == MASS.parse(tonnes)


def test_example_2_a_reduction_is_added_flow_and_better_water():
    this, last = load("2190", "200", "35"), load("1825", "160", "40")
    assert [MASS.exact(one) for one in (last, this, reduction_mg(this, last))] == [Decimal("2190"), Decimal("3613.5"), Decimal("1423.5")]

    flow = flow_part_mg(VOLUME.parse("2190"), VOLUME.parse("1825"), drop("200", "35"))
    water = concentration_part_mg(VOLUME.parse("1825"), drop("200", "35"), drop("160", "40"))
    assert [MASS.exact(one) for one in (flow, water)] == [Decimal("602.25"), Decimal("821.25")]
    assert flow + water == reduction_mg(this, last)


def test_example_3_a_period_is_the_sum_of_its_months_and_not_their_mean():
    months = [("90", "150", "30"), ("60", "220", "40"), ("150", "120", "25")]
    assert [MASS.exact(load(*month)) for month in months] == [Decimal(108), Decimal(108), Decimal("142.5")]
    assert sum(load(*month) for month in months) == MASS.parse("358.5")

    # Means weighted by the flow give the same; the plain means give a tenth too much.
    volumes, inlets, outlets = ([Decimal(month[place]) for month in months] for place in range(3))
    weighted = [sum(v * c for v, c in zip(volumes, side, strict=True)) / sum(volumes) for side in (inlets, outlets)]
    assert weighted == [Decimal(149), Decimal("29.5")]
    assert load("300", *map(str, weighted)) == MASS.parse("358.5")
    assert sum(volumes) * (sum(inlets) - sum(outlets)) / 3 / 100 == Decimal(395)


@pytest.mark.parametrize(("inlet", "outlet"), [("30", "30"), ("30", "40"), ("0", "0"), ("0", "0.001")])
def test_water_that_leaves_no_cleaner_gives_nothing_never_less(inlet, outlet):
    assert load("100", inlet, outlet) == 0
