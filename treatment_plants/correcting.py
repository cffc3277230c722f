"""A plant's month as the pages of the procedure ask for it: its name, what it holds, and how it is corrected."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts.models import Division
from returns.kinds import Returned
from returns.models import Correction, Kind
from treatment_plants import queries, review_actions
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_columns import SheetColumn, columns_of
from treatment_plants.sheet_rows import SheetRow


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
        return review_actions.propose_correction(monthly_return=self.row.monthly_return, entry=self.form.entry(), by=by, **grounds)


def correcting(district: Division, month: int, key: int, data=None) -> Correcting | None:
    """None where the plant no longer owes that month in that district."""
    sheet = Sheet(district, month, data)
    row = next((one for one in sheet.rows if one.plant.pk == key and one.monthly_return), None)
    return row and Correcting(sheet, row)


def _owing(divisions: str, month: int) -> dict[int, str]:
    return {plant.pk: plant.name for plant in queries.owing(divisions, month)}


def _named(divisions: str, key: int) -> str:
    return str(queries.plants_in(divisions).filter(pk=key).first() or "")


def _columns(district: Division, _month: int, key: int) -> list[SheetColumn]:
    return columns_of(queries.plants_in(district.code).filter(pk=key).prefetch_related("pollutants"))


RETURNED = Returned(
    kind=Kind.TREATMENT_PLANT,
    slug="treatment-plants",
    label=_("operation of wastewater plants"),
    subject_label=_("Plant"),
    every=_("all plants"),
    sheet="treatment_plants:sheet",
    owing=_owing,
    owed=queries.owed,
    named=_named,
    columns=_columns,
    correcting=correcting,
    confirm=review_actions.confirm_correction,
    refuse=review_actions.refuse_correction,
    review="dashboards:sheet-review",
    answer="treatment_plants:sheet-answer",
)
