import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from construction.models import Project
from districts.models import Division
from formulas.months import month_text
from formulas.units import COAL_RATE, POWER
from power_plants.claims import LIVE, PERSON, Claim, ClaimState, between
from power_plants.step_kinds import ACTS, EVIDENCE, PARTS, StepKind
from returns.models import MonthlyReturn

__all__ = ["ACTS", "EVIDENCE", "LIVE", "PARTS", "Claim", "ClaimState", "StepKind"]

MILLION = 1_000_000
# Wider than any unit on earth, narrow enough that every step of C4 ends in int8.
MOST_CAPACITY_KW = 2 * 10**6
MOST_COAL_RATE_MG_KWH = 10**6
MOST_COAL_KG = 2 * 10**10
MOST_SULPHUR_MILLIONTHS = 10**5
MOST_SO2_MG = 10**16
MOST_NOX_MG = 10**16
MOST_STAFF = 10**5
FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)


class PowerPlant(models.Model):
    name = models.CharField(_("power plant"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    district = models.ForeignKey(Division, models.PROTECT, related_name="power_plants", verbose_name=_("district"))
    owner = models.CharField(_("owner"), max_length=80, blank=True)

    class Meta:
        ordering = ["district__position", "name"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="power_plant_name_once_a_district")]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Fuel(models.TextChoices):
    COAL = "coal", _("coal")
    OIL = "oil", _("oil")


class Kind(models.TextChoices):
    CONDENSING = "condensing", _("condensing")
    HEAT = "heat", _("heat and power")
    DIESEL = "diesel", _("diesel")


class Unit(models.Model):
    """One unit of a power plant. It owes its coal for each month in which it ran."""

    plant = models.ForeignKey(PowerPlant, models.PROTECT, related_name="units", verbose_name=_("power plant"))
    number = models.CharField(_("unit number"), max_length=20)
    capacity_kw = models.BigIntegerField(_("capacity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CAPACITY_KW)])
    fuel = models.CharField(_("fuel"), max_length=8, choices=Fuel, default=Fuel.COAL)
    kind = models.CharField(_("kind of unit"), max_length=12, choices=Kind, default=Kind.CONDENSING)
    commissioned_on = models.DateField(_("commissioned on"))
    coal_rate_mg_kwh = models.BigIntegerField(_("coal rate"), null=True)
    replacement = models.CharField(_("replacement project"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["plant__district__position", "plant__name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plant", "number"], name="power_unit_once_a_plant"),
            between("capacity_kw", 1, MOST_CAPACITY_KW, "power_unit_capacity"),
            between("commissioned_on", FIRST_DAY, LAST_DAY, "power_unit_commissioned"),
            models.CheckConstraint(
                condition=Q(coal_rate_mg_kwh__isnull=True) | Q(coal_rate_mg_kwh__gte=1, coal_rate_mg_kwh__lte=MOST_COAL_RATE_MG_KWH),
                name="power_unit_coal_rate",
            ),
        ]

    def __str__(self):
        number = self.number.removesuffix("号") if get_language() == "en" else self.number
        return _("%(plant)s, unit %(number)s") % {"plant": self.plant, "number": number}

    @property
    def name(self) -> str:
        """How the journal calls it, in every language."""
        return f"{self.plant.name}{self.number}机组"

    @property
    def capacity_text(self) -> str:
        return POWER.typed(self.capacity_kw)

    @property
    def coal_rate_text(self) -> str:
        return COAL_RATE.typed(self.coal_rate_mg_kwh)


class CoalBurnt(models.Model):
    """What a unit burnt in a month, as its return tells: the amount, and the mean sulphur of its batches."""

    monthly_return = models.OneToOneField(MonthlyReturn, models.PROTECT, related_name="coal_burnt")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coal_months")
    month = models.PositiveIntegerField()  # yyyymm
    coal_kg = models.BigIntegerField()
    sulphur_millionths = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="coal_once_a_month"),
            between("coal_kg", 0, MOST_COAL_KG, "coal_amount"),
            between("sulphur_millionths", 0, MOST_SULPHUR_MILLIONTHS, "coal_sulphur"),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.month}"


class YearStatistics(Claim):
    """What the environmental statistics hold of a unit for a year (E_stat of rule C1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statistics")
    year = models.PositiveSmallIntegerField(_("year"))
    coal_kg = models.BigIntegerField(_("coal"))
    sulphur_millionths = models.BigIntegerField(_("sulphur"))
    so2_mg = models.BigIntegerField(_("SO₂ in the statistics"))
    nox_mg = models.BigIntegerField(_("NOₓ in the statistics"), null=True)  # None: they do not tell it

    class Meta(Claim.Meta):
        ordering = ["unit_id", "year", "pk"]
        constraints = [
            *Claim.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "year"], condition=Q(state__in=LIVE), name="statistics_once_a_year"),
            between("year", 2000, 2099, "statistics_year"),
            between("coal_kg", 0, MOST_COAL_KG, "statistics_coal"),
            between("sulphur_millionths", 0, MOST_SULPHUR_MILLIONTHS, "statistics_sulphur"),
            between("so2_mg", 0, MOST_SO2_MG, "statistics_so2"),
            models.CheckConstraint(condition=Q(nox_mg__isnull=True) | Q(nox_mg__gte=0, nox_mg__lte=MOST_NOX_MG), name="statistics_nox"),
        ]

    def __str__(self):
        return str(self.year)


class Process(models.TextChoices):
    WET = "wet", _("wet (limestone-gypsum, seawater)")
    BED = "bed", _("circulating fluidised bed")
    DRY = "dry", _("dry or semi-dry")


class Desulphurisation(Claim):
    """How a unit is desulphurised from a day on. A later one takes its place: a new facility, or a better operation rate.

    `has_evidence`: the claimed efficiency is shown by valid data; else the default of the process counts (rules.md 3.6, 4.4).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="facilities")
    process = models.CharField(_("process"), max_length=8, choices=Process)
    since = models.DateField(_("in stable operation since"))
    operation_rate_millionths = models.BigIntegerField(_("operation rate"))
    online_millionths = models.BigIntegerField(_("efficiency online"))
    has_evidence = models.BooleanField(_("valid online data"), default=False)

    class Meta(Claim.Meta):
        ordering = ["unit_id", "since", "pk"]
        constraints = [
            *Claim.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "since"], condition=Q(state__in=LIVE), name="facility_once_a_day"),
            between("since", FIRST_DAY, LAST_DAY, "facility_since"),
            between("operation_rate_millionths", 0, MILLION, "facility_operation_rate"),
            between("online_millionths", 0, MILLION, "facility_online"),
        ]

    def __str__(self):
        return f"{self.get_process_display()} {self.since}"


