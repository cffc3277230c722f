"""What a project needs from others: approvals of departments, and matching money of city and districts."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from construction.amounts import (
    FIRST_DAY,
    LAST_DAY,
    MOST_FEN,
)
from construction.models.projects import Project
from districts.levels import Level
from returns.models import PERSON


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
