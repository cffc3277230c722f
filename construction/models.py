"""Projects that are built or cleared, the ladder each climbs, and everything that was planned, promised and done.

Dates that were told are rows that are only added: what was known at any past moment can be read from them.
"""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from construction.amounts import (
    FIRST_DAY,
    LAST_DAY,
    MILLION,
    MOST_CONCENTRATION_UG_L,
    MOST_FEN,
    MOST_FLOW_M3_D,
    MOST_LENGTH_M,
    optional_range,
)
from construction.ladders import FIELDS_OF_STAGES, Group, Level, Stage
from districts.models import Division
from formulas.months import month_of
from returns.models import PERSON, MonthlyReturn
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


class Plan(models.Model):
    """An approved document that fixes planned dates. A later one replaces it; none is ever changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … of the project
    document_number = models.CharField(_("document number"), max_length=80)
    issuing_body = models.CharField(_("issuing body"), max_length=80)
    document_date = models.DateField(_("date of the document"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["project", "document_number"], name="plan_document_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="plan_changed_with_reason"),
            models.CheckConstraint(condition=Q(document_date__gte=FIRST_DAY, document_date__lte=LAST_DAY), name="plan_document_date"),
        ]

    def __str__(self):
        return self.document_number


class PlannedDate(models.Model):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="dates")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="planned_dates")
    planned_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "milestone"], name="planned_date_once"),
            models.CheckConstraint(condition=Q(planned_on__gte=FIRST_DAY, planned_on__lte=LAST_DAY), name="planned_date_range"),
        ]

    def __str__(self):
        return f"{self.milestone_id} {self.planned_on}"


class Promise(models.Model):
    """Somebody promised a milestone for a day. Every promise stays; the last one is what holds."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="promises")
    promised_on = models.DateField(_("promised for"))
    told_on = models.DateField(_("told on"))
    promised_by = models.CharField(_("promised by"), max_length=80)
    meeting = models.CharField(_("at which meeting"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["milestone__rung__position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(promised_on__gte=F("told_on"), promised_on__lte=LAST_DAY), name="promise_range"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(promised_by=""), name="promise_told_with_reason"),
        ]

    def __str__(self):
        return f"{self.milestone_id} {self.promised_on}"


class Attainment(models.Model):
    """A milestone was reached on a day; without a day, an earlier row was wrong and is taken back with its reason."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="attainments")
    reached_on = models.DateField(null=True)
    evidence = models.CharField(_("evidence"), max_length=120, blank=True)  # a document, or why it is taken back
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            optional_range("reached_on", FIRST_DAY, LAST_DAY, "attainment_range"),
            models.CheckConstraint(condition=~Q(evidence=""), name="attainment_with_evidence"),
        ]

    def __str__(self):
        return f"{self.milestone_id} {self.reached_on}"


class Reported(models.Model):
    """What a month's return says: each stage's progress in millionths, all of it counted from the project's beginning."""

    month = models.PositiveIntegerField()  # yyyymm
    preparation = models.BigIntegerField(null=True)
    works = models.BigIntegerField(null=True)
    installation = models.BigIntegerField(null=True)
    commissioning = models.BigIntegerField(null=True)
    laid_m = models.BigIntegerField(null=True)
    paid_month_fen = models.BigIntegerField(null=True)
    paid_total_fen = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    problem_level = models.CharField(max_length=16, choices=Level, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.project_id} {self.month}"


def _reported_constraints(name: str) -> list[models.CheckConstraint]:
    return [
        *(optional_range(stage, 0, MILLION, f"{name}_{stage}") for stage in FIELDS_OF_STAGES),
        optional_range("laid_m", 0, MOST_LENGTH_M, f"{name}_laid"),
        optional_range("paid_month_fen", 0, MOST_FEN, f"{name}_paid_month"),
        optional_range("paid_total_fen", 0, MOST_FEN, f"{name}_paid_total"),
        models.CheckConstraint(condition=Q(problem_level="") | Q(problem_level__in=Level.values), name=f"{name}_problem_level"),
    ]


class Progress(Reported):
    """A project's month on its way, as its return tells; a value that is not known yet is empty, never zero."""

    monthly_return = models.OneToOneField(MonthlyReturn, models.PROTECT, related_name="progress")
    project = models.ForeignKey(Project, models.PROTECT, related_name="progress")

    class Meta(Reported.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="progress_once_a_month"),
            *_reported_constraints("progress"),
        ]


class AcceptedProgress(Reported):
    """A month as the verifier accepted it, and until when it counted: what rankings of any past day are made of."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="accepted_progress")
    accepted_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # when it was sent back after all

    class Meta(Reported.Meta):
        abstract = False
        ordering = ["project_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], condition=Q(left_at__isnull=True), name="accepted_progress_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("accepted_at")), name="accepted_progress_left_after"
            ),
            *_reported_constraints("accepted_progress"),
        ]


class Approval(models.Model):
    """Something a project needs from departments (green channel, S11). Open until one of them answers for good."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="approvals")
    subject = models.CharField(_("what is asked for"), max_length=120)
    due_on = models.DateField(_("due on"))
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    is_granted = models.BooleanField(null=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["project_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_granted__isnull=True, answer="") | Q(is_granted__isnull=False) & ~Q(answer=""), name="approval_answer"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=FIRST_DAY, due_on__lte=LAST_DAY), name="approval_due"),
        ]

    def __str__(self):
        return self.subject


class Desk(models.Model):
    """A department, or the applicant, has an approval on its desk: from a day, to the day on which it passed it on."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="desks")
    holder = models.CharField(_("who has it"), max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["approval_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["approval"], condition=Q(until__isnull=True), name="desk_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(until__isnull=True, left_at__isnull=True) | Q(until__gte=F("since"), left_at__isnull=False),
                name="desk_in_order",
            ),
            models.CheckConstraint(condition=Q(since__gte=FIRST_DAY, since__lte=LAST_DAY), name="desk_range"),
        ]

    def __str__(self):
        return f"{self.holder} {self.since}"

    def days(self, today: datetime.date) -> int:
        """How long it has lain there, in days."""
        return ((self.until or today) - self.since).days


class Fund(models.Model):
    """Matching money that the city or a district has committed to a project by a document, due on a day (S26)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="funds")
    level = models.CharField(_("level"), max_length=16, choices=[(Level.CITY, Level.CITY.label), (Level.DISTRICT, Level.DISTRICT.label)])
    committed_fen = models.BigIntegerField(_("committed"))
    due_on = models.DateField(_("due on"))
    document_number = models.CharField(_("document number"), max_length=80)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["project_id", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(committed_fen__gte=1, committed_fen__lte=MOST_FEN), name="fund_committed"),
            models.CheckConstraint(condition=Q(level__in=[Level.CITY, Level.DISTRICT]), name="fund_level"),
            models.CheckConstraint(condition=Q(due_on__gte=FIRST_DAY, due_on__lte=LAST_DAY), name="fund_due"),
        ]

    def __str__(self):
        return f"{self.level} {self.due_on}"


class FundStep(models.TextChoices):
    ALLOCATED = "allocated", _("allocated")  # the finance bureau has set it aside by name
    PAID = "paid", _("paid")  # it has reached the project's account


class FundMovement(models.Model):
    """Part of a fund was allocated or paid on a day. Rows are added; a wrong one is set right by one below zero."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="movements")
    step = models.CharField(_("step"), max_length=16, choices=FundStep)
    amount_fen = models.BigIntegerField(_("amount"))
    moved_on = models.DateField(_("on"))
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["fund_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gte=-MOST_FEN, amount_fen__lte=MOST_FEN) & ~Q(amount_fen=0), name="fund_movement_amount"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0) | ~Q(remark=""), name="fund_correction_with_remark"),
            models.CheckConstraint(condition=Q(moved_on__gte=FIRST_DAY, moved_on__lte=LAST_DAY), name="fund_movement_range"),
            models.CheckConstraint(condition=Q(step__in=FundStep.values), name="fund_movement_step"),
        ]

    def __str__(self):
        return f"{self.fund_id} {self.step} {self.amount_fen}"