class Closure(models.Model):
    """A unit on the closure list. It stays there, whatever becomes of it; a unit that ran again may be listed anew."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="closures")
    listed_at = models.DateTimeField()
    listed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    # The grid project that must come first: a project, whose own dates hold, or in words where none is kept here. Words that
    # were written before a project was chosen stay to be read.
    grid_line = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="closures", verbose_name=_("grid project that must come first")
    )
    grid_project = models.CharField(_("grid project in words"), max_length=120, blank=True)
    grid_due_on = models.DateField(_("grid project due on"), null=True, blank=True)
    grid_done_on = models.DateField(_("grid project done on"), null=True, blank=True)
    staff_working = models.PositiveIntegerField(_("staff working"), default=0)
    staff_retired = models.PositiveIntegerField(_("staff retired"), default=0)
    staff_resettled = models.PositiveIntegerField(_("of those working, resettled"), default=0)
    staff_method = models.CharField(_("method of resettlement"), max_length=200, blank=True)
    reopened_on = models.DateField(_("running again since"), null=True)
    reopened_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(reopened_on__isnull=True), name="closure_open_once"),
            models.CheckConstraint(condition=Q(staff_resettled__lte=F("staff_working")), name="closure_staff_resettled"),
            models.CheckConstraint(condition=Q(staff_working__lte=MOST_STAFF, staff_retired__lte=MOST_STAFF), name="closure_staff_range"),
            models.CheckConstraint(condition=Q(reopened_on__isnull=True) | ~Q(reopened_reason=""), name="closure_reopened_with_reason"),
            models.CheckConstraint(
                condition=(Q(grid_due_on__isnull=True) & Q(grid_done_on__isnull=True)) | ~Q(grid_project=""), name="closure_grid_named"
            ),
        ]

    def __str__(self):
        return str(self.unit_id)


class PlannedDate(models.Model):
    """When a closing is planned, by which document. Only a later document replaces it, and none is ever changed or removed."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="planned_dates")
    planned_on = models.DateField(_("planned closing"))
    document_number = models.CharField(_("document number"), max_length=80)
    issuing_body = models.CharField(_("issuing body"), max_length=80)
    document_date = models.DateField(_("date of the document"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    replaced_document_date = models.DateField(null=True)  # copied from `replaces`, so that the database can compare
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["closure_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["closure"], condition=Q(replaces__isnull=True), name="planned_date_first_once"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replaced_document_date__isnull=True)
                | Q(replaces__isnull=False, replaced_document_date__isnull=False, document_date__gt=F("replaced_document_date")),
                name="planned_date_by_later_document",
            ),
            models.CheckConstraint(condition=~Q(document_number="") & ~Q(issuing_body=""), name="planned_date_by_document"),
            between("planned_on", FIRST_DAY, LAST_DAY, "planned_date_range"),
        ]

    def __str__(self):
        return f"{self.planned_on} {self.document_number}"


class Step(Claim):
    """A step that was taken on a day, or a paper that lies in the file. For a confirmation the document is its number."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=StepKind)
    on = models.DateField(_("date"))

    class Meta(Claim.Meta):
        ordering = ["closure_id", "on", "pk"]
        constraints = [
            *Claim.Meta.constraints,
            models.UniqueConstraint(fields=["closure", "kind"], condition=Q(state__in=LIVE), name="step_once"),
            models.CheckConstraint(condition=~Q(document=""), name="step_with_document"),
            between("on", FIRST_DAY, LAST_DAY, "step_range"),
        ]

    def __str__(self):
        return f"{self.kind} {self.on}"


class MonthlyWord(models.Model):
    """What the bureau says once a month of a closing that is not complete. Without it the closing has not been reported."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="words")
    month = models.PositiveIntegerField()  # yyyymm
    text = models.CharField(_("where it stands"), max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["closure_id", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["closure", "month"], name="word_once_a_month"),
            models.CheckConstraint(condition=~Q(text=""), name="word_not_empty"),
            between("month", 200001, 209912, "word_month"),
        ]

    def __str__(self):
        return f"{self.closure_id} {self.month}"

    @property
    def month_text(self) -> str:
        return month_text(self.month)
