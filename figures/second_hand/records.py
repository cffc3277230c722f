"""The raw records as tables."""

from collections.abc import Collection

import pandas
from django.db.models import Q

from formulas.months import month_of, shifted
from returns.models import State
from targets.queries import parameter
from treatment_plants.models import DesignCapacity, Measurement, Operation, Plant

# Codes of cities that a comparison is restricted to, or all.
Cities = Collection[str] | None
PLANT_COLUMNS = ["plant", "division", "first", "counted", "last"]
VERIFIED, DECLARED = {State.ACCEPTED}, {State.ACCEPTED, State.SUBMITTED}


def months_of_years(first_year: int, last_year: int) -> pandas.DataFrame:
    return pandas.DataFrame({"month": [year * 100 + number for year in range(first_year, last_year + 1) for number in range(1, 13)]})


def inside(path: str, cities: Cities) -> Q:
    """A condition that what `path` leads to, a division's code, lies in one of the cities."""
    condition = Q() if cities is None else Q(pk__in=[])
    for city in cities or ():
        condition |= Q(**{f"{path}__startswith": city})
    return condition


def plants(cities: Cities) -> pandas.DataFrame:
    """One row for each plant, with its first, first counted and last month."""
    rows = [
        (
            plant.pk,
            plant.district_id,
            month_of(plant.started_on),
            shifted(month_of(plant.started_on), parameter("count_start_offset_months", month_of(plant.started_on))),
            month_of(plant.closed_on) if plant.closed_on else 999912,
        )
        for plant in Plant.objects.filter(inside("district__code", cities), district__isnull=False, started_on__isnull=False)
    ]
    return pandas.DataFrame(rows, columns=PLANT_COLUMNS)


def measured_pollutants() -> pandas.DataFrame:
    """One row for each plant and pollutant it measures."""
    pairs = Plant.pollutants.through.objects.values_list("plant", "pollutant")
    return pandas.DataFrame(list(pairs), columns=["plant", "pollutant"])


def owed(grid: pandas.DataFrame) -> pandas.DataFrame:
    return grid[grid["month"].between(grid["first"], grid["last"])]


def operations(cities: Cities) -> pandas.DataFrame:
    """What was reported of each plant and month: state and volume."""
    known = Operation.objects.filter(inside("plant__district__code", cities))
    raw = list(known.values_list("plant", "month", "monthly_return__state", "volume_m3"))
    return pandas.DataFrame(raw, columns=["plant", "month", "state", "volume_m3"]).astype({"volume_m3": "Int64"})


def reported(cities: Cities) -> pandas.DataFrame:
    """What each return says was removed, mg, worked out from volume and concentrations."""
    fields = ["plant", "month", "pollutant", "volume_m3", "inlet_ug_l", "outlet_ug_l", "operation__monthly_return__state"]
    known = Measurement.objects.filter(inside("plant__district__code", cities))
    raw = pandas.DataFrame(list(known.values_list(*fields)), columns=[*fields[:-1], "state"])
    numbers = ["volume_m3", "inlet_ug_l", "outlet_ug_l"]
    raw[numbers] = raw[numbers].astype("Int64")
    raw["drop"] = (raw["inlet_ug_l"] - raw["outlet_ug_l"]).clip(lower=0)
    raw["mg"] = (raw["volume_m3"] * raw["drop"]).mask(raw["volume_m3"] == 0, 0)
    raw["inlet_mg"] = (raw["volume_m3"] * raw["inlet_ug_l"]).mask(raw["volume_m3"] == 0, 0)
    return raw[["plant", "month", "pollutant", "state", "volume_m3", "drop", "mg", "inlet_mg"]]


def with_design(months: pandas.DataFrame) -> pandas.DataFrame:
    """The months of plants with `design`, the capacity in force in m³/d, and `days`, those of the calendar."""
    raw = list(DesignCapacity.objects.values_list("plant", "valid_from", "m3_per_day"))
    capacities = pandas.DataFrame(raw, columns=["plant", "valid_from", "design"]).astype("int64").sort_values("valid_from")
    by_month = months.astype({"month": "int64", "plant": "int64"}).sort_values("month")
    found = pandas.merge_asof(by_month, capacities, left_on="month", right_on="valid_from", by="plant")
    found["design"] = found["design"].astype("Int64")
    found["days"] = pandas.to_datetime(found["month"].astype(str), format="%Y%m").dt.days_in_month.astype("Int64")
    return found
