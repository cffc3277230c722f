import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from targets.models import Pollutant
from treatment_plants.models import Plant


class FigureScope(models.Model):
    """The row that a job locks before it reads: two jobs on one division work one after the other.

    A scope that failed rests for a while, so that a broken one does not keep the others waiting, and
    keeps the time of its failure until a run succeeds.
    """

    division = models.CharField(max_length=9, primary_key=True)
    rests_until = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.division


# Figures follow records within one statement; a foreign key would be looked up once for each row, at more than the row's own cost.
# Each index costs every row that is written: those that pages and jobs ask by, and no other.
FOLLOWS = {"db_constraint": False, "db_index": False}


class PlantFigure(models.Model):
    """How much a plant was used in a month that it owes. Flow and load rate only from an accepted return; else no data."""

    pk = models.CompositePrimaryKey("plant_id", "month")
    plant = models.ForeignKey(Plant, models.CASCADE, related_name="figures", **FOLLOWS)
    month = models.PositiveIntegerField()  # yyyymm
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", **FOLLOWS)  # the district
    state = models.CharField(max_length=16)  # a returns.State, or "missing"
    in_first_year = models.BooleanField()
    design_capacity_m3_d = models.BigIntegerField(null=True)
    volume_m3 = models.BigIntegerField(null=True)
    actual_flow_m3_d = models.BigIntegerField(null=True)
    load_rate_millionths = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["month", "division", "load_rate_millionths"], name="plantfigure_ranking"),
            models.Index(fields=["division", "month"], name="plantfigure_division"),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.month}"


class DivisionFigure(models.Model):
    """What a division's plants removed of a pollutant in a month, and how much more than in the same month last year.

    Verified counts accepted returns; declared counts submitted ones as well. A reduction only
    compares months that have their return in both years; of the plant months that belong into it
    the others are counted as left out. Months to come are left out as well: whoever adds up ends
    with the last month that has ended.
    """

    pk = models.CompositePrimaryKey("division_id", "month", "pollutant_id")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", **FOLLOWS)
    month = models.PositiveIntegerField()  # yyyymm
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+", **FOLLOWS)
    owed = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    submitted = models.PositiveIntegerField()
    verified_load_mg = models.BigIntegerField(null=True)
    declared_load_mg = models.BigIntegerField(null=True)
    verified_reduction_mg = models.BigIntegerField(null=True)
    declared_reduction_mg = models.BigIntegerField(null=True)
    # What the plants of accepted returns would have removed on top if they had treated all they are built for.
    verified_headroom_mg = models.BigIntegerField(null=True)
    plant_months = models.PositiveIntegerField()
    verified_left_out = models.PositiveIntegerField()
    declared_left_out = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.division_id} {self.month} {self.pollutant_id}"


class InletFigure(models.Model):
    """How strong a plant's inflow of a pollutant was over its last accepted months, weighted by volume, as seen from a month."""

    pk = models.CompositePrimaryKey("plant_id", "month", "pollutant_id")
    plant = models.ForeignKey(Plant, models.CASCADE, related_name="inlet_figures", **FOLLOWS)
    month = models.PositiveIntegerField()  # yyyymm
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+", **FOLLOWS)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", **FOLLOWS)  # the district
    design_capacity_m3_d = models.BigIntegerField(null=True)
    accepted_months = models.PositiveSmallIntegerField()
    volume_m3 = models.BigIntegerField(null=True)
    inlet_load_mg = models.BigIntegerField(null=True)
    inlet_ug_l = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["month", "pollutant", "division", "inlet_ug_l"], name="inletfigure_ranking"),
            models.Index(fields=["division", "month"], name="inletfigure_division"),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.month} {self.pollutant_id}"


class Outcome(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CUT_OFF = "cut_off", _("cut off")


# No division takes nearly as long; a run that is silent for longer was cut off, and its marks wait for the next one.
LONGEST_SILENCE = datetime.timedelta(minutes=2)


class JobRun(models.Model):
    """One run of a job, in the machine's own time. While it runs it tells after each division how far it is."""

    job = models.CharField(_("job"), max_length=48)
    scope = models.CharField(_("scope"), max_length=48)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    heartbeat_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.RUNNING)
    claimed = models.PositiveIntegerField(_("divisions to do"), default=0)
    done = models.PositiveIntegerField(_("divisions done"), default=0)
    rows = models.PositiveIntegerField(_("rows written"), default=0)
    detail = models.TextField(_("detail"), blank=True)

    @property
    def is_silent(self) -> bool:
        return self.outcome == Outcome.RUNNING and timezone.now() - self.heartbeat_at > LONGEST_SILENCE

    def __str__(self):
        return f"{self.job} {self.scope} {self.outcome}"
