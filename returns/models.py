from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.models import Division

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What is returned. The record itself lives with its subject."""

    TREATMENT_PLANT = "treatment_plant", _("operation of a wastewater plant")
    CONSTRUCTION = "construction", _("progress of a project")


def kinds() -> list[tuple[str, str]]:
    """A function, so that a new kind needs no migration."""
    return Kind.choices


class State(models.TextChoices):
    """Where a return stands. A month that nobody has begun has no return at all: it is missing, not zero."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("submitted")
    SENT_BACK = "sent_back", _("sent back")
    ACCEPTED = "accepted", _("accepted")


MISSING = "missing"
MISSING_LABEL = _("not reported")
EDITABLE = (State.DRAFT, State.SENT_BACK)


def paired(at: str, by: str, name: str) -> models.CheckConstraint:
    """A time and its person stand together or not at all."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


class MonthlyReturn(models.Model):
    """One subject's month on its way: draft, submitted, sent back or accepted. `version` grows with every change."""

    kind = models.CharField(max_length=32, choices=kinds)
    subject = models.PositiveBigIntegerField()  # key of the plant or project
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()  # yyyymm
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was sent back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "month"], name="return_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=200001, month__lte=209912), name="return_month"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="return_state"),
            paired("submitted_at", "submitted_by", "return_submitted_pair"),
            paired("reviewed_at", "reviewed_by", "return_reviewed_pair"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SUBMITTED, State.ACCEPTED]) | Q(submitted_by__isnull=False),
                name="return_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT_BACK, State.ACCEPTED]) | Q(reviewed_by__isnull=False),
                name="return_reviewed_by_someone",
            ),
            # Who enters never accepts (mission S28, C5): even a wrong action can't get round this.
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | (~Q(reviewed_by=F("submitted_by")) & ~Q(reviewed_by=F("entered_by"))),
                name="return_reviewed_by_another",
            ),
            models.CheckConstraint(condition=~Q(state=State.SENT_BACK) | ~Q(reason=""), name="return_sent_back_with_reason"),
        ]
        indexes = [models.Index(fields=["division", "month"], name="return_division_month")]

    def __str__(self):
        return f"{self.kind} {self.subject} {self.month}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE
