"""The second hand: every district figure worked out again with pandas from the raw records, by another road than figures/compute.py."""

import pandas

from figures.models import DivisionFigure
from formulas.months import month_of, shifted
from returns.models import State
from targets.queries import parameter
from treatment_plants.models import DesignCapacity, Measurement, Plant

KEY = ["division", "month", "pollutant"]
SIDES = {"verified": {State.ACCEPTED}, "declared": {State.ACCEPTED, State.SUBMITTED}}


def differences(first_year: int, last_year: int) -> pandas.DataFrame:
    """Cells of the districts' figures in which both hands differ: key, name, stored, worked_out. Empty when all is well."""
    months = pandas.DataFrame({"month": [year * 100 + number for year in range(first_year, last_year + 1) for number in range(1, 13)]})
    reported = _reported()
    grid = _plants().merge(months, how="cross")
    sides = [_side(grid, reported, name, states) for name, states in SIDES.items()]
    worked_out = sides[0].join(sides[1]).join(_headroom(grid, reported))
    stored = _stored(first_year, last_year, list(worked_out.columns))
    both = pandas.concat({"stored": stored.stack(future_stack=True), "worked_out": worked_out.stack(future_stack=True)}, axis=1)
    differ = both["stored"].fillna(-1) != both["worked_out"].fillna(-1)
    return both[differ].reset_index(names=[*KEY, "name"])


def _plants() -> pandas.DataFrame:
    """One row for each plant and pollutant it measures, with its first, first counted and last month."""
    rows = [
        {
            "plant": plant.pk,
            "division": plant.district_id,
            "pollutant": pollutant.code,
            "first": month_of(plant.started_on),
            "counted": shifted(month_of(plant.started_on), parameter("count_start_offset_months", month_of(plant.started_on))),
            "last": month_of(plant.closed_on) if plant.closed_on else 999912,
        }
        for plant in Plant.objects.prefetch_related("pollutants")
        for pollutant in plant.pollutants.all()
    ]
    return pandas.DataFrame(rows, columns=["plant", "division", "pollutant", "first", "counted", "last"])


def _reported() -> pandas.DataFrame:
    """What each return says was removed, mg, worked out from volume and concentrations."""
    fields = ["plant", "month", "pollutant", "volume_m3", "inlet_ug_l", "outlet_ug_l", "operation__monthly_return__state"]
    raw = pandas.DataFrame(list(Measurement.objects.values_list(*fields)), columns=[*fields[:-1], "state"])
    numbers = ["volume_m3", "inlet_ug_l", "outlet_ug_l"]
    raw[numbers] = raw[numbers].astype("Int64")
    drop = (raw["inlet_ug_l"] - raw["outlet_ug_l"]).clip(lower=0)
    raw["drop"] = drop
    raw["mg"] = (raw["volume_m3"] * drop).mask(raw["volume_m3"] == 0, 0)
    return raw[["plant", "month", "pollutant", "state", "volume_m3", "drop", "mg"]]


def _headroom(grid: pandas.DataFrame, reported: pandas.DataFrame) -> pandas.DataFrame:
    """What accepted months left unused, by division, month and pollutant."""
    valid = reported[reported["state"].isin(SIDES["verified"])]
    this = grid[grid["month"].between(grid["first"], grid["last"])].merge(valid, how="left", on=["plant", "pollutant", "month"])
    raw = list(DesignCapacity.objects.values_list("plant", "valid_from", "m3_per_day"))
    capacities = pandas.DataFrame(raw, columns=["plant", "valid_from", "design"]).astype("int64").sort_values("valid_from")
    by_month = this.astype({"month": "int64", "plant": "int64"}).sort_values("month")
    this = pandas.merge_asof(by_month, capacities, left_on="month", right_on="valid_from", by="plant")
    days = pandas.to_datetime(this["month"].astype(str), format="%Y%m").dt.days_in_month.astype("Int64")
    unused = (this["design"].astype("Int64") * days - this["volume_m3"]).clip(lower=0)
    this["verified_headroom_mg"] = unused * this["drop"]
    return this.groupby(KEY)[["verified_headroom_mg"]].sum(min_count=1)


def _side(grid: pandas.DataFrame, reported: pandas.DataFrame, name: str, states: set) -> pandas.DataFrame:
    """Load, reduction and months left out of one side, by division, month and pollutant."""
    valid = reported[reported["state"].isin(states)][["plant", "pollutant", "month", "mg"]]
    this = grid.merge(valid, how="left", on=["plant", "pollutant", "month"])
    before = valid.assign(month=valid["month"] + 100).rename(columns={"mg": "mg_before"})
    this = this.merge(before, how="left", on=["plant", "pollutant", "month"])
    owed = this["month"].between(this["first"], this["last"])
    counts = this["month"].between(this["counted"], this["last"])
    counted_before = (this["month"] - 100).between(this["counted"], this["last"])
    now = this["mg"].where(counts, 0)
    then = this["mg_before"].where(counted_before, 0)
    this["load"] = this["mg"].where(owed)
    this["reduction"] = (now - then).where(counts | counted_before)
    belongs = counts | counted_before
    this["left_out"] = (belongs & (now.isna() | then.isna())).astype("Int64")
    sums = this.groupby(KEY)[["load", "reduction", "left_out"]].sum(min_count=1)
    return sums.rename(columns={"load": f"{name}_load_mg", "reduction": f"{name}_reduction_mg", "left_out": f"{name}_left_out"})


def _stored(first_year: int, last_year: int, names: list[str]) -> pandas.DataFrame:
    rows = DivisionFigure.objects.filter(month__range=(first_year * 100 + 1, last_year * 100 + 12), division__in=_districts())
    # As objects: a column with gaps would become floats, which lose digits of more than 9,007 t.
    frame = pandas.DataFrame(list(rows.values_list("division", "month", "pollutant", *names)), columns=[*KEY, *names], dtype=object)
    return frame.set_index(KEY).astype("Int64")


def _districts() -> list[str]:
    return list(Plant.objects.values_list("district", flat=True).distinct())
