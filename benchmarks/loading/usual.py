"""The usual road: a resource of django-import-export on its defaults. Returns, operations and measurements; no journal and no versions."""

import django.utils.timezone
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from import_export.widgets import ForeignKeyWidget

from benchmarks.loading.city import HEAD
from returns.models import Kind, MonthlyReturn, State
from treatment_plants.models import Measurement, Operation, Plant

_DISTRICT, NAME, MONTH, DAYS, VOLUME, *LOADS = HEAD
PAIRS = {"cod": LOADS[:2], "nh3n": LOADS[2:]}


def load(content: bytes, by) -> None:
    result = Returns(by).import_data(XLSX().create_dataset(content), raise_errors=True)
    assert not result.has_errors()


class Returns(resources.ModelResource):
    plant = fields.Field("plant", NAME, ForeignKeyWidget(Plant, "name"))
    month = fields.Field("month", MONTH)
    days = fields.Field("days", DAYS)
    volume_m3 = fields.Field("volume_m3", VOLUME)

    class Meta:
        model = Operation
        import_id_fields = ("plant", "month")
        fields = ("plant", "month", "days", "volume_m3")

    def __init__(self, by):
        super().__init__()
        self.by = by

    def before_import_row(self, row, **_kwargs):
        row[MONTH] = int(row[MONTH].replace("-", ""))

    def before_save_instance(self, instance, row, **_kwargs):
        now = django.utils.timezone.now()
        instance.monthly_return, _ = MonthlyReturn.objects.get_or_create(
            kind=Kind.TREATMENT_PLANT,
            subject=instance.plant_id,
            month=instance.month,
            defaults={
                "division_id": instance.plant.district_id,
                "state": State.SUBMITTED,
                "entered_at": now,
                "entered_by": self.by,
                "submitted_at": now,
                "submitted_by": self.by,
            },
        )

    def after_save_instance(self, instance, row, **_kwargs):
        for pollutant, (inlet, outlet) in PAIRS.items():
            Measurement.objects.update_or_create(
                plant=instance.plant,
                month=instance.month,
                pollutant_id=pollutant,
                defaults={
                    "operation": instance,
                    "volume_m3": instance.volume_m3,
                    "inlet_ug_l": round(row[inlet] * 1000),
                    "outlet_ug_l": round(row[outlet] * 1000),
                },
            )
