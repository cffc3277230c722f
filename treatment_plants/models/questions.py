"""What soft checks ask about returned values, and the answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from returns.models import PERSON, paired
from treatment_plants.models.months import Operation
from treatment_plants.models.plants import Plant


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
