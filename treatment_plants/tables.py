"""The sheet and the register of plants as tables for files."""

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from formulas.months import month_text
from formulas.units import CAPACITY, MASS, PERCENT
from tables import Column, Table, figure, link, plain, unit_names
from tables.words import listed
from targets.queries import water_pollutants
from treatment_plants.models import Plant
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_columns import SheetColumn


def sheet_table(sheet: Sheet) -> Table:
    """What is kept of a month, one plant a row, with the load rate and the tonnes removed."""
    return Table(
        title=_("%(district)s: wastewater plants in %(month)s") % {"district": sheet.district, "month": month_text(sheet.month)},
        columns=[
            Column("plant", _("Plant"), lambda row: plain(str(row.plant))),
            Column("state", _("State"), lambda row: plain(str(row.state_label), state=row.state)),
            Column("design_capacity", _("Design capacity"), lambda row: figure(row.plant.design_m3_d, CAPACITY), unit_names.CAPACITY, True),
            *(_value_column(position, column) for position, column in enumerate(sheet.columns)),
            Column("load_rate", _("Load rate"), lambda row: figure(row.load_rate, PERCENT, places=1), unit_names.PERCENT, True),
            *(_removed_column(pollutant) for pollutant in water_pollutants() if _measured(sheet, pollutant.code)),
        ],
        records=sheet.rows,
    )


def _measured(sheet: Sheet, pollutant: str) -> bool:
    return any(column.name.startswith(f"{pollutant}_") for column in sheet.columns)


def _value_column(position: int, column: SheetColumn) -> Column:
    def cell(row):
        value = row.cells[position].value
        return figure(value, column.unit) if column.unit else plain(value or "")

    key = column.name.removesuffix("_m3").removesuffix("_ug_l")
    return Column(key, column.label, cell, column.unit_name, column.unit is not None)


def _removed_column(pollutant) -> Column:
    def cell(row):
        return figure(row.removed.get(pollutant.code), MASS, places=2)

    return Column(f"{pollutant.code}_removed", _("%(symbol)s removed") % {"symbol": pollutant.symbol}, cell, unit_names.MASS, True)


def register_table(plants, month: int) -> Table:
    """The register of plants with the design capacity in force in a month."""
    plants = list(plants)
    running = [plant for plant in plants if plant.runs_on(clock.today())]
    return Table(
        title=_("Wastewater plants"),
        as_of=month_text(month),
        columns=[
            Column("plant", _("Plant"), _plant_cell, heads_row=True),
            Column("district", _("District"), lambda one: plain(str(one.district))),
            Column("town", _("Town"), lambda one: plain(str(one.town or ""))),
            Column(
                "design_capacity", _("Design capacity"), lambda one: figure(one.design_m3_d, CAPACITY, places=2), unit_names.CAPACITY, True
            ),
            Column("process", _("Process"), lambda one: plain(one.process)),
            Column("discharge_standard", _("Discharge standard"), lambda one: plain(one.discharge_standard)),
            Column("pollutants", _("Pollutants measured"), _pollutants_cell),
            Column("started_on", _("In stable operation since"), lambda one: plain(one.started_on.isoformat() if one.started_on else "")),
            Column("closed_on", _("Closed on"), lambda one: plain(one.closed_on.isoformat() if one.closed_on else "")),
        ],
        records=plants,
        emphasis=lambda one: "muted" if one.closed_on else "",
        totals=[
            {
                "plant": plain(_("%(count)d plants in operation") % {"count": len(running)}),
                "design_capacity": figure(sum(plant.design_m3_d or 0 for plant in running), CAPACITY, places=2),
            }
        ],
        empty_text=_("There is no such plant."),
    )


def _plant_cell(plant: Plant):
    return link(str(plant), reverse("dashboards:plant", args=[plant.pk]))


def _pollutants_cell(plant: Plant):
    return plain(listed(pollutant.symbol for pollutant in plant.pollutants.all()))
