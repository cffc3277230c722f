"""The three dates of a milestone. Rows are only added: what was known at any past moment can be read from them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from construction.amounts import FIRST_DAY, LAST_DAY, optional_range
from construction.models.projects import Milestone, Project
from returns.models import PERSON


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
            models.CheckConstraint(condition=Q(planned_on__gte=FIRST_DAY, planned_on__lte=LAST_DAY), name="project_planned_date_range"),
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
