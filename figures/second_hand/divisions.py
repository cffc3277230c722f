"""Figures of districts, and of the divisions above them as sums over all districts inside."""

import pandas

from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH
from figures.second_hand.power import power_figures
from figures.second_hand.records import (
    DECLARED,
    VERIFIED,
    Cities,
    measured_pollutants,
    months_of_years,
    operations,
    owed,
    plants,
    reported,
    with_design,
)
from returns.models import State

KEY = ["division", "month", "pollutant"]
PROVINCE_CODE_LENGTH = 2


def district_figures(first_year: int, last_year: int, cities: Cities = None) -> pandas.DataFrame:
    """Every number of the districts' figures, by division, month and pollutant."""
    grid = plants(cities).merge(measured_pollutants(), on="plant").merge(months_of_years(first_year, last_year), how="cross")
    returns = reported(cities)
    sides = [_side(grid, returns, "verified", VERIFIED), _side(grid, returns, "declared", DECLARED)]
    of_plants = sides[0].join(sides[1]).join(_headroom(grid, returns)).join(_counts(grid, cities))
    return pandas.concat([of_plants, power_figures(first_year, last_year, cities)])


def figures_above(of_districts: pandas.DataFrame) -> pandas.DataFrame:
    """The same numbers of every city and province, straight from the districts."""
    parts = of_districts.reset_index()
    wholes = [parts.assign(division=parts["division"].str[:length]) for length in (CITY_CODE_LENGTH, PROVINCE_CODE_LENGTH)]
    return pandas.concat([whole.groupby(KEY).sum(min_count=1) for whole in wholes])


def is_district(code: str) -> bool:
    return len(code) == DISTRICT_CODE_LENGTH


def _side(grid: pandas.DataFrame, returns: pandas.DataFrame, name: str, states: set) -> pandas.DataFrame:
    """Load, reduction and plant months left out of one side."""
    valid = returns[returns["state"].isin(states)][["plant", "pollutant", "month", "mg"]]
    this = grid.merge(valid, how="left", on=["plant", "pollutant", "month"])
    before = valid.assign(month=valid["month"] + 100).rename(columns={"mg": "mg_before"})
    this = this.merge(before, how="left", on=["plant", "pollutant", "month"])
    is_owed = this["month"].between(this["first"], this["last"])
    counts, counted_before = _counts_in(this, this["month"]), _counts_in(this, this["month"] - 100)
    now, then = this["mg"].where(counts, 0), this["mg_before"].where(counted_before, 0)
    this[f"{name}_load_mg"] = this["mg"].where(is_owed)
    this[f"{name}_reduction_mg"] = (now - then).where(counts | counted_before)
    this[f"{name}_left_out"] = ((counts | counted_before) & (now.isna() | then.isna())).astype("Int64")
    return this.groupby(KEY)[[f"{name}_load_mg", f"{name}_reduction_mg", f"{name}_left_out"]].sum(min_count=1)


def _counts_in(grid: pandas.DataFrame, month: pandas.Series) -> pandas.Series:
    return month.between(grid["counted"], grid["last"])


def _headroom(grid: pandas.DataFrame, returns: pandas.DataFrame) -> pandas.DataFrame:
    """What accepted months left unused."""
    valid = returns[returns["state"].isin(VERIFIED)]
    this = with_design(owed(grid).merge(valid, how="left", on=["plant", "pollutant", "month"]))
    this["verified_headroom_mg"] = (this["design"] * this["days"] - this["volume_m3"]).clip(lower=0) * this["drop"]
    return this.groupby(KEY)[["verified_headroom_mg"]].sum(min_count=1)


def _counts(grid: pandas.DataFrame, cities: Cities) -> pandas.DataFrame:
    """How many plants owe the month, how many returns were accepted or submitted, how many plant months belong into the reduction."""
    this = grid.merge(operations(cities)[["plant", "month", "state"]], how="left", on=["plant", "month"])
    is_owed = this["month"].between(this["first"], this["last"])
    columns = {
        "owed": is_owed,
        "accepted": is_owed & (this["state"] == State.ACCEPTED),
        "submitted": is_owed & (this["state"] == State.SUBMITTED),
        "plant_months": _counts_in(this, this["month"]) | _counts_in(this, this["month"] - 100),
    }
    return this.assign(**{name: values.astype("Int64") for name, values in columns.items()}).groupby(KEY)[list(columns)].sum()
