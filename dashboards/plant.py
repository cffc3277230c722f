"""The page of one plant: what it is, how it was used month by month, and what it removed."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.lamps import state_word
from figures.models import PlantFigure
from figures.queries import figures_of_plant
from formulas.months import month_text
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, PERCENT, VOLUME
from tables import Column, Table, explained, figure, plain, unit_names
from treatment_plants.models import Operation, Plant
from treatment_plants.queries import operations_of


@dataclass(frozen=True)
class PlantMonth:
    """A month the plant owed: its figure, and what was reported where anything was."""

    figure: PlantFigure
    operation: Operation | None
    measured: dict = field(default_factory=dict)  # pollutant code → Measurement

    @property
    def month(self) -> int:
        return self.figure.month


def plant_months(divisions: str, plant: Plant, last_month: int) -> list[PlantMonth]:
    """The plant's months up to the last that has ended, the newest first."""
    operations = {one.month: one for one in operations_of(divisions, plant)}
    months = []
    for one in figures_of_plant(divisions, plant).filter(month__lte=last_month).order_by("-month"):
        operation = operations.get(one.month)
        measured = {kept.pollutant_id: kept for kept in operation.measurements.all()} if operation else {}
        months.append(PlantMonth(one, operation, measured))
    return months


def plant_month_table(months: list[PlantMonth], pollutants) -> Table:
    return Table(
        title=_("Month by month"),
        columns=explained(
            [
                Column("month", _("Month"), lambda row: plain(month_text(row.month)), heads_row=True),
                Column("state", _("State"), lambda row: plain(state_word(row.figure.state), state=row.figure.state)),
                Column("days", _("Days in operation"), lambda row: figure(_reported(row, "days"), COUNT), unit_names.DAYS, True),
                Column(
                    "volume", _("Water treated"), lambda row: figure(_reported(row, "volume_m3"), VOLUME, places=2), unit_names.VOLUME, True
                ),
                Column(
                    "design_capacity",
                    _("Design capacity"),
                    lambda row: figure(row.figure.design_capacity_m3_d, CAPACITY, places=2),
                    unit_names.CAPACITY,
                    True,
                ),
                Column(
                    "load_rate",
                    _("Load rate"),
                    lambda row: figure(row.figure.load_rate_millionths, PERCENT, places=1),
                    unit_names.PERCENT,
                    True,
                ),
                *(column for pollutant in pollutants for column in _pollutant_columns(pollutant)),
                Column("note", _("Note"), lambda row: plain(_reported(row, "note") or ""), wraps=True),
            ],
            lambda row: plant_account(row.figure.plant_id, row.month),
            ("design_capacity", "load_rate", *(f"{pollutant.code}_removed" for pollutant in pollutants)),
        ),
        records=months,
        empty_text=_("No month has been reported yet."),
    )


def _pollutant_columns(pollutant) -> list[Column]:
    code, symbol = pollutant.code, {"symbol": pollutant.symbol}

    def measured(name, unit, places):
        return lambda row: figure(getattr(row.measured.get(code), name, None), unit, places=places)

    return [
        Column(f"{code}_inlet", _("%(symbol)s inflow") % symbol, measured("inlet_ug_l", CONCENTRATION, 1), unit_names.CONCENTRATION, True),
        Column(
            f"{code}_outlet", _("%(symbol)s outflow") % symbol, measured("outlet_ug_l", CONCENTRATION, 1), unit_names.CONCENTRATION, True
        ),
        Column(f"{code}_removed", _("%(symbol)s removed") % symbol, measured("removed_mg", MASS, 2), unit_names.MASS, True),
    ]


def _reported(row: PlantMonth, name: str):
    return getattr(row.operation, name, None)


def capacities_told(plant: Plant) -> list[dict[str, str]]:
    """Every design capacity the plant has had, oldest first, in the units of the page."""
    return [{"month": month_text(one.valid_from), "amount": CAPACITY.typed(one.m3_per_day)} for one in plant.capacities.all()]


def register_inflows_told(plant: Plant) -> list[dict[str, str]]:
    """What the register tells of the plant's inflow, beside and never among what was measured."""
    kept = plant.register_inflows.select_related("pollutant").order_by("pollutant__position")
    return [
        {"symbol": one.pollutant.symbol, "amount": CONCENTRATION.typed(one.inlet_ug_l), "source": f"{one.source} {one.year or ''}".strip()}
        for one in kept
    ]
