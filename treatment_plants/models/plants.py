"""Plants, what they were built for, and what their registers tell."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from formulas.months import month_of
from targets.models import Pollutant
from treatment_plants.search import INITIALS_LENGTH

# Wider than any plant on earth.
MOST_CAPACITY_M3_D = 10**7
MOST_CONCENTRATION_UG_L = 10**8
# No plant of the portal is older, and nobody plans so far ahead: a date outside is a slip of the keyboard.
FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)
# Since when a design capacity is valid that comes without a month, of a plant whose start nobody knows.
EVER_SINCE = month_of(FIRST_DAY)


class Plant(models.Model):
    """A wastewater plant. It owes a return for each month from its start to its closing, both months included.

    A register may tell neither the district nor the start. Without a district the plant waits in a division
    (`waits_in`) until a person says it, and stands in no figure; without a start it owes no return.
    """

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    district = models.ForeignKey(Division, models.PROTECT, null=True, related_name="plants", verbose_name=_("district"))
    waits_in = models.ForeignKey(Division, models.PROTECT, null=True, editable=False, related_name="+")
    town = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town"))
    process = models.CharField(_("process"), max_length=40, blank=True)
    discharge_standard = models.CharField(_("discharge standard"), max_length=40, blank=True)
    started_on = models.DateField(_("in stable operation since"), null=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    pollutants = models.ManyToManyField(Pollutant, verbose_name=_("pollutants measured"), related_name="+")
    initials = models.CharField(max_length=INITIALS_LENGTH, editable=False, default="")  # of the name's pinyin, to search by
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["district__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="plant_name_once_a_district"),
            models.UniqueConstraint(fields=["waits_in", "name"], name="plant_name_once_waiting"),
            models.CheckConstraint(
                condition=Q(district__isnull=False, waits_in__isnull=True)
                | Q(district__isnull=True, town__isnull=True, waits_in__isnull=False),
                name="plant_lies_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("started_on")), name="plant_closed_after_start"
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__gte=FIRST_DAY, started_on__lte=LAST_DAY), name="plant_start_range"
            ),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(closed_on__lte=LAST_DAY), name="plant_closing_range"),
        ]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def runs_on(self, day: datetime.date) -> bool:
        """A plant that a register lists is taken to run where nobody knows since when."""
        return (self.started_on is None or self.started_on <= day) and (self.closed_on is None or day <= self.closed_on)

    def owes(self, month: int) -> bool:
        if self.started_on is None:
            return False
        return month_of(self.started_on) <= month and (self.closed_on is None or month <= month_of(self.closed_on))


class DesignCapacity(models.Model):
    """What a plant was built for, from a month on: an extension is a new row, the old one stays true for its months."""

    plant = models.ForeignKey(Plant, models.CASCADE, related_name="capacities")
    valid_from = models.PositiveIntegerField(_("valid from"))  # yyyymm
    m3_per_day = models.BigIntegerField(_("design capacity"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CAPACITY_M3_D)])

    class Meta:
        ordering = ["plant_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["plant", "valid_from"], name="capacity_once_a_month"),
            models.CheckConstraint(condition=Q(m3_per_day__gt=0, m3_per_day__lte=MOST_CAPACITY_M3_D), name="capacity_range"),
            models.CheckConstraint(condition=Q(valid_from__gte=195001, valid_from__lte=209912), name="capacity_month_range"),
        ]

    def __str__(self):
        return f"{self.valid_from}: {self.m3_per_day}"


class RegisterInflow(models.Model):
    """What a register tells of a plant's inflow: of its design or of a year, which it need not name. Never a measured month.

    Without a concentration the register lists the plant and tells none.
    """

    plant = models.ForeignKey(Plant, models.CASCADE, related_name="register_inflows")
    pollutant = models.ForeignKey(Pollutant, models.PROTECT, related_name="+")
    inlet_ug_l = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["plant_id", "pollutant_id"]
        constraints = [
            models.UniqueConstraint(fields=["plant", "pollutant"], name="register_inflow_once"),
            models.CheckConstraint(
                condition=Q(inlet_ug_l__isnull=True) | Q(inlet_ug_l__gte=0, inlet_ug_l__lte=MOST_CONCENTRATION_UG_L),
                name="register_inflow_range",
            ),
            models.CheckConstraint(condition=Q(year__isnull=True) | Q(year__gte=1950, year__lte=2099), name="register_inflow_year"),
        ]

    def __str__(self):
        return f"{self.plant_id} {self.pollutant_id}"
