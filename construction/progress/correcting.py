"""A project's month as the pages of the procedure ask for it: its name, what it holds, and how it is corrected."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from construction import queries
from construction.progress import correction_actions
from construction.progress.sheet import Sheet, SheetColumn, SheetRow
from districts.models import Division
from returns.kinds import Returned
from returns.models import Correction, Kind


class Correcting:
    """A row of the sheet in which other values are typed for what was accepted."""

    def __init__(self, sheet: Sheet, row: SheetRow):
        self.sheet, self.row = sheet, row
        self.form, self.cells = row.form, [cell for cell in row.cells if cell.bound]

    def is_complete(self) -> bool:
        if not self.form.is_bound:
            raise Http404
        if self.form.is_valid():
            self.sheet.require_complete(self.row)
        return not self.form.errors

    def propose(self, *, reason: str, document_number: str, by: User) -> Correction:
        grounds = {"reason": reason, "document_number": document_number}
        return correction_actions.propose_correction(monthly_return=self.row.monthly_return, entry=self.form.entry(), by=by, **grounds)


def correcting(district: Division, month: int, key: int, data=None) -> Correcting | None:
    """None where the project no longer owes that month in that district."""
    sheet = Sheet(district, month, data)
    row = next((one for one in sheet.rows if one.project.pk == key and one.monthly_return), None)
    return row and Correcting(sheet, row)


def _owing(divisions: str, month: int) -> dict[int, str]:
    return {project.pk: project.name for project in queries.owing(divisions, month)}


def _named(divisions: str, key: int) -> str:
    return str(queries.projects_in(divisions).filter(pk=key).first() or "")


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
