"""What each plant would bring with more load or stronger inflow, most first (S8, S17, S18)."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.inlet_ranking import POLLUTANT, required_inlet
from dashboards.lamps import LoadLamps
from dashboards.quotas import PLACES
from districts.models import Division
from figures.queries import accepted_loads
from formulas.forecast import per_point_mg, stronger_inflow_mg
from formulas.months import days_in, month_text, months_between, shifted
from formulas.rounding import rounded
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, PERCENT
from formulas.wastewater import load_rate_millionths
from tables import Cell, Column, Table, figure, link, plain, unit_names
from targets.models import Pollutant
from treatment_plants.models import Plant

MONTHS = 12
# By how much stronger the inflow is imagined: 10 mg/L.
STRONGER_UG_L = 10_000


# Figures whose account stands on the page of the plant's month; all but the capacity are those of a pollutant.
ACCOUNTED = ("design_capacity", "load_rate", "inlet", "drop", "per_point", "per_inflow", "months")
BY_LOAD, BY_INFLOW = "load", "inflow"


def key_of(pollutant: Pollutant, key: str) -> str:
    """The place of a year's figure on the page of the account."""
    return key if key == "design_capacity" else f"{pollutant.code}_year_{key}"


@dataclass(frozen=True)
class HeadroomRow:
    """A plant over its accepted months of a year. Capacities in m³/d, concentrations in µg/L, masses in mg."""

    plant: Plant
    division: Division
    design_m3_d: int | None
    months: int
    volume_m3: int
    inlet_ug_l: int | None
    drop_ug_l: int | None
    load_rate: int | None
    per_point: int | None
    per_inflow: int | None


def headroom_rows(divisions: str, month: int, pollutant: Pollutant, order: str = BY_LOAD, plant: int | None = None) -> list[HeadroomRow]:
    """Plants by what one more percentage point of load, or stronger inflow, would bring in a year, most first.

    Last those without an accepted month. `plant`: that one alone.
    """
    first = shifted(month, 1 - MONTHS)
    days = {one: days_in(one) for one in months_between(first, month)}
    rows = [_row(one, loads, days) for one, loads in accepted_loads(divisions, first, month, pollutant.code, plant)]

    def gain(row: HeadroomRow) -> int | None:
        return row.per_inflow if order == BY_INFLOW else row.per_point

    return sorted(rows, key=lambda row: (gain(row) is None, -(gain(row) or 0), row.division.position, row.plant.name))


def _row(plant: Plant, loads: list[dict], days: dict[int, int]) -> HeadroomRow:
    """Sums over the accepted months, so that each counts by its water; a year of the design capacity for what a point would bring."""
    volume, inlet = sum(one["volume_m3"] for one in loads), sum(one["inlet_load_mg"] for one in loads)
    removed = sum(one["removed_mg"] for one in loads)
    design, observed = plant.design_m3_d, sum(days[one["month"]] for one in loads)
    drop = rounded(removed, volume)
    return HeadroomRow(
        plant=plant,
        division=plant.district,
        design_m3_d=design,
        months=len(loads),
        volume_m3=volume,
        inlet_ug_l=rounded(inlet, volume),
        drop_ug_l=drop,
        load_rate=rounded(*load_rate_millionths(volume, design, observed)) if design and observed else None,
        per_point=None if None in (design, drop) else rounded(*per_point_mg(design * sum(days.values()), drop)),
        per_inflow=stronger_inflow_mg(volume, STRONGER_UG_L) if loads else None,
    )


def headroom_table(rows: list[HeadroomRow], month: int, pollutant: Pollutant, lamps: LoadLamps, empty_text: str = "") -> Table:
    """Under-used plants bear the lamp of their load, plants with thin inflow a word beside it."""
    required = required_inlet(month) if pollutant.code == POLLUTANT else None
    return Table(
        title=_("What more load and stronger inflow would bring: %(pollutant)s") % {"pollutant": pollutant.symbol},
        as_of=month_text(month),
        columns=[
            replace(column, explained=_account(month, pollutant, column.key)) if column.key in ACCOUNTED else column
            for column in [
                Column("plant", _("Plant"), _plant_cell, heads_row=True),
                Column("district", _("District"), lambda row: plain(str(row.division))),
                Column(
                    "design_capacity",
                    _("Design capacity"),
                    lambda row: figure(row.design_m3_d, CAPACITY, places=2),
                    unit_names.CAPACITY,
                    True,
                ),
                Column("load_rate", _("Load rate"), lambda row: figure(row.load_rate, PERCENT, places=1), unit_names.PERCENT, True),
                Column("inlet", _("Inflow"), lambda row: _inlet_cell(row, required), unit_names.CONCENTRATION, True),
                Column(
                    "drop", _("Taken out of it"), lambda row: figure(row.drop_ug_l, CONCENTRATION, places=1), unit_names.CONCENTRATION, True
                ),
                Column("per_point", _("One percentage point more load"), _mass("per_point"), unit_names.MASS_A_YEAR, True),
                Column("per_inflow", _("Inflow stronger by 10 mg/L"), _mass("per_inflow"), unit_names.MASS_A_YEAR, True),
                Column("months", _("Accepted months"), lambda row: figure(row.months, COUNT), numeric=True),
                Column("lamp", _("Lamp"), lambda row: plain(lamps.word(row.load_rate), lamp=lamps.lamp(row.load_rate))),
                Column("leader", _("Leader in charge"), lambda row: plain(row.division.leader, note=row.division.leader_office)),
            ]
        ],
        records=rows,
        empty_text=empty_text,
    )


def _account(month: int, pollutant: Pollutant, key: str):
    return lambda row: f"{plant_account(row.plant.pk, month)}#{key_of(pollutant, key)}"


def _inlet_cell(row: HeadroomRow, required: int | None) -> Cell:
    is_thin = None not in (row.inlet_ug_l, required) and row.inlet_ug_l < required
    return figure(row.inlet_ug_l, CONCENTRATION, places=1, note=_("thinner than required") if is_thin else "")


def _mass(name: str):
    return lambda row: figure(getattr(row, name), MASS, places=PLACES)


def _plant_cell(row: HeadroomRow):
    return link(str(row.plant), reverse("dashboards:plant", args=[row.plant.pk]))
