"""The workbook of a district's month: a plant a row, last month and last year beside each figure.

What stands where is told here once, for the hand that writes it and the one that reads it back. The keys of the plants stand in a
narrow grey column and not in a hidden one: a file that hides something is refused.
"""

import datetime
import io
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext as _

from formulas.months import month_text, parse_month
from treatment_plants.models import BlankCode
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_columns import SheetColumn
from treatment_plants.sheet_rows import SheetCell, SheetRow

FORMAT = "plant-month-1"
TITLE_ROW, STAMP_ROW, HELP_ROW, KEY_ROW, HEAD_ROW, FIRST_ROW = range(1, 7)
LABEL_COLUMN, STAMP_COLUMN = 2, 3
KEY_COLUMN, NAME_COLUMN, FIRST_COLUMN = 1, 2, 3
LAST_MONTH, LAST_YEAR = "last_month", "last_year"


@dataclass(frozen=True)
class Stamp:
    """For which district and month a workbook was handed out."""

    district: str
    month: int

    def __str__(self):
        return f"{FORMAT}/{self.district}/{month_text(self.month)}"


def read_stamp(text: str) -> Stamp | None:
    """The stamp that a cell holds; None where it is none of this form."""
    parts = text.strip().split("/")
    if len(parts) != 3 or parts[0] != FORMAT:
        return None
    try:
        return Stamp(parts[1], parse_month(parts[2]))
    except ValueError:
        return None


@dataclass(frozen=True)
class Field:
    """One column of the workbook. `key` is the name of the sheet's field, or says that the column is only to be read."""

    key: str
    label: str
    column: SheetColumn
    shows: str = ""  # LAST_MONTH or LAST_YEAR: what stands there is not read back

    @property
    def is_code(self) -> bool:
        return self.key == self.column.code_name


def fields_of(columns: list[SheetColumn]) -> list[Field]:
    """The columns behind the plant's name, in order."""
    found = []
    for column in columns:
        unit = f"（{column.unit_name}）" if column.unit_name else ""
        found.append(Field(column.name, f"{column.label}{unit}", column))
        if column.unit:
            found.append(Field(f"{column.name}.{LAST_MONTH}", _("last month"), column, LAST_MONTH))
            found.append(Field(f"{column.name}.{LAST_YEAR}", _("last year"), column, LAST_YEAR))
        if column.code_name:
            found.append(Field(column.code_name, _("if blank: why"), column))
    return found


def key_of(row: SheetRow) -> str:
    """Plant, and the version of its return that the workbook was filled with."""
    return f"{row.plant.pk}:{row.form.kept.seen_version}"


def codes_of(row: SheetRow, name: str) -> list[BlankCode]:
    """The reasons that a row may give at a column."""
    values = [value for value, _label in row.form.fields[name].choices] if name in row.form.fields else []
    return [BlankCode(value) for value in values if value]


def month_file(sheet: Sheet) -> bytes:
    """The workbook, filled with what the portal holds now."""
    # Only this page needs the writer: the import would slow every start.
    import xlsxwriter

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Without a date of its own the same content gives the same file.
    workbook.set_properties({"created": datetime.datetime(2000, 1, 1)})
    page = _Page(workbook, sheet)
    page.head(sheet)
    for number, row in zip(count(FIRST_ROW), sheet.rows, strict=False):
        page.row(number, row)
    workbook.close()
    return file.getvalue()


