"""What a month's return tells of a project, and what of it was accepted."""

from django.db import models
from django.db.models import F, Q

from construction.amounts import MILLION, MOST_FEN, MOST_LENGTH_M, optional_range
from construction.ladders import FIELDS_OF_STAGES
from construction.models.projects import Project
from districts.levels import Level
from returns.models import MonthlyReturn


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
