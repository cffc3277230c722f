"""The words of a ladder: stages of work, and groups that are compared."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The four parts of every project's work; a kind may lack one. The values are the fields of a month's return."""

    PREPARATION = "preparation", _("preparation")
    WORKS = "works", _("civil works")
    INSTALLATION = "installation", _("installation")
    COMMISSIONING = "commissioning", _("commissioning and acceptance")


class Group(models.TextChoices):
    """Like is compared with like (features.md 63)."""

    PLANTS = "plants", _("wastewater plants")
    SEWERS = "sewers", _("sewers")
    GRID = "grid", _("grid lines")
    CLEARANCE = "clearance", _("site clearance")


FIELDS_OF_STAGES = tuple(Stage.values)
