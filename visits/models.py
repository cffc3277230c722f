import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts.levels import Level
from districts.models import Division
from photos.taken import Picture, Taken, somewhere

# Nobody records a visit of an older day: a date outside is a slip of the keyboard.
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
TEXT_LENGTH = 1000


class Kind(models.TextChoices):
    """What is visited. All but a place are records of other packages (visits/subjects.py)."""

    PLANT = "plant", _("wastewater plant")
    PROJECT = "project", _("construction project")
    UNIT = "unit", _("power unit")
    PLACE = "place", _("another place")


class State(models.TextChoices):
    """Where an instruction stands. It comes back until whoever gave it has closed it."""

    OPEN = "open", _("to be carried out")
    ANSWERED = "answered", _("answered, to be closed")
    CLOSED = "closed", _("done and closed")


class Act(models.TextChoices):
    """What was done after a visit. Only `did` needs no instruction."""

    DID = "did", _("took measures")
    ANSWERED = "answered", _("answered the instruction")
    SENT_BACK = "sent_back", _("did not accept the answer")
    POSTPONED = "postponed", _("moved the due date")
    CLOSED = "closed", _("closed the instruction")
    REOPENED = "reopened", _("opened the instruction again")


class Visit(models.Model):
    """One visit of one subject. The subject's name and division are kept as they were on that day."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    subject = models.BigIntegerField(null=True)  # the key of the record; a place has none
    subject_name = models.CharField(_("what was visited"), max_length=120)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("district or town"))
    visited_on = models.DateField(_("day of the visit"))
    leader = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("led by"))
    company = models.CharField(_("together with"), max_length=200, blank=True)
    summary = models.TextField(_("what was seen"), max_length=TEXT_LENGTH, blank=True)
    next_on = models.DateField(_("next visit"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of the form it came from: a form that is sent twice, as happens on the road, records one visit.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["kind", "subject", "-visited_on"], name="visit_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.PLACE, subject__isnull=True) | (~Q(kind=Kind.PLACE) & Q(subject__isnull=False)),
                name="visit_of_a_record_or_a_place",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="visit_kind"),
            models.CheckConstraint(condition=Q(visited_on__gte=FIRST_DAY, visited_on__lte=LAST_DAY), name="visit_day_range"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gte=F("visited_on"), next_on__lte=LAST_DAY), name="visit_next_later"
            ),
        ]

    def __str__(self):
        return f"{self.visited_on} {self.subject_name}"

    def told(self) -> dict:
        """What can be corrected, as forms and the journal know it."""
        return {
            "visited_on": str(self.visited_on),
            "company": self.company,
            "summary": self.summary,
            "next_on": str(self.next_on or ""),
        }


class Problem(models.Model):
    """One thing that was found wrong. Who has to mend it, and by when, its instructions tell; without one it was settled on the spot."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="problems")
    text = models.CharField(_("problem"), max_length=500)
    coordinating_level = models.CharField(_("level that coordinates"), max_length=10, choices=Level)
    acting_level = models.CharField(_("level that acts"), max_length=10, choices=Level)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # A form that is sent twice finds its problem there.
            models.UniqueConstraint(fields=["visit", "text"], name="problem_once_a_visit"),
            models.CheckConstraint(condition=Q(coordinating_level__in=Level.values, acting_level__in=Level.values), name="problem_levels"),
        ]

    def __str__(self):
        return self.text


class Instruction(models.Model):
    """What somebody has to do by a day: a division, or a department where `office` names one."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="instructions")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="instructions")
    text = models.CharField(_("instruction"), max_length=500)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    office = models.CharField(_("department"), max_length=80, blank=True)
    first_due_on = models.DateField()
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="instruction_state_due")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "text", "division", "office"], name="instruction_once_a_visit"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="instruction_state"),
            models.CheckConstraint(condition=Q(due_on__gte=FIRST_DAY, due_on__lte=LAST_DAY), name="instruction_due_range"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="instruction_closed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def addressee(self) -> str:
        """Who has to carry it out, as people say it."""
        return self.office or str(self.division)

    def days_over(self, day: datetime.date) -> int:
        """By how many days it is overdue: while nobody has answered, and never once it is closed."""
        return max(0, (day - self.due_on).days) if self.state == State.OPEN else 0


class Step(models.Model):
    """What was done after a visit, and by whom; rows are added and never changed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="steps")
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    whose = models.CharField(max_length=120)  # the leader or department that did it, as called on that day
    due_on = models.DateField(null=True)  # the day that a due date was moved to
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="step_act"),
            models.CheckConstraint(condition=Q(act=Act.DID) | Q(instruction__isnull=False), name="step_of_an_instruction"),
            models.CheckConstraint(
                condition=Q(act=Act.POSTPONED, due_on__isnull=False) | (~Q(act=Act.POSTPONED) & Q(due_on__isnull=True)), name="step_due"
            ),
        ]

    def __str__(self):
        return f"{self.act} {self.at:%Y-%m-%d}"


class Photo(Taken):
    """A photo of a visit. The picture itself lies in its file."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="photos")  # None: taken on the visit

    class Meta(Taken.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="photo_once_a_visit"), somewhere("photo_place")]

    def __str__(self):
        return f"{self.visit_id}: {self.viewpoint or self.pk}"


class PhotoFile(Picture):
    photo = models.OneToOneField(Photo, models.PROTECT, primary_key=True, related_name="file")

    class Meta(Picture.Meta):
        abstract = False
