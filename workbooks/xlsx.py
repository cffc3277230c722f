"""An .xlsx workbook as openpyxl reads it, with what the look at its parts has found."""

import io
import sys

from workbooks import safety
from workbooks.limits import Limits, Unreadable
from workbooks.structure import Structure
from workbooks.told import ERROR, FORMULA, PERCENT, Table, is_percent, told

# Built-in formats of Chinese spreadsheets that show dates; the file does not spell them out, and openpyxl takes them for numbers.
EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}


def tables(content: bytes, limits: Limits) -> list[Table]:
    # openpyxl would load it where it is installed, and need twice the time and memory to start.
    sys.modules.setdefault("numpy", None)
    from openpyxl import load_workbook

    structures = safety.check(content, limits)
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not workbook.worksheets:
        raise Unreadable("no sheet")
    if len(workbook.worksheets) > limits.sheets:
        raise Unreadable("sheets", most=limits.sheets)
    return [_table(worksheet, structures) for worksheet in workbook.worksheets]


def _table(worksheet, structures: dict[str, Structure]) -> Table:
    structure = structures.get(worksheet._worksheet_path)
    if structure is None or structure.root != "worksheet":
        raise Unreadable("damaged")
    # The size that a file tells of itself is not to be believed.
    worksheet.reset_dimensions()
    cells, flags, formats = {}, dict.fromkeys(structure.formulas, FORMULA), _Formats()
    for cell in (cell for row in worksheet.iter_rows() for cell in row if cell.value is not None):
        place = cell.row, cell.column
        value = formats.value(cell)
        said = told(value)
        if said and cell.data_type == "e":
            said = ERROR, said[1]
        if said:
            cells[place] = said
        if formats.shows_percent(cell):
            flags[place] = flags.get(place, 0) | PERCENT
    return Table(
        name=worksheet.title,
        is_hidden=worksheet.sheet_state != "visible",
        merged=structure.merged,
        hidden_rows=sorted(structure.hidden_rows),
        hidden_columns=sorted(structure.hidden_columns),
        cells=cells,
        flags=flags,
    )


class _Formats(dict):
    """What each style of a workbook makes of a number: whether it shows a percentage, whether a date."""

    def value(self, cell):
        if cell.data_type != "n" or not self._of(cell)[1]:
            return cell.value
        from openpyxl.utils.datetime import from_excel

        return from_excel(cell.value, cell.parent.parent.epoch)

    def shows_percent(self, cell) -> bool:
        return cell.data_type == "n" and self._of(cell)[0]

    def _of(self, cell) -> tuple[bool, bool]:
        # openpyxl works a format out anew for every cell that asks.
        known = self.get(cell._style_id)
        if known is None:
            known = self[cell._style_id] = is_percent(cell.number_format), cell.style_array.numFmtId in EAST_ASIAN_DATES
        return known
