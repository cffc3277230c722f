"""Writing the rows of a sheet, whichever act they come from."""

from returns.models import MonthlyReturn
from treatment_plants.entries import VOLUME, Entry
from treatment_plants.models import Measurement, Operation

OPERATION_FIELDS = ["days", "volume_m3", "volume_code", "electricity_kwh", "sludge_kg", "note"]


def write_rows(entries: list[Entry], kept: dict[int, MonthlyReturn], month: int) -> None:
    """Operations first, then their measurements with the month's volume copied onto each."""
    operations = [
        Operation(
            monthly_return=kept[entry.plant.pk],
            plant=entry.plant,
            month=month,
            days=entry.days,
            volume_m3=entry.volume_m3,
            volume_code=entry.codes.get(VOLUME, ""),
            electricity_kwh=entry.electricity_kwh,
            sludge_kg=entry.sludge_kg,
            note=entry.note,
        )
        for entry in entries
    ]
    _upsert(operations, unique=["plant", "month"], update=OPERATION_FIELDS)
    stored = dict(Operation.objects.filter(month=month, plant__in=kept).values_list("plant_id", "pk"))
    measurements = [
        Measurement(
            operation_id=stored[entry.plant.pk],
            plant=entry.plant,
            month=month,
            pollutant_id=pollutant,
            volume_m3=entry.volume_m3,
            inlet_ug_l=inlet,
            outlet_ug_l=outlet,
            code=entry.codes.get(pollutant, ""),
        )
        for entry in entries
        for pollutant, (inlet, outlet) in entry.concentrations.items()
    ]
    _upsert(measurements, unique=["plant", "month", "pollutant"], update=["volume_m3", "inlet_ug_l", "outlet_ug_l", "code"])


def _upsert(rows: list, *, unique: list[str], update: list[str]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=update)
