"""Projects, and the ladder each climbs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from construction.amounts import FIRST_DAY, LAST_DAY, MOST_CONCENTRATION_UG_L, MOST_FEN, MOST_FLOW_M3_D, MOST_LENGTH_M, optional_range
from construction.ladders import Group, Stage
from districts.levels import Level
from districts.models import Division
from formulas.months import month_of
from targets.models import Pollutant


class ProjectKind(models.Model):
    """A kind of project. Reference data: construction/reference/ladders.json."""

    code = models.SlugField(_("code"), max_length=32, primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50)
    group = models.CharField(_("group"), max_length=16, choices=Group)  # only projects of one group are compared
    position = models.PositiveSmallIntegerField(_("place in official lists"))

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Rung(models.Model):
    """A milestone of a kind's ladder (rules.md 7.2), with its weight in thousandths. Reference data as above."""

    kind = models.ForeignKey(ProjectKind, models.PROTECT, related_name="rungs")
    code = models.SlugField(_("code"), max_length=32)
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage)
    weight = models.PositiveSmallIntegerField(_("weight"))
    position = models.PositiveSmallIntegerField(_("place in the ladder"))

    class Meta:
        ordering = ["kind__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="rung_once_a_kind"),
            models.UniqueConstraint(fields=["kind", "position"], name="rung_place_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=1000), name="rung_weight"),
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Project(models.Model):
    """One project. It owes a progress return for each month from `reports_from` to the one in which it was finished."""

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    kind = models.ForeignKey(ProjectKind, models.PROTECT, related_name="+", verbose_name=_("kind of project"))
    district = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("district"))
    town = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town"))
    responsible_unit = models.CharField(_("responsible unit"), max_length=80)
    leader = models.CharField(_("leader in charge"), max_length=50, blank=True)
    leader_office = models.CharField(_("office of the leader in charge"), max_length=50, blank=True)
    level = models.CharField(_("level that must act"), max_length=16, choices=Level, default=Level.DISTRICT)
    flow_m3_d = models.BigIntegerField(
        _("added flow by design"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_FLOW_M3_D)]
    )
    length_m = models.BigIntegerField(
        _("length by design"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_LENGTH_M)]
    )
    cost_fen = models.BigIntegerField(
        _("total investment"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_FEN)]
    )
    reports_from = models.PositiveIntegerField(_("reports from"))  # yyyymm
    finished_on = models.DateField(null=True, editable=False)  # the last milestone's actual date, copied by the action that tells it
    version = models.PositiveIntegerField(default=1, editable=False)
    entered_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["district__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="project_name_once_a_district"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="project_level"),
            models.CheckConstraint(condition=Q(reports_from__gte=200001, reports_from__lte=209912), name="project_reports_from"),
            optional_range("flow_m3_d", 1, MOST_FLOW_M3_D, "project_flow"),
            optional_range("length_m", 1, MOST_LENGTH_M, "project_length"),
            optional_range("cost_fen", 1, MOST_FEN, "project_cost"),
            optional_range("finished_on", FIRST_DAY, LAST_DAY, "project_finished_range"),
        ]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def owes(self, month: int) -> bool:
        return self.reports_from <= month and (self.finished_on is None or month <= month_of(self.finished_on))

    @property
    def leader_title(self) -> str:
        """Name and office; the district's own leader where the project names none."""
        return f"{self.leader} {self.leader_office}".strip() or self.district.leader_title


class DesignLoad(models.Model):
    """What the design takes out of each litre of the added flow, for one pollutant."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="loads")
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+")
    inlet_ug_l = models.BigIntegerField(_("concentration before"))
    outlet_ug_l = models.BigIntegerField(_("concentration after"))

    class Meta:
        ordering = ["pollutant__position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "pollutant"], name="design_load_once"),
            models.CheckConstraint(
                condition=Q(outlet_ug_l__gte=0, outlet_ug_l__lt=F("inlet_ug_l"), inlet_ug_l__lte=MOST_CONCENTRATION_UG_L),
                name="design_load_range",
            ),
        ]

    def __str__(self):
        return f"{self.project_id} {self.pollutant_id}"


class Milestone(models.Model):
    """One rung of one project. Empty people and level are those of the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    rung = models.ForeignKey(Rung, models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField()  # thousandths, as the ladder had them when the project was entered
    responsible_unit = models.CharField(_("responsible unit"), max_length=80, blank=True)
    leader = models.CharField(_("leader in charge"), max_length=50, blank=True)
    level = models.CharField(_("level that must act"), max_length=16, choices=Level, blank=True)

    class Meta:
        ordering = ["project_id", "rung__position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "rung"], name="milestone_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=1000), name="milestone_weight"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=Level.values), name="milestone_level"),
        ]

    def __str__(self):
        return str(self.rung)
