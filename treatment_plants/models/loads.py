"""Sheets of plants that were loaded, and what became of each row."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from workbooks.models import Draft


class PlantLoad(models.Model):
    """An uploaded sheet of plants that was written as a whole; its rows tell what became of each line of the sheet."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="plant_load")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    source = models.CharField(_("document"), max_length=200)
    loaded_at = models.DateTimeField(_("loaded"))
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="plant_load_has_source"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="plant_load_undone",
            ),
        ]

    def __str__(self):
        return self.source


class RowOutcome(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    LEFT_OUT = "left_out", _("left out")


class LoadedRow(models.Model):
    """What became of a row of the sheet, for its plant or for a month of it. Kept when the plant itself is undone.

    `version` is that of the plant, or of the month's return, which the load left behind: another one tells that
    somebody has worked on it since.
    """

    load = models.ForeignKey(PlantLoad, models.PROTECT, related_name="rows")
    place = models.CharField(max_length=80)  # sheet and cell
    plant = models.PositiveBigIntegerField(null=True)
    plant_name = models.CharField(max_length=80)
    district = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    month = models.PositiveIntegerField(null=True)  # yyyymm; none where the row told of the plant
    outcome = models.CharField(max_length=12, choices=RowOutcome)
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plant", "month"], name="loaded_row_of_plant")]

    def __str__(self):
        return f"{self.place} {self.outcome}"
