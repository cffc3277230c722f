"""Facts that one person states and another verifies, as the records of power plants hold them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


def between(field: str, least, most, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__gte": least, f"{field}__lte": most}), name=name)


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("to be verified")
    ACCEPTED = "accepted", _("verified")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


LIVE = (ClaimState.WAITING, ClaimState.ACCEPTED)


class Claim(models.Model):
    """Something that one person states with a document and another verifies. What it says is never changed: a new one replaces it."""

    document = models.CharField(_("document"), max_length=120)
    state = models.CharField(max_length=12, choices=ClaimState, default=ClaimState.WAITING)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)  # why it was refused or withdrawn

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(state="waiting"),
                name="%(class)s_decided",
            ),
            # Who enters never verifies: even a wrong action can't get round this.
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | ~Q(decided_by=F("entered_by")), name="%(class)s_verified_by_another"
            ),
            models.CheckConstraint(condition=~Q(state__in=["refused", "withdrawn"]) | ~Q(reason=""), name="%(class)s_refused_with_reason"),
        ]
