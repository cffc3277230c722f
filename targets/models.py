from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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
        constraints = [models.CheckConstraint(condition=models.Q(last_year__gt=models.F("base_year")), name="plan_years_in_order")]

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
