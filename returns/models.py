from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from formulas.months import month_text

PERSON = settings.AUTH_USER_MODEL
# A reason that somebody else has to judge by: "mistake" is none.
LEAST_REASON = 10


class Kind(models.TextChoices):
    """What is returned. The record itself lives with its subject."""

    TREATMENT_PLANT = "treatment_plant", _("operation of a wastewater plant")
    CONSTRUCTION = "construction", _("progress of a project")
    POWER_UNIT = "power_unit", _("coal of a power unit")


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
# Not a state of its own: any return of a closed month is locked, wherever it stands (closing.py).
LOCKED = "locked"
LOCKED_LABEL = _("locked")


def paired(at: str, by: str, name: str) -> models.CheckConstraint:
    """A time and its person stand together or not at all."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


def person(**how) -> models.ForeignKey:
    return models.ForeignKey(PERSON, models.PROTECT, related_name="+", **how)


def reasoned(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=GreaterThanOrEqual(Length("reason"), LEAST_REASON), name=name)


class MonthlyReturn(models.Model):
    """One subject's month on its way: draft, submitted, sent back or accepted. `version` grows with every change."""

    kind = models.CharField(max_length=32, choices=kinds)
    subject = models.PositiveBigIntegerField()  # key of the plant or project
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()  # yyyymm
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = person()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = person(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = person(null=True)
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


class VersionAct(models.TextChoices):
    """By which act a version came to be."""

    FOUND = "found", _("as it stood before")
    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    CORRECTED = "corrected", _("corrected after closing")


class Version(models.Model):
    """What a return said when it was submitted, accepted or corrected: never changed, and for ever readable once it was accepted."""

    monthly_return = models.ForeignKey(MonthlyReturn, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # the return's version after the act
    act = models.CharField(max_length=16, choices=VersionAct)
    at = models.DateTimeField()
    by = person()
    entered_by = person()
    content = models.JSONField()  # values in base units, under the names of the sheet
    reason = models.TextField(blank=True)
    document_number = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["monthly_return_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["monthly_return", "number"], name="version_once"),
            models.CheckConstraint(
                condition=~Q(act="corrected") | (~Q(reason="") & ~Q(document_number="")), name="version_corrected_with_document"
            ),
            models.CheckConstraint(condition=~Q(act="accepted") | ~Q(by=F("entered_by")), name="version_accepted_by_another"),
        ]

    def __str__(self):
        return f"{self.monthly_return_id} v{self.number} {self.act}"


class Decision(models.TextChoices):
    """Where a proposal stands that a second person has to decide."""

    PROPOSED = "proposed", _("waiting for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")


def decided(prefix: str) -> list[models.CheckConstraint]:
    """A proposal is decided by somebody, and confirmed by another than who proposed it."""
    return [
        paired("decided_at", "decided_by", f"{prefix}_decided_pair"),
        models.CheckConstraint(
            condition=Q(decision="proposed", decided_by__isnull=True) | (~Q(decision="proposed") & Q(decided_by__isnull=False)),
            name=f"{prefix}_decided",
        ),
        models.CheckConstraint(condition=~Q(decision="confirmed") | ~Q(decided_by=F("proposed_by")), name=f"{prefix}_by_two"),
    ]


class Correction(models.Model):
    """Other figures for an accepted return of a closed month, with reason and document; they hold once another person has confirmed them."""

    monthly_return = models.ForeignKey(MonthlyReturn, models.PROTECT, related_name="corrections")
    seen_version = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.TextField()
    document_number = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    proposed_by = person()
    decision = models.CharField(max_length=16, choices=Decision, default=Decision.PROPOSED)
    decided_at = models.DateTimeField(null=True)
    decided_by = person(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["monthly_return"], condition=Q(decision="proposed"), name="correction_one_at_a_time"),
            reasoned("correction_reason"),
            models.CheckConstraint(condition=~Q(document_number=""), name="correction_document"),
            *decided("correction"),
        ]

    def __str__(self):
        return f"{self.monthly_return_id} {self.document_number}"


class Remark(models.Model):
    """One sentence of the talk about a return, or about one of its cells, until it is accepted."""

    monthly_return = models.ForeignKey(MonthlyReturn, models.PROTECT, related_name="remarks")
    column = models.CharField(max_length=40, blank=True)  # name of the sheet's column; empty: the whole row
    text = models.CharField(max_length=500)
    by = person()
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self):
        return f"{self.monthly_return_id} {self.column}: {self.text}"


class Terms(models.Model):
    """By which day of the next month a division's returns are due and on which the month closes, from a month on.

    They hold for everything inside the division that has none of its own. Both days move past weekends and holidays.
    """

    kind = models.CharField(max_length=32, choices=kinds)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    valid_from = models.PositiveIntegerField(_("valid from"))  # yyyymm
    due_day = models.PositiveSmallIntegerField(_("due day"))
    closing_day = models.PositiveSmallIntegerField(_("closing day"))
    reason = models.TextField(_("reason"))
    set_at = models.DateTimeField()
    set_by = person()

    class Meta:
        ordering = ["division_id", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "division", "valid_from"], name="terms_once_a_month"),
            models.CheckConstraint(condition=Q(due_day__gte=1, due_day__lte=F("closing_day"), closing_day__lte=28), name="terms_days"),
            models.CheckConstraint(condition=Q(valid_from__gte=200001, valid_from__lte=209912), name="terms_month"),
        ]

    def __str__(self):
        return f"{self.division_id} {self.valid_from}: {self.due_day}/{self.closing_day}"


class HolidayYear(models.Model):
    """Public holidays of a year as somebody entered them from the yearly notice. A later entry takes their place; none is ever changed."""

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … of the year
    days_off = models.JSONField()  # [first day, last day] of each holiday
    workdays = models.JSONField()  # weekends on which offices work
    document_number = models.CharField(_("document number"), max_length=80)
    set_at = models.DateTimeField()
    set_by = person()

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="holiday_year_once"),
            models.CheckConstraint(condition=Q(year__gte=2020, year__lte=2099) & ~Q(document_number=""), name="holiday_year_by_document"),
        ]

    def __str__(self):
        return str(self.year)


class Opening(models.Model):
    """A named exception: a month stays open, or is opened again, for a division or one subject of it, until it ends by itself."""

    kind = models.CharField(max_length=32, choices=kinds)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("district"))
    month = models.PositiveIntegerField(_("Month"))  # yyyymm
    subject = models.PositiveBigIntegerField(null=True)  # None: all that owe it in the division
    subject_name = models.CharField(max_length=80, blank=True)
    reason = models.TextField(_("reason"))
    owner = person(verbose_name=_("person in charge"))
    ends_at = models.DateTimeField(_("open until"))
    proposed_at = models.DateTimeField()
    proposed_by = person()
    decision = models.CharField(max_length=16, choices=Decision, default=Decision.PROPOSED)
    decided_at = models.DateTimeField(null=True)
    decided_by = person(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            reasoned("opening_reason"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("proposed_at")), name="opening_ends"),
            *decided("opening"),
        ]
        indexes = [models.Index(fields=["division", "month"], name="opening_division_month")]

    def __str__(self):
        return f"{self.division_id} {self.month} {self.subject_name}".strip()

    @property
    def month_text(self) -> str:
        return month_text(self.month)
