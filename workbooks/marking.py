"""The marked file back: the same tables written anew from their cells, with what is wrong in colour and in a last column.

A stranger's file is never opened for it; what the readers told is all that goes in. It can be uploaded again as it is.
"""

import datetime
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import get_language

from workbooks.cells import Cell, Sheet

# Heads of the column of reasons, in every language of the portal: a reader leaves such a column out.
REASONS = {
    "zh-hans": "问题说明（由系统填写，再次上传时不读取）",
    "en": "Reasons (written by the portal, not read when uploaded again)",
}
# What stands in the first cell of the sheet in which a marked file carries what was said beside its cells.
ANSWERS = {
    "zh-hans": "答复（由系统填写，请勿修改；再次上传时自动沿用）",
    "en": "Answers (written by the portal, please don't change them; they are taken over when the file is uploaded again)",
}
ANSWER_SHEETS = {"zh-hans": "答复", "en": "Answers"}
# So many rows somebody may have put above it.
MOST_ROWS_ABOVE = 20
ANSWER_WIDTHS = (18, 18, 30, 40, 60)
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME, LONGEST_COMMENT = 31, 1_000
FIRST_DAY = datetime.date(1900, 3, 1)  # before it spreadsheets count a day that there was not

Place = tuple[int, int, int]


def without_reasons(sheet: Sheet) -> Sheet:
    """The sheet without the column that the portal has added to a marked file."""
    column = next(
        (column for (row, column), cell in sheet.cells.items() if row <= MOST_ROWS_ABOVE and cell.value in REASONS.values()), None
    )
    if column is None:
        return sheet
    return replace(sheet, cells={place: cell for place, cell in sheet.cells.items() if place[1] != column})


def without_answers(sheets: list[Sheet]) -> list[Sheet]:
    return [sheet for sheet in sheets if sheet.cell(1, 1).value not in ANSWERS.values()]


def answers_in(sheets: list[Sheet]) -> list[list[str]]:
    """The rows of answers that a marked file carries, as `marked_file` has written them."""
    found = [sheet for sheet in sheets if sheet.cell(1, 1).value in ANSWERS.values()]
    width = len(ANSWER_WIDTHS)
    return [
        [str(sheet.cell(row, column).value or "") for column in range(1, width + 1)]
        for sheet in found
        for row in range(2, sheet.last_row + 1)
    ]


def marked_file(sheets: list[Sheet], reasons: Mapping[Place, list[str]], answers: list[list[str]] | None = None) -> bytes:
    """The sheets as a workbook; `reasons` tells by place what is wrong there, in the language of the reader.

    `answers` are rows of texts that come back with the file, on a sheet of their own.
    """
    # Only this page needs the writer: the import would slow every start.
    import xlsxwriter

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": datetime.datetime(2000, 1, 1)})
    pen, names = _Pen(workbook), set()
    for number, sheet in enumerate(sheets, start=1):
        name = _name(sheet.name, number, names)
        names.add(name.lower())
        own = {(row, column): texts for (which, row, column), texts in reasons.items() if which == number}
        pen.sheet(workbook.add_worksheet(name), sheet, own)
    next((page for page, sheet in zip(workbook.worksheets(), sheets, strict=True) if not sheet.is_hidden)).activate()
    if answers:
        language = get_language() if get_language() in ANSWERS else "zh-hans"
        pen.answers(workbook.add_worksheet(_name(ANSWER_SHEETS[language], len(sheets) + 1, names)), [[ANSWERS[language]], *answers])
    workbook.close()
    return file.getvalue()


def _name(name: str, number: int, taken: set[str]) -> str:
    plain = FORBIDDEN.sub(" ", name).strip("' ")[:LONGEST_NAME]
    return plain if plain and plain.lower() not in taken | {"history"} else f"Sheet {number}"


class _Pen:
    def __init__(self, workbook):
        self.formats: dict[tuple, object] = {}
        self.workbook = workbook

    def look(self, *, wrong: bool, number_format: str = "", wraps: bool = False):
        key = wrong, number_format, wraps
        if key not in self.formats:
            told = {"bg_color": "#FBD5D5"} if wrong else {}
            told |= {"num_format": number_format} if number_format else {}
            told |= {"text_wrap": True, "valign": "top", "font_color": "#9B1C1C"} if wraps else {}
            self.formats[key] = self.workbook.add_format(told)
        return self.formats[key]

    def sheet(self, page, sheet: Sheet, reasons: dict[tuple[int, int], list[str]]) -> None:
        # Merged first: merging blanks what stands below.
        for area in sheet.merged:
            if len(area.places) > 1:
                page.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
        for place, cell in sorted(sheet.cells.items()):
            self._cell(page, cell, wrong=place in reasons)
        for row, column in reasons:
            if (row, column) not in sheet.cells:
                page.write_blank(row - 1, column - 1, None, self.look(wrong=True))
        self._hide(page, sheet)
        if reasons:
            self._reasons(page, sheet, reasons)

    def answers(self, page, rows: list[list[str]]) -> None:
        for column, width in enumerate(ANSWER_WIDTHS):
            page.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number, column, text)

    def _reasons(self, page, sheet: Sheet, reasons: dict[tuple[int, int], list[str]]) -> None:
        """Each reason as a comment at its cell, and all reasons of a row in a last column, where a person can filter them."""
        last = max(max(column for _row, column in {**sheet.cells, **reasons}), max((area.right for area in sheet.merged), default=0))
        page.write_string(0, last, REASONS.get(get_language(), REASONS["zh-hans"]), self.look(wrong=True, wraps=True))
        page.set_column(last, last, 60)
        rows = defaultdict(list)
        for (row, column), texts in sorted(reasons.items()):
            cell = sheet.cell(row, column)
            rows[row] += [f"{cell.letters}{row}: {text}" for text in texts]
            page.write_comment(row - 1, column - 1, "\n".join(texts)[:LONGEST_COMMENT], {"x_scale": 2})
        for row, texts in rows.items():
            if row > 1:
                page.write_string(row - 1, last, "\n".join(texts), self.look(wrong=True, wraps=True))

    def _cell(self, page, cell: Cell, *, wrong: bool) -> None:
        row, column, value = cell.row - 1, cell.column - 1, cell.value
        look = self.look(wrong=wrong, number_format=_number_format(cell))
        if cell.is_formula:
            # What it was worked out from is not kept; that it was is.
            number = float(value) if isinstance(value, Decimal) else None
            page.write_formula(
                row, column, f"={value}" if number is not None else '=""', look, number if number is not None else str(value or "")
            )
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, look)
        elif isinstance(value, Decimal):
            page.write_number(row, column, float(value), look)
        elif isinstance(value, datetime.date) and _day(value) >= FIRST_DAY:
            page.write_datetime(row, column, value, look)
        elif not cell.is_blank:
            page.write_string(row, column, str(value), look)

    @staticmethod
    def _hide(page, sheet: Sheet) -> None:
        """What was hidden stays so, and is asked for again when the file comes back."""
        for row in sheet.hidden_rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
        if sheet.is_hidden:
            page.hide()


def _day(value: datetime.date) -> datetime.date:
    return value.date() if isinstance(value, datetime.datetime) else value


def _number_format(cell: Cell) -> str:
    if isinstance(cell.value, datetime.datetime):
        return "yyyy-mm-dd hh:mm:ss"
    if isinstance(cell.value, datetime.date):
        return "yyyy-mm-dd"
    return "0.##########%" if cell.is_percent else ""
