import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from workbooks.cells import letters_of

# No step of a reading takes nearly as long: one that is silent for longer was cut off, and another worker begins anew.
LONGEST_SILENCE = datetime.timedelta(minutes=1)
PURPOSE_LENGTH = 32


class DraftState(models.TextChoices):
    READING = "reading", _("being read")
    OPEN = "open", _("open")
    UNREADABLE = "unreadable", _("can't be read")
    TAKEN = "taken", _("taken over")
    DISCARDED = "discarded", _("discarded")


class Draft(models.Model):
    """An uploaded file on its way: kept as it came, read once, mended on the page, then taken over as a whole or discarded.

    `purpose` names who uploads ("quotas", "plants"); what the cells and `choices` mean is that package's affair.
    `version` counts every change, so that whoever answers an older page is told so.
    """

    purpose = models.CharField(max_length=PURPOSE_LENGTH)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=DraftState, default=DraftState.READING)
    version = models.PositiveIntegerField(default=1)
    # workbooks.Limits as the file was read, and the language of whoever waits for it.
    limits = models.JSONField()
    language = models.CharField(max_length=10)
    # Why it can't be read: the code and values of workbooks.Unreadable.
    refusal = models.JSONField(default=dict)
    # Who has agreed that hidden parts are read; None: nobody.
    consented_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(null=True)
    choices = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # What it became, such as "quota_set 12".
    became = models.CharField(max_length=64, blank=True)
    # Of a large file, which a job reads, in the machine's own time.
    is_large = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "division", "sha256"], condition=Q(state__in=["reading", "open"]), name="draft_of_a_file_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "discarded"], closed_at__isnull=False, closed_by__isnull=False)
                | Q(state__in=["reading", "open", "unreadable"], closed_at__isnull=True, closed_by__isnull=True),
                name="draft_closed",
            ),
            models.CheckConstraint(
                condition=Q(consented_by__isnull=True, consented_at__isnull=True)
                | Q(consented_by__isnull=False, consented_at__isnull=False),
                name="draft_consented",
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.state == DraftState.OPEN

    @property
    def is_silent(self) -> bool:
        """Whether its worker has given no sign of life for so long that another may begin."""
        return self.heartbeat_at is not None and timezone.now() - self.heartbeat_at > LONGEST_SILENCE


class DraftFile(models.Model):
    """The file as it came in. Apart from the draft, so that lists never read it."""

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self):
        return str(self.draft_id)


class DraftCells(models.Model):
    """What two readers found in the file, as they told it, packed."""

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="cells")
    packed = models.BinaryField()

    def __str__(self):
        return str(self.draft_id)


class DraftDigest(models.Model):
    """What the purpose's package made of a large file's cells, so that no page has to wait for it; true for one version only."""

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="digest")
    version = models.PositiveIntegerField()
    packed = models.BinaryField()

    def __str__(self):
        return f"{self.draft_id} {self.version}"


class OrderState(models.TextChoices):
    WAITS = "waits", _("waits or is being worked")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class DraftOrder(models.Model):
    """What a person has told the job to do with a draft that is too large to be waited for: to write what it says, or to take it back.

    `act` names it ("load", "undo"), `details` hold what the act needs beside the draft. One at a time for each draft.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="orders")
    act = models.CharField(max_length=16)
    details = models.JSONField(default=dict)
    language = models.CharField(max_length=10, blank=True)
    ordered_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=OrderState, default=OrderState.WAITS)
    # Why nothing was done: the code and values of workbooks.refusals.OrderRefused.
    refusal = models.JSONField(default=dict)
    # In the machine's own time.
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft"], condition=Q(state="waits"), name="order_of_a_draft_once"),
            models.CheckConstraint(
                condition=Q(state="waits", ended_at__isnull=True) | Q(state__in=["done", "refused"], ended_at__isnull=False),
                name="order_ended",
            ),
        ]

    def __str__(self):
        return f"{self.draft_id} {self.act}"

    @property
    def is_open(self) -> bool:
        return self.state == OrderState.WAITS

    @property
    def is_refused(self) -> bool:
        return self.state == OrderState.REFUSED

    @property
    def is_silent(self) -> bool:
        return self.is_open and self.heartbeat_at is not None and timezone.now() - self.heartbeat_at > LONGEST_SILENCE


class ConfirmedLayout(models.Model):
    """What a person said about a layout when a file of it was taken over: it holds for the next file of that layout.

    What `mapping` says, and which layouts have one fingerprint, is the affair of the purpose's package.
    """

    purpose = models.CharField(max_length=PURPOSE_LENGTH)
    division = models.ForeignKey(Division, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32)
    mapping = models.TextField()  # JSON
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)  # the document it was said for

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "division", "fingerprint"], name="confirmed_layout_once")]

    def __str__(self):
        return self.fingerprint


class Correction(models.Model):
    """A cell as a person typed it on the page; the last one of a place holds. `text` None: again as in the file."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="corrections")
    sheet = models.PositiveSmallIntegerField()  # counted from one
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    before = models.TextField(blank=True)
    text = models.TextField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(sheet__gte=1, row__gte=1, column__gte=1), name="correction_place")]

    def __str__(self):
        return f"{self.draft_id} {self.address}"

    @property
    def place(self) -> tuple[int, int, int]:
        return self.sheet, self.row, self.column

    @property
    def address(self) -> str:
        return f"{letters_of(self.column)}{self.row}"
