from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import Division

# More than any nation emits, little enough that the sum of many rows fits int8.
MOST_AMOUNT_MG = 10**17


class Medium(models.TextChoices):
    WATER = "water", _("water")
    AIR = "air", _("air")


class Pollutant(models.Model):
    """A pollutant whose total is controlled. Reference data: targets/reference/pollutants.json."""

    code = models.SlugField(_("code"), max_length=16, primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50)
    symbol = models.CharField(_("symbol"), max_length=16)
    medium = models.CharField(_("medium"), max_length=8, choices=Medium)
    position = models.PositiveSmallIntegerField(_("place in official lists"))

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Plan(models.Model):
    """A five-year plan. Reference data: targets/reference/plans.json."""

    code = models.SlugField(_("code"), max_length=16, primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50)
    base_year = models.PositiveSmallIntegerField(_("base year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    pollutants = models.ManyToManyField(Pollutant, verbose_name=_("pollutants"))

    class Meta:
        ordering = ["base_year"]
        constraints = [models.CheckConstraint(condition=Q(last_year__gt=F("base_year")), name="plan_years_in_order")]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Parameter(models.Model):
    """A number of the rules (rules.md 3.11), valid from a month on. Reference data: targets/reference/parameters.json."""

    key = models.SlugField(_("key"), max_length=48)
    valid_from = models.PositiveIntegerField(_("valid from"))  # yyyymm
    amount = models.BigIntegerField(_("amount"))  # in the base unit that the key tells
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        ordering = ["key", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="parameter_once_a_month")]

    def __str__(self):
        return f"{self.key} {self.valid_from}"


class QuotaState(models.TextChoices):
    PROPOSED = "proposed", _("waiting to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")


class QuotaKind(models.TextChoices):
    DOCUMENT = "document", _("uploaded document")
    UNDO = "undo", _("undoing")
    MOVE = "move", _("move between districts")


class QuotaSet(models.Model):
    """The quotas of a plan for a division and its parts, as one document gives them or one act on the quotas in force.

    Confirmed sets form a chain: each replaces the one before it and none is ever changed. The
    database refuses a fork, so of two documents for the same place in the chain one wins.
    An undoing set reverses the one that it replaces: its lines are those that were in force before that one.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="quota_sets", verbose_name=_("plan"))
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    document_number = models.CharField(_("document number"), max_length=80)
    issuing_body = models.CharField(_("issuing body"), max_length=80)
    document_date = models.DateField(_("date of the document"))
    version = models.PositiveIntegerField(_("version"))
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    kind = models.CharField(_("kind"), max_length=12, choices=QuotaKind, default=QuotaKind.DOCUMENT)
    # Only what was uploaded has a file.
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=QuotaState, default=QuotaState.PROPOSED)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was refused
    grounds = models.CharField(_("grounds"), max_length=200, blank=True)  # why quotas were moved or undone

    class Meta:
        # Who replaces came in after who is replaced; dates go back where a document is undone.
        ordering = ["plan", "division", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="quota_set_version"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["confirmed", "refused"], decided_at__isnull=False, decided_by__isnull=False),
                name="quota_set_decided",
            ),
            models.CheckConstraint(
                condition=Q(kind="document") & ~Q(sha256="") & Q(grounds="")
                | Q(kind__in=["undo", "move"], sha256="", replaces__isnull=False) & ~Q(grounds=""),
                name="quota_set_kind",
            ),
            models.UniqueConstraint(fields=["sha256"], condition=Q(kind="document") & ~Q(state="refused"), name="quota_file_once"),
            models.UniqueConstraint(fields=["replaces"], condition=Q(kind="undo") & ~Q(state="refused"), name="quota_set_undone_once"),
            models.UniqueConstraint(fields=["replaces"], condition=Q(state="confirmed"), name="quota_set_replaced_once"),
            models.UniqueConstraint(
                fields=["plan", "division"], condition=Q(state="confirmed", replaces__isnull=True), name="quota_set_first_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "division", "document_date", "version"], condition=Q(state="confirmed"), name="quota_set_version_once"
            ),
        ]

    def __str__(self):
        return _("%(number)s, version %(version)d") % {"number": self.document_number, "version": self.version}

    @property
    def name(self) -> str:
        """How the journal calls it, in every language."""
        return f"{self.document_number} V{self.version}"

    @property
    def place(self) -> tuple:
        """Where the document stands in the order of documents: a later one is greater."""
        return self.document_date, self.version

    @property
    def undoes(self) -> "QuotaSet | None":
        """The set that this one reverses."""
        return self.replaces if self.kind == QuotaKind.UNDO else None

    @property
    def source(self) -> "QuotaSet | None":
        """The set that an act took its lines from; None where there was none before."""
        return self.replaces.replaces if self.kind == QuotaKind.UNDO else self.replaces


class QuotaFile(models.Model):
    """The file of a quota set as it came in. Apart from the set, so that lists never read it."""

    quota_set = models.OneToOneField(QuotaSet, models.PROTECT, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self):
        return str(self.quota_set_id)


class QuotaPrint(models.Model):
    """What the document itself prints beside what the portal keeps: each line's figures and percentages with their cells, and totals."""

    quota_set = models.OneToOneField(QuotaSet, models.PROTECT, primary_key=True, related_name="printed")
    lines = models.JSONField()
    totals = models.JSONField()
    # Cells that a person corrected: place, old and new text.
    corrections = models.JSONField()

    def __str__(self):
        return str(self.quota_set_id)


class QuotaMove(models.Model):
    """What a set of the kind "move" did to the one it replaces: one cap went down and another up by the same amount."""

    quota_set = models.OneToOneField(QuotaSet, models.PROTECT, primary_key=True, related_name="move")
    giver = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("district that gives"))
    taker = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("district that receives"))
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+", verbose_name=_("pollutant"))
    year = models.PositiveSmallIntegerField(_("year"))
    amount_mg = models.BigIntegerField(_("amount"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="quota_move_two_sides"),
            models.CheckConstraint(condition=Q(amount_mg__gte=1, amount_mg__lte=MOST_AMOUNT_MG), name="quota_move_amount"),
        ]

    def __str__(self):
        return f"{self.quota_set_id} {self.giver_id} {self.taker_id}"


class Quota(models.Model):
    """What a division may emit of a pollutant in a year. The cut and every percentage are worked out from base amount and cap."""

    quota_set = models.ForeignKey(QuotaSet, models.PROTECT, related_name="quotas")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+", verbose_name=_("pollutant"))
    year = models.PositiveSmallIntegerField(_("year"))
    base_amount_mg = models.BigIntegerField(_("emission of the base year"))
    cap_mg = models.BigIntegerField(_("cap"))
    # Parts that the row does not speak of, such as 佛山(不含顺德).
    excludes = models.ManyToManyField(Division, related_name="+", verbose_name=_("without"))

    class Meta:
        ordering = ["division__position", "pollutant__position", "year"]
        constraints = [
            models.UniqueConstraint(fields=["quota_set", "division", "pollutant", "year"], name="quota_once"),
            models.CheckConstraint(condition=Q(base_amount_mg__gte=0, base_amount_mg__lte=MOST_AMOUNT_MG), name="quota_base_amount"),
            models.CheckConstraint(condition=Q(cap_mg__gte=0, cap_mg__lte=MOST_AMOUNT_MG), name="quota_cap"),
        ]

    def __str__(self):
        return f"{self.quota_set_id} {self.division_id} {self.pollutant_id} {self.year}"
