"""The cells of a workbook: texts, exact numbers, dates, and where each of them stands."""

import datetime
import io
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from workbooks.safety import Limits, Unreadable, check

# What a spreadsheet's number holds; digits beyond are the noise of binary fractions.
SIGNIFICANT_DIGITS = 15

Value = str | Decimal | bool | datetime.date | None


class Formula(str):
    """A cell whose value is worked out; what it came to last may be stale or missing."""


@dataclass(frozen=True)
class Cell:
    sheet: str
    row: int
    column: int
    value: Value = None

    @property
    def is_blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def letters(self) -> str:
        """The column as people call it."""
        letters, rest = "", self.column
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("A") + place) + letters
        return letters


@dataclass(frozen=True)
class Sheet:
    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place, counted from one; a blank one where nothing was written."""
        return self.cells.get((row, column), Cell(self.name, row, column))

    @property
    def last_row(self) -> int:
        return max((row for row, _column in self.cells), default=0)


def read_sheets(content: bytes, limits: Limits) -> list[Sheet]:
    """Every sheet of an .xlsx workbook. Raises Unreadable, and reads nothing that the limits forbid."""
    # Only uploads need the reader: the import would slow every start.
    from openpyxl import load_workbook

    check(content, limits)
    try:
        # Formulas are read as such, not as what they came to last.
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [_sheet(worksheet, limits) for worksheet in workbook.worksheets]
    except Unreadable:
        raise
    except Exception as damage:  # the reader raises whatever a broken part makes it stumble over
        raise Unreadable(_("The file is damaged. Open it, save it again as .xlsx and try once more.")) from damage
    if not sheets:
        raise Unreadable(_("The workbook has no sheet."))
    return sheets


def _sheet(worksheet, limits: Limits) -> Sheet:
    if worksheet.sheet_state != "visible":
        raise Unreadable(_("The workbook has a hidden sheet. Show it or delete it, so that nothing is read unseen."))
    # The size that a file tells of itself is not to be believed.
    worksheet.reset_dimensions()
    cells = {}
    for row in islice(worksheet.iter_rows(max_row=limits.rows, max_col=limits.columns), limits.rows):
        for cell in row:
            if cell.value is not None:
                cells[cell.row, cell.column] = Cell(worksheet.title, cell.row, cell.column, _value(cell))
    return Sheet(worksheet.title, cells)


def _value(cell) -> Value:
    if cell.data_type == "f":
        return Formula(cell.value)
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return cell.value.date() if isinstance(cell.value, datetime.datetime) else _text_or_date(cell.value)
    return exact_number(cell.value)


def _text_or_date(value) -> Value:
    return value if isinstance(value, bool | datetime.date) else str(value)


def exact_number(value: int | float) -> Decimal | str:
    """The number that a person sees when the cell shows fifteen digits; a text for what is no number.

    >>> exact_number(0.1 + 0.2), exact_number(12.5), exact_number(1234567890123456789)
    (Decimal('0.3'), Decimal('12.5'), Decimal('1.23456789012346E+18'))
    >>> exact_number(float("inf"))
    'inf'
    """
    number = Decimal(value)
    if not number.is_finite():
        return str(value)
    return Decimal(f"{number:.{SIGNIFICANT_DIGITS - 1}e}").normalize()
