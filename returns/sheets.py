"""What every monthly sheet of returns has in common, whatever its rows report."""

from collections.abc import Callable

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from formulas.months import month_text
from returns.closing import Lock
from returns.models import MISSING, MISSING_LABEL, Correction, MonthlyReturn


class ReturnedRow:
    """A row of a sheet; its class says where the `monthly_return` stands, None where nothing has been entered."""

    monthly_return: MonthlyReturn | None
    lock: Lock | None = None  # why it can't be entered, where its month is closed

    @property
    def state(self) -> str:
        return self.monthly_return.state if self.monthly_return else MISSING

    @property
    def state_label(self) -> str:
        label = self.monthly_return.get_state_display() if self.monthly_return else MISSING_LABEL
        return _("%(state)s, locked") % {"state": label} if self.lock else label

    @property
    def is_editable(self) -> bool:
        return self.lock is None and (self.monthly_return is None or self.monthly_return.is_editable)


class ReturnSheet:
    """A district's `rows` of a `month`, each with a `form` and with what somebody else has changed meanwhile."""

    month: int
    rows: list

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    @property
    def is_editable(self) -> bool:
        return any(row.is_editable for row in self.rows)

    @property
    def errors(self) -> int:
        return sum(len(row.form.errors) for row in self.rows)

    @property
    def has_conflict(self) -> bool:
        return any(row.conflict for row in self.rows)

    @property
    def has_unread(self) -> bool:
        return any(row.unread for row in self.rows)

    @property
    def is_locked_out(self) -> bool:
        """Whether something was typed into a row whose month is closed."""
        return any(row.conflict and row.lock for row in self.rows)

    def rows_in(self, *states: str) -> list:
        return [row for row in self.rows if row.state in states]


class CorrectedRow:
    """A row of a `ReturnSheet` in which other values are typed for what was accepted; `propose` is the action of its kind."""

    def __init__(self, sheet: ReturnSheet, row: ReturnedRow, propose: Callable[..., Correction]):
        self.sheet, self.row, self._propose = sheet, row, propose
        self.form, self.cells = row.form, [cell for cell in row.cells if cell.bound]

    def is_complete(self) -> bool:
        if not self.form.is_bound:
            raise Http404
        if self.form.is_valid():
            self.sheet.require_complete(self.row)
        return not self.form.errors

    def propose(self, *, reason: str, document_number: str, by: User) -> Correction:
        grounds = {"reason": reason, "document_number": document_number}
        return self._propose(monthly_return=self.row.monthly_return, entry=self.form.entry(), by=by, **grounds)
