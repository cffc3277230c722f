"""The steps of a closing: acts, of which some are main parts dismantled, and the papers of its file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """What happens on the way to a closed unit, and what its file has to hold (rules.md 4.2)."""

    OFF_GRID = "off_grid", _("off the grid")
    BOILER = "boiler", _("boiler dismantled")
    TURBINE = "turbine", _("turbine dismantled")
    GENERATOR = "generator", _("generator dismantled")
    COAL_GALLERY = "coal_gallery", _("coal gallery dismantled")
    COOLING_TOWER = "cooling_tower", _("cooling tower dismantled")
    CHIMNEY = "chimney", _("chimney dismantled")
    CONFIRMATION = "confirmation", _("confirmation published")
    CONTENTS = "contents", _("contents list")
    PROJECT_SHEET = "project_sheet", _("project sheet")
    OPERATION_REPORTS = "operation_reports", _("monthly operation reports from one year before")
    COAL_ANALYSES = "coal_analyses", _("coal analyses by batch from one year before")
    PHOTOGRAPHS = "photographs", _("photographs before and after dismantling")
    STATISTICS_TABLES = "statistics_tables", _("tables of the environmental statistics")
    INSPECTIONS = "inspections", _("inspection records until the main parts were removed")


PARTS = (
    StepKind.BOILER,
    StepKind.TURBINE,
    StepKind.GENERATOR,
    StepKind.COAL_GALLERY,
    StepKind.COOLING_TOWER,
    StepKind.CHIMNEY,
)
ACTS = (StepKind.OFF_GRID, *PARTS, StepKind.CONFIRMATION)
EVIDENCE = tuple(kind for kind in StepKind if kind not in ACTS)
