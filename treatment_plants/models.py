import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from formulas.months import month_of
from formulas.wastewater import removed_load_mg
from returns.models import PERSON, MonthlyReturn, paired
from targets.models import Pollutant
from treatment_plants.checks import values
from treatment_plants.search import INITIALS_LENGTH
from workbooks.models import Draft

# Wider than any plant on earth, narrow enough that volume × concentration fits int8.
MOST_VOLUME_M3 = 10**9
MOST_CONCENTRATION_UG_L = 10**8
MOST_CAPACITY_M3_D = 10**7
MOST_ELECTRICITY_KWH = 10**10
MOST_SLUDGE_KG = 10**10
# No plant of the portal is older, and nobody plans so far ahead: a date outside is a slip of the keyboard.
FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)
# Since when a design capacity is valid that comes without a month, of a plant whose start nobody knows.
EVER_SINCE = month_of(FIRST_DAY)


class Plant(models.Model):
    """A wastewater plant. It owes a return for each month from its start to its closing, both months included.

    A register may tell neither the district nor the start. Without a district the plant waits in a division
    (`waits_in`) until a person says it, and stands in no figure; without a start it owes no return.
    """

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    district = models.ForeignKey(Division, models.PROTECT, null=True, related_name="plants", verbose_name=_("district"))
    waits_in = models.ForeignKey(Division, models.PROTECT, null=True, editable=False, related_name="+")
    town = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town"))
    process = models.CharField(_("process"), max_length=40, blank=True)
    discharge_standard = models.CharField(_("discharge standard"), max_length=40, blank=True)
    started_on = models.DateField(_("in stable operation since"), null=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    pollutants = models.ManyToManyField(Pollutant, verbose_name=_("pollutants measured"), related_name="+")
    initials = models.CharField(max_length=INITIALS_LENGTH, editable=False, default="")  # of the name's pinyin, to search by
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["district__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="plant_name_once_a_district"),
            models.UniqueConstraint(fields=["waits_in", "name"], name="plant_name_once_waiting"),
            models.CheckConstraint(
                condition=Q(district__isnull=False, waits_in__isnull=True)
                | Q(district__isnull=True, town__isnull=True, waits_in__isnull=False),
                name="plant_lies_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("started_on")), name="plant_closed_after_start"
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__gte=FIRST_DAY, started_on__lte=LAST_DAY), name="plant_start_range"
            ),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(closed_on__lte=LAST_DAY), name="plant_closing_range"),
        ]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def runs_on(self, day: datetime.date) -> bool:
        """A plant that a register lists is taken to run where nobody knows since when."""
        return (self.started_on is None or self.started_on <= day) and (self.closed_on is None or day <= self.closed_on)

    def owes(self, month: int) -> bool:
        if self.started_on is None:
            return False
        return month_of(self.started_on) <= month and (self.closed_on is None or month <= month_of(self.closed_on))


class DesignCapacity(models.Model):
    """What a plant was built for, from a month on: an extension is a new row, the old one stays true for its months."""

    plant = models.ForeignKey(Plant, models.CASCADE, related_name="capacities")
    valid_from = models.PositiveIntegerField(_("valid from"))  # yyyymm
    m3_per_day = models.BigIntegerField(_("design capacity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CAPACITY_M3_D)])

    class Meta:
        ordering = ["plant_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["plant", "valid_from"], name="capacity_once_a_month"),
            models.CheckConstraint(condition=Q(m3_per_day__gt=0, m3_per_day__lte=MOST_CAPACITY_M3_D), name="capacity_range"),
            models.CheckConstraint(condition=Q(valid_from__gte=195001, valid_from__lte=209912), name="capacity_month_range"),
        ]

    def __str__(self):
        return f"{self.valid_from}: {self.m3_per_day}"


class RegisterInflow(models.Model):
    """What a register tells of a plant's inflow: of its design or of a year, which it need not name. Never a measured month.

    Without a concentration the register lists the plant and tells none.
    """

    plant = models.ForeignKey(Plant, models.CASCADE, related_name="register_inflows")
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+")
    inlet_ug_l = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["plant_id", "pollutant_id"]
        constraints = [
            models.UniqueConstraint(fields=["plant", "pollutant"], name="register_inflow_once"),
            models.CheckConstraint(
                condition=Q(inlet_ug_l__isnull=True) | Q(inlet_ug_l__gte=0, inlet_ug_l__lte=MOST_CONCENTRATION_UG_L),
                name="register_inflow_range",
            ),
            models.CheckConstraint(condition=Q(year__isnull=True) | Q(year__gte=1950, year__lte=2099), name="register_inflow_year"),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.pollutant_id}"


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


class PlantLoad(models.Model):
    """An uploaded sheet of plants that was written as a whole; its rows tell what became of each line of the sheet."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="plant_load")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    source = models.CharField(_("document"), max_length=200)
    loaded_at = models.DateTimeField(_("loaded"))
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="plant_load_has_source"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="plant_load_undone",
            ),
        ]

    def __str__(self):
        return self.source


class RowOutcome(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    LEFT_OUT = "left_out", _("left out")


class LoadedRow(models.Model):
    """What became of a row of the sheet, for its plant or for a month of it. Kept when the plant itself is undone.

    `version` is that of the plant, or of the month's return, which the load left behind: another one tells that
    somebody has worked on it since.
    """

    load = models.ForeignKey(PlantLoad, models.PROTECT, related_name="rows")
    place = models.CharField(max_length=80)  # sheet and cell
    plant = models.PositiveBigIntegerField(null=True)
    plant_name = models.CharField(max_length=80)
    district = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    month = models.PositiveIntegerField(null=True)  # yyyymm; none where the row told of the plant
    outcome = models.CharField(max_length=12, choices=RowOutcome)
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plant", "month"], name="loaded_row_of_plant")]

    def __str__(self):
        return f"{self.place} {self.outcome}"


class QuestionState(models.TextChoices):
    OPEN = "open", _("not answered")
    CONFIRMED = "confirmed", _("correct as entered")
    CORRECTED = "corrected", _("corrected")


class AskedQuestion(models.Model):
    """What a soft check asked about a plant's month, and what became of it.

    A question belongs to the values that it was asked about (`judged`): with another value it is another question, and the old
    one was answered by a correction. It is settled when the verifier accepts the return.
    """

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="questions")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()  # yyyymm
    rule = models.CharField(max_length=32)  # a code of checks.soft.RULES
    column = models.CharField(max_length=40, blank=True)  # name of the cell, as in Entry.values()
    judged = models.CharField(max_length=120)  # the values in base units
    told = models.JSONField()  # the numbers of its text, in base units
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=200, blank=True)  # why the value is correct as entered
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "rule", "column", "judged"], name="question_once"),
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state"),
            models.CheckConstraint(condition=~Q(state=QuestionState.OPEN) | Q(answer=""), name="question_open_without_answer"),
            models.CheckConstraint(condition=~Q(state=QuestionState.CONFIRMED) | ~Q(answer=""), name="question_confirmed_with_reason"),
            models.CheckConstraint(condition=Q(answer="") | Q(answered_by__isnull=False), name="question_answered_by_someone"),
            paired("answered_at", "answered_by", "question_answered_pair"),
        ]
        indexes = [models.Index(fields=["month", "state"], name="question_month_state")]

    def __str__(self):
        return f"{self.plant_id} {self.month} {self.rule} {self.column}"
