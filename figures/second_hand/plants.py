"""Figures of single plants: how much each was used in a month, and how strong its inflow was over its last accepted months."""

from decimal import ROUND_HALF_UP, Decimal

import pandas

from figures.second_hand.records import (
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
from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW
from returns.models import MISSING

USE_KEY, INFLOW_KEY = ["plant", "month"], ["plant", "month", "pollutant"]


def use_figures(first_year: int, last_year: int, cities: Cities = None) -> pandas.DataFrame:
    """State, flow and load rate of each plant in each month that it owes."""
    this = owed(plants(cities).merge(months_of_years(first_year, last_year), how="cross"))
    this = with_design(this.merge(operations(cities), how="left", on=["plant", "month"]))
    this["state"] = this["state"].fillna(MISSING)
    this["volume_m3"] = this["volume_m3"].where(this["state"].isin(VERIFIED))
    this["in_first_year"] = _running_month(this["month"]) - _running_month(this["first"]) < 12
    this["actual_flow_m3_d"] = _quotients(this["volume_m3"], this["days"])
    this["load_rate_millionths"] = _quotients(this["volume_m3"] * 1_000_000, this["design"] * this["days"])
    this = this.rename(columns={"division": "division_id", "design": "design_capacity_m3_d"})
    names = ["division_id", "state", "in_first_year", "design_capacity_m3_d", "volume_m3", "actual_flow_m3_d", "load_rate_millionths"]
    return this.set_index(USE_KEY)[names]


def inflow_figures(first_year: int, last_year: int, cities: Cities = None) -> pandas.DataFrame:
    """Volume and load of what flowed in over the last twelve accepted months of two years, as seen from each month that is owed."""
    this = owed(plants(cities).merge(measured_pollutants(), on="plant").merge(months_of_years(first_year, last_year), how="cross"))
    returns = reported(cities)
    known = returns[returns["state"].isin(VERIFIED) & returns["inlet_mg"].notna()].sort_values("month")
    by_plant = dict(list(known.groupby(["plant", "pollutant"])))
    found = [_inflow(by_plant.get((row.plant, row.pollutant)), row.month) for row in this.itertuples()]
    names = ["accepted_months", "volume_m3", "inlet_load_mg"]
    this[names] = pandas.DataFrame(found, columns=names, index=this.index, dtype="Int64")
    this["inlet_ug_l"] = _quotients(this["inlet_load_mg"], this["volume_m3"])
    this = with_design(this).rename(columns={"division": "division_id", "design": "design_capacity_m3_d"})
    return this.set_index(INFLOW_KEY)[["division_id", "design_capacity_m3_d", *names, "inlet_ug_l"]]


def _inflow(accepted: pandas.DataFrame | None, month: int) -> tuple:
    if accepted is None:
        return 0, None, None
    age = _running_month(month) - _running_month(accepted["month"])
    seen = accepted[age.between(0, MONTHS_LOOKED_BACK - 1)].tail(MONTHS_OF_INFLOW)
    return len(seen), seen["volume_m3"].sum(min_count=1), seen["inlet_mg"].sum(min_count=1)


def _running_month(month):
    return month // 100 * 12 + month % 100


def _quotients(above: pandas.Series, below: pandas.Series) -> pandas.Series:
    """Half up, with decimals instead of the first hand's whole numbers."""
    pairs = zip(above, below, strict=True)
    return pandas.Series([_quotient(one, other) for one, other in pairs], index=above.index, dtype="Int64")


def _quotient(above, below) -> int | None:
    if pandas.isna(above) or pandas.isna(below) or not below:
        return None
    return int((Decimal(int(above)) / Decimal(int(below))).quantize(Decimal(1), ROUND_HALF_UP))