class _Page:
    """The sheet under the writer's hands: what may be typed in is open, the rest is locked without a password."""

    def __init__(self, workbook, sheet: Sheet):
        self.fields = fields_of(sheet.columns)
        self.page = workbook.add_worksheet(sheet.month_text)
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.fixed = workbook.add_format({"bg_color": "#EDF1F5"})
        self.key = workbook.add_format({"font_size": 6, "font_color": "#B8C0C9"})
        self.label = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.quiet_label = workbook.add_format(
            {"font_size": 8, "font_color": "#6B7785", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.quiet = workbook.add_format({"font_size": 8, "font_color": "#6B7785", "bg_color": "#F4F6F8", "align": "right"})
        self.number = workbook.add_format({"locked": False, "num_format": "0.#########"})
        self.whole = workbook.add_format({"locked": False, "num_format": "0"})
        self.text = workbook.add_format({"locked": False, "num_format": "@", "text_wrap": True})
        self.code = workbook.add_format({"locked": False, "font_size": 9})
        self.closed = workbook.add_format({"bg_color": "#EDF1F5"})
        self.page.protect("", {"format_columns": True, "format_rows": True})
        self.page.freeze_panes(HEAD_ROW, NAME_COLUMN)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_column(KEY_COLUMN - 1, KEY_COLUMN - 1, 2)
        self.page.set_column(NAME_COLUMN - 1, NAME_COLUMN - 1, 24)
        for column, field in enumerate(self.fields, start=FIRST_COLUMN):
            width = 8 if field.shows else 14 if field.is_code else 12 if field.column.unit else 30
            self.page.set_column(column - 1, column - 1, width)

    def head(self, sheet: Sheet) -> None:
        title = _("%(district)s: wastewater plants in %(month)s") % {"district": sheet.district, "month": sheet.month_text}
        self._text(TITLE_ROW, LABEL_COLUMN, title, self.title)
        self._text(STAMP_ROW, LABEL_COLUMN, _("Template"))
        self._text(STAMP_ROW, STAMP_COLUMN, str(Stamp(sheet.district.code, sheet.month)), self.fixed)
        self._text(
            HELP_ROW,
            LABEL_COLUMN,
            _("Fill in the white cells. Blank is not zero: where a figure is missing, choose why. Then upload this file."),
        )
        self._text(KEY_ROW, KEY_COLUMN, "plant", self.key)
        self._text(KEY_ROW, NAME_COLUMN, "name", self.key)
        self._text(HEAD_ROW, NAME_COLUMN, _("Plant"), self.label)
        for column, field in enumerate(self.fields, start=FIRST_COLUMN):
            self._text(KEY_ROW, column, field.key, self.key)
            self._text(HEAD_ROW, column, field.label, self.quiet_label if field.shows else self.label)

    def row(self, number: int, row: SheetRow) -> None:
        self._text(number, KEY_COLUMN, key_of(row), self.key)
        self._text(number, NAME_COLUMN, str(row.plant), self.fixed)
        cells = {cell.column.name: cell for cell in row.cells}
        for column, field in enumerate(self.fields, start=FIRST_COLUMN):
            self._cell(number, column, field, cells[field.column.name], row)

    def _cell(self, number: int, column: int, field: Field, cell: SheetCell, row: SheetRow) -> None:
        if field.shows:
            self._text(number, column, getattr(cell, field.shows), self.quiet)
        elif cell.bound is None or not row.is_editable:
            self._text(number, column, "" if field.is_code else cell.text, self.closed)
        elif field.is_code:
            choices = [str(code.label) for code in codes_of(row, field.key)]
            self.page.data_validation(number - 1, column - 1, number - 1, column - 1, {"validate": "list", "source": choices})
            self._text(number, column, cell.code_text, self.code)
        elif field.column.unit is None:
            self._text(number, column, cell.text, self.text)
        elif cell.value is None:
            self.page.write_blank(number - 1, column - 1, None, self._look(field))
        else:
            self.page.write_number(number - 1, column - 1, field.column.unit.exact(cell.value), self._look(field))

    def _look(self, field: Field):
        return self.number if field.column.unit.decimals else self.whole

    def _text(self, row: int, column: int, text: str, look=None) -> None:
        if text:
            self.page.write_string(row - 1, column - 1, str(text), look)
        else:
            self.page.write_blank(row - 1, column - 1, None, look)
