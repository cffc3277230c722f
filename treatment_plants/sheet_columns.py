"""The columns of the sheet: what a plant reports for a month."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from formulas.units import CONCENTRATION, COUNT, ELECTRICITY, SLUDGE, VOLUME, Unit
from tables import unit_names
from targets.models import Pollutant
from targets.queries import water_pollutants
from treatment_plants.models import Plant


@dataclass(frozen=True)
class SheetColumn:
    """One kind of value. `name` is that of the form's field and of the entry's value."""

    name: str
    label: str
    unit_name: str = ""
    unit: Unit | None = None  # None: words
    group: str = ""  # "volume" or a pollutant: its first cell also holds why the group is blank

    @property
    def code_name(self) -> str:
        return f"{self.group}_code" if self.group else ""

    def text(self, value) -> str:
        if self.unit is None:
            return value or ""
        return self.unit.typed(value)


def columns_of(plants: Iterable[Plant]) -> list[SheetColumn]:
    """The columns that plants need: a pollutant that none of them measures has none."""
    measured = {pollutant.code for plant in plants for pollutant in plant.pollutants.all()}
    columns = [
        SheetColumn("days", _("Days in operation"), unit_names.DAYS, COUNT),
        SheetColumn("volume_m3", _("Water treated"), unit_names.VOLUME, VOLUME, group="volume"),
    ]
    for pollutant in water_pollutants():
        if pollutant.code in measured:
            columns += _pollutant_columns(pollutant)
    columns.append(SheetColumn("electricity_kwh", _("Electricity"), unit_names.ELECTRICITY, ELECTRICITY))
    columns.append(SheetColumn("sludge_kg", _("Sludge"), unit_names.SLUDGE, SLUDGE))
    return [*columns, SheetColumn("note", _("Note"))]


def _pollutant_columns(pollutant: Pollutant) -> list[SheetColumn]:
    return [
        SheetColumn(
            f"{pollutant.code}_inlet_ug_l",
            _("%(symbol)s inflow") % {"symbol": pollutant.symbol},
            unit_names.CONCENTRATION,
            CONCENTRATION,
            pollutant.code,
        ),
        SheetColumn(
            f"{pollutant.code}_outlet_ug_l", _("%(symbol)s outflow") % {"symbol": pollutant.symbol}, unit_names.CONCENTRATION, CONCENTRATION
        ),
    ]
