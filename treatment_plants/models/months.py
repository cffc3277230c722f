"""What is returned of a plant and month."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from formulas.wastewater import removed_load_mg
from returns.models import MonthlyReturn
from targets.models import Pollutant
from treatment_plants.checks import values
from treatment_plants.models.plants import MOST_CONCENTRATION_UG_L, Plant

# Wider than any plant on earth, narrow enough that volume × concentration fits int8.
MOST_VOLUME_M3 = 10**9
MOST_ELECTRICITY_KWH = 10**10
MOST_SLUDGE_KG = 10**10


class BlankCode(models.TextChoices):
    """Why a value is blank, or why a plant reports zero. A blank with a code stays missing in every figure."""

    NOT_RUNNING = values.NOT_RUNNING, _("not running (zero report)")
    METER_BROKEN = values.METER_BROKEN, _("meter broken")
    NOT_DUE = values.NOT_DUE, _("not due this month")


BLANK = Q(volume_code__in=[BlankCode.METER_BROKEN, BlankCode.NOT_DUE], volume_m3__isnull=True)
ZERO_REPORT = Q(volume_code=BlankCode.NOT_RUNNING, days__isnull=False, days=0, volume_m3__isnull=False, volume_m3=0)


class Operation(models.Model):
    """How a plant ran in a month, as its return tells; a value that is not known yet is empty, never zero.

    A zero report (零报告) says so: zero days, zero water and the code "not running".
    """

    monthly_return = models.OneToOneField(MonthlyReturn, models.PROTECT, related_name="operation")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="operations")
    month = models.PositiveIntegerField()  # yyyymm
    days = models.PositiveSmallIntegerField(null=True)  # in operation; recorded and shown, no formula uses it
    volume_m3 = models.BigIntegerField(null=True)
    volume_code = models.CharField(max_length=16, choices=BlankCode, blank=True)
    electricity_kwh = models.BigIntegerField(null=True)
    sludge_kg = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plant", "month"], name="operation_once_a_month"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__lte=31), name="operation_days"),
            models.CheckConstraint(
                condition=Q(volume_m3__isnull=True) | Q(volume_m3__gte=0, volume_m3__lte=MOST_VOLUME_M3), name="operation_volume"
            ),
            models.CheckConstraint(condition=Q(volume_code="") | BLANK | ZERO_REPORT, name="operation_volume_code"),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(volume_m3__isnull=True) | Q(days__gt=0) | Q(volume_m3=0), name="operation_water_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(electricity_kwh__isnull=True) | Q(electricity_kwh__gte=0, electricity_kwh__lte=MOST_ELECTRICITY_KWH),
                name="operation_electricity",
            ),
            models.CheckConstraint(
                condition=Q(sludge_kg__isnull=True) | Q(sludge_kg__gte=0, sludge_kg__lte=MOST_SLUDGE_KG), name="operation_sludge"
            ),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.month}"


# NULL where a concentration is missing: the removal is then unknown, not zero.
REMOVES = Case(
    When(outlet_ug_l__lt=F("inlet_ug_l"), then=Value(1)),
    When(outlet_ug_l__gte=F("inlet_ug_l"), then=Value(0)),
    output_field=models.BigIntegerField(),
)


class Measurement(models.Model):
    """Inflow and outflow of one pollutant in one month. `volume_m3` is the operation's, copied so that the database can multiply."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="measurements")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="measurements")
    month = models.PositiveIntegerField()  # yyyymm
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+")
    volume_m3 = models.BigIntegerField(null=True)
    inlet_ug_l = models.BigIntegerField(null=True)
    outlet_ug_l = models.BigIntegerField(null=True)
    code = models.CharField(max_length=16, choices=BlankCode, blank=True)  # why one of them is blank
    removes = models.GeneratedField(expression=REMOVES, output_field=models.BigIntegerField(), db_persist=True)
    removed_mg = models.GeneratedField(
        expression=removed_load_mg(F("volume_m3"), F("inlet_ug_l"), F("outlet_ug_l"), REMOVES),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plant", "month", "pollutant"], name="measurement_once_a_month"),
            models.CheckConstraint(
                condition=Q(volume_m3__isnull=True) | Q(volume_m3__gte=0, volume_m3__lte=MOST_VOLUME_M3), name="measurement_volume"
            ),
            models.CheckConstraint(
                condition=Q(inlet_ug_l__isnull=True) | Q(inlet_ug_l__gte=0, inlet_ug_l__lte=MOST_CONCENTRATION_UG_L),
                name="measurement_inlet",
            ),
            models.CheckConstraint(
                condition=Q(outlet_ug_l__isnull=True) | Q(outlet_ug_l__gte=0, outlet_ug_l__lte=MOST_CONCENTRATION_UG_L),
                name="measurement_outlet",
            ),
            models.CheckConstraint(
                condition=Q(code="")
                | Q(code__in=[BlankCode.METER_BROKEN, BlankCode.NOT_DUE]) & (Q(inlet_ug_l__isnull=True) | Q(outlet_ug_l__isnull=True)),
                name="measurement_code",
            ),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.month} {self.pollutant_id}"
