"""Closed months as they stood: copies of figures, register, rules and quotas, which nothing changes any more.

Rows of a copy come first and its head last, in one transaction: from then on the database refuses any more of them
(migrations/0002_frozen_stays.py). Codes and keys stand without foreign keys, so that a copy outlives what it was made of.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import Division


class Freeze(models.Model):
    """One copy of a city's month. A month whose figures moved after it was frozen is frozen again under the next number.

    `seal` is SHA-256 over the copy and the seal of the city's copy before it, in the order of `sequence`; `figures_hash`
    covers the figures alone and tells whether they have moved. `causes` tells what had changed since the number before.
    """

    key = models.CharField(max_length=24, primary_key=True)  # city, month, number
    division = models.CharField(max_length=9)  # the city's code
    month = models.PositiveIntegerField()  # yyyymm
    number = models.PositiveSmallIntegerField(_("number"))
    sequence = models.PositiveIntegerField()
    closed_at = models.DateTimeField(_("closed"))
    frozen_at = models.DateTimeField(_("frozen"))
    causes = models.JSONField(default=list)
    formulas = models.CharField(max_length=64)  # fingerprint of the formulas' text
    quota_set = models.PositiveBigIntegerField(null=True)  # key of the set in force
    quota_document = models.CharField(max_length=120, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True)
    figures_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        ordering = ["division", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["division", "month", "number"], name="freeze_number_once"),
            models.UniqueConstraint(fields=["division", "sequence"], name="freeze_sequence_once"),
            models.CheckConstraint(condition=Q(number__gte=1, sequence__gte=1), name="freeze_numbers"),
            models.CheckConstraint(condition=Q(month__gte=200001, month__lte=209912), name="freeze_month"),
            models.CheckConstraint(condition=Q(sequence=1, previous="") | Q(sequence__gt=1) & ~Q(previous=""), name="freeze_chained"),
            models.CheckConstraint(condition=~Q(seal="") & ~Q(figures_hash=""), name="freeze_sealed"),
        ]

    def __str__(self):
        return self.key

    @property
    def short_seal(self) -> str:
        """As much of the seal as fits on a page and is still no accident."""
        return self.seal[:16]


class FrozenRow(models.Model):
    """A row of a copy. `KEY` orders and identifies it within the copy."""

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="+")
    KEY: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.freeze_id} {' '.join(str(getattr(self, name)) for name in self.KEY)}"


class FrozenParameter(FrozenRow):
    """A number of the rules that was valid in the month, or before it."""

    KEY = ("key", "valid_from")
    key = models.CharField(max_length=48)
    valid_from = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "key", "valid_from"], name="frozen_parameter_once")]


class FrozenQuota(FrozenRow):
    """A line of the quotas in force, of the month's year or the year before it."""

    KEY = ("division", "pollutant", "year")
    division = models.CharField(max_length=9)
    pollutant = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    base_amount_mg = models.BigIntegerField()
    cap_mg = models.BigIntegerField()
    excludes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "division", "pollutant", "year"], name="frozen_quota_once")]


class FrozenPlace(FrozenRow):
    """How a city, district or town was called, and who led it."""

    KEY = ("code",)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=50)
    name_en = models.CharField(max_length=50, blank=True)
    position = models.PositiveIntegerField()
    leader = models.CharField(max_length=50, blank=True)
    leader_office = models.CharField(max_length=50, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "code"], name="frozen_place_once")]

    @property
    def division(self) -> Division:
        """As pages know a division."""
        names = ("code", "name", "name_en", "position", "leader", "leader_office")
        return Division(**{name: getattr(self, name) for name in names})


class FrozenPlant(FrozenRow):
    """A plant with its register, the returns that stood behind its figures, and how it was used in the month.

    `returns`: month → [state, version of the return]. Without a `state` the plant owed nothing in the month itself.
    """

    KEY = ("plant_id",)
    plant_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    division_id = models.CharField(max_length=9)  # the district
    town_id = models.CharField(max_length=9, blank=True)
    started_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    capacities = models.JSONField(default=list)  # [valid from, m³/d]
    returns = models.JSONField(default=dict)
    in_question = models.BooleanField()
    state = models.CharField(max_length=16, blank=True)
    in_first_year = models.BooleanField(null=True)
    design_capacity_m3_d = models.BigIntegerField(null=True)
    volume_m3 = models.BigIntegerField(null=True)
    actual_flow_m3_d = models.BigIntegerField(null=True)
    load_rate_millionths = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "plant_id"], name="frozen_plant_once")]

    @property
    def called(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class FrozenLoad(FrozenRow):
    """What a plant's inflow of a pollutant was over its last accepted months, and what it brought to each month of the year.

    `reductions`: month → verified reduction in mg, None where it is not known. Without `accepted_months` no inflow was told.
    """

    KEY = ("plant_id", "pollutant")
    plant_id = models.PositiveBigIntegerField()
    pollutant = models.CharField(max_length=16)
    design_capacity_m3_d = models.BigIntegerField(null=True)
    accepted_months = models.PositiveSmallIntegerField(null=True)
    volume_m3 = models.BigIntegerField(null=True)
    inlet_load_mg = models.BigIntegerField(null=True)
    inlet_ug_l = models.BigIntegerField(null=True)
    in_question = models.BooleanField()
    reductions = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "plant_id", "pollutant"], name="frozen_load_once")]


class FrozenRemoval(FrozenRow):
    """What a division's sources removed of a pollutant from a month (`since`: the month itself, or January) to the month."""

    KEY = ("division_id", "pollutant_id", "since")
    division_id = models.CharField(max_length=9)
    pollutant_id = models.CharField(max_length=16)
    since = models.PositiveIntegerField()
    owed = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    submitted = models.PositiveIntegerField()
    verified_load_mg = models.BigIntegerField(null=True)
    declared_load_mg = models.BigIntegerField(null=True)
    verified_reduction_mg = models.BigIntegerField(null=True)
    declared_reduction_mg = models.BigIntegerField(null=True)
    verified_headroom_mg = models.BigIntegerField(null=True)
    plant_months = models.PositiveIntegerField()
    verified_left_out = models.PositiveIntegerField()
    declared_left_out = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "division_id", "pollutant_id", "since"], name="frozen_removal_once")]


# In the order in which they are sealed; the last three are the figures.
PARTS: tuple[type[FrozenRow], ...] = (FrozenParameter, FrozenQuota, FrozenPlace, FrozenPlant, FrozenLoad, FrozenRemoval)
