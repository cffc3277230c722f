"""A unit's month as the pages of the procedure ask for it: its name, what it holds, and how it is corrected."""

from collections.abc import Collection

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts.models import Division
from power_plants import correction_actions, queries
from power_plants.forms import CoalForm
from power_plants.sheet import COLUMNS, CoalCell, CoalColumn, CoalSheet, Row
from returns.kinds import Returned
from returns.models import Correction, Kind


class Correcting:
    """A unit's row in which other values are typed for what was accepted."""

    def __init__(self, row: Row, data=None):
        kept = {column.name: getattr(row.kept, column.name) for column in COLUMNS}
        self.monthly_return = row.kept.monthly_return
        self.form = CoalForm(data, prefix=row.prefix, initial=kept | {"version": self.monthly_return.version})
        self.cells = [CoalCell(column, self.form[column.name], column.text(kept[column.name])) for column in COLUMNS]

    def is_complete(self) -> bool:
        if self.form.add_prefix("version") not in self.form.data:
            raise Http404
        if self.form.is_valid() and self.form.is_empty:
            self.form.add_error("coal_kg", _("Needed before the row can be submitted."))
        return not self.form.errors

    def propose(self, *, reason: str, document_number: str, by: User) -> Correction:
        typed = self.form.cleaned_data
        values = {column.name: typed[column.name] for column in COLUMNS}
        grounds = {"reason": reason, "document_number": document_number}
        return correction_actions.propose_correction(
            monthly_return=self.monthly_return, seen=typed["version"] or 0, by=by, **values, **grounds
        )


def correcting(district: Division, month: int, key: int, data=None) -> Correcting | None:
    """None where the unit has handed nothing in for that month."""
    row = next((one for one in CoalSheet(district, month).rows if one.unit.pk == key and one.kept), None)
    return row and Correcting(row, data)


def _owing(divisions: str, month: int) -> dict[int, str]:
    return {unit.pk: unit.name for unit in queries.owing(divisions, month)}


def _named(divisions: str, keys: Collection[int]) -> dict[int, str]:
    return {unit.pk: str(unit) for unit in queries.units_in(divisions).filter(pk__in=keys)}


def _columns(_district: Division, _month: int, _key: int) -> list[CoalColumn]:
    return COLUMNS


RETURNED = Returned(
    kind=Kind.POWER_UNIT,
    slug="power-plants",
    label=_("coal of power units"),
    subject_label=_("Power unit"),
    every=_("all units"),
    sheet="power_plants:coal-sheet",
    owing=_owing,
    owed=queries.owed,
    named=_named,
    columns=_columns,
    correcting=correcting,
    confirm=correction_actions.confirm_correction,
    refuse=correction_actions.refuse_correction,
)
