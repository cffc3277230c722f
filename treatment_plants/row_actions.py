"""Writing the rows of a sheet, whichever act they come from."""

from collections.abc import Iterable

from returns.models import MonthlyReturn
from treatment_plants.entries import VOLUME, Entry
from treatment_plants.models import Measurement, Operation

OPERATION_FIELDS = ["days", "volume_m3", "volume_code", "electricity_kwh", "sludge_kg", "note"]


def write_rows(rows: Iterable[tuple[Entry, MonthlyReturn]]) -> None:
    """Operations first, then their measurements with the month's volume copied onto each; the returns know their operations afterwards."""
    rows = list(rows)
    operations = [
        Operation(
            monthly_return=kept,
            plant=entry.plant,
            month=kept.month,
            days=entry.days,
            volume_m3=entry.volume_m3,
            volume_code=entry.codes.get(VOLUME, ""),
            electricity_kwh=entry.electricity_kwh,
            sludge_kg=entry.sludge_kg,
            note=entry.note,
        )
        for entry, kept in rows
    ]
    _upsert(operations, unique=["plant", "month"], update=OPERATION_FIELDS)
    of_returns = Operation.objects.filter(monthly_return__in=[kept.pk for _entry, kept in rows])
    stored = dict(of_returns.values_list("monthly_return_id", "pk"))
    for operation in operations:
        operation.pk = stored[operation.monthly_return_id]
    measurements = [
        Measurement(
            operation_id=stored[kept.pk],
            plant=entry.plant,
            month=kept.month,
            pollutant_id=pollutant,
            volume_m3=entry.volume_m3,
            inlet_ug_l=inlet,
            outlet_ug_l=outlet,
            code=entry.codes.get(pollutant, ""),
        )
        for entry, kept in rows
        for pollutant, (inlet, outlet) in entry.concentrations.items()
    ]
    _upsert(measurements, unique=["plant", "month", "pollutant"], update=["volume_m3", "inlet_ug_l", "outlet_ug_l", "code"])


def _upsert(rows: list, *, unique: list[str], update: list[str]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=update)
