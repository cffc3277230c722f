"""A project's month as the pages of the procedure ask for it: its name, what it holds, and how it is corrected."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from construction import queries
from construction.progress import correction_actions
from construction.progress.sheet import Sheet, SheetColumn
from districts.models import Division
from returns.kinds import Returned
from returns.models import Kind
from returns.sheets import CorrectedRow


def correcting(district: Division, month: int, key: int, data=None) -> CorrectedRow | None:
    """None where the project no longer owes that month in that district."""
    sheet = Sheet(district, month, data)
    row = next((one for one in sheet.rows if one.project.pk == key and one.monthly_return), None)
    return row and CorrectedRow(sheet, row, correction_actions.propose_correction)


def _owing(divisions: str, month: int) -> dict[int, str]:
    return {project.pk: project.name for project in queries.owing(divisions, month)}


def _named(divisions: str, keys: Collection[int]) -> dict[int, str]:
    return {project.pk: str(project) for project in queries.projects_in(divisions).filter(pk__in=keys)}


def _columns(district: Division, month: int, key: int) -> list[SheetColumn]:
    """Those that this project reports, also of a month that it owes no longer."""
    return Sheet(district, month, projects=list(queries.projects_in(district.code).filter(pk=key))).columns


RETURNED = Returned(
    kind=Kind.CONSTRUCTION,
    slug="construction",
    label=_("progress of projects"),
    subject_label=_("Project"),
    every=_("all projects"),
    sheet="construction:sheet",
    owing=_owing,
    owed=queries.owed,
    named=_named,
    columns=_columns,
    correcting=correcting,
    confirm=correction_actions.confirm_correction,
    refuse=correction_actions.refuse_correction,
)
