"""The same table as CSV, Excel workbook and JSON: all rows, numbers as numbers."""

import csv
import io
import json
from decimal import Decimal

from tables.table import Column, Table

# Spreadsheets run a text cell that begins like this as a formula.
FORMULA_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
MOST_PLACES = 9  # tonnes down to the milligram


def head(column: Column) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else str(column.label)


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel and WPS read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([head(column) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_value(cell.value) for cell in row.cells])
    return text.getvalue().encode("utf-8-sig")


def _csv_value(value):
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_LEADS):
        return f"'{value}"
    # Not str(): it writes a zero of nine decimals as 0E-9.
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def as_xlsx(table: Table) -> bytes:
    """One sheet with title, head and rows; landscape A4, head frozen and repeated in print."""
    # Only exports need the writer: the import would slow every start.
    import xlsxwriter

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = workbook.add_worksheet()
    title = workbook.add_format({"bold": True, "font_size": 14})
    label = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    sheet.write_string(0, 0, str(table.title), title)
    sheet.write_string(1, 0, " · ".join([str(table.as_of), *([str(table.frozen["seal"])] if table.frozen else [])]))
    for position, column in enumerate(table.columns):
        sheet.write_string(2, position, head(column), label)
        sheet.set_column(position, position, 12 if column.numeric else 18)
    digits = {places: workbook.add_format({"num_format": _number_format(places)}) for places in range(MOST_PLACES + 1)}
    for number, row in enumerate(table.rows, start=3):
        for position, cell in enumerate(row.cells):
            if isinstance(cell.value, str):
                sheet.write_string(number, position, cell.value)
            elif cell.value is not None:
                sheet.write_number(number, position, cell.value, digits[_places(cell.value)])
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    workbook.close()
    return file.getvalue()


def _places(value: int | Decimal) -> int:
    return max(0, -value.as_tuple().exponent) if isinstance(value, Decimal) else 0


def _number_format(places: int) -> str:
    return f"#,##0.{'0' * places}" if places else "#,##0"


def as_json(table: Table) -> bytes:
    """Columns and rows by key; decimals are texts, so that no reader makes them inexact; no data is null."""
    content = {
        "columns": [{"key": column.key, "label": str(column.label), "unit": str(column.unit)} for column in table.columns],
        "rows": [
            {column.key: _json_value(cell.value) for column, cell in zip(table.columns, row.cells, strict=True)} for row in table.rows
        ],
        "as_of": str(table.as_of),
    }
    if table.frozen:
        content |= {"as_of": table.frozen["as_of"], "frozen": table.frozen}
    return json.dumps(content, ensure_ascii=False).encode()


def _json_value(value):
    return f"{value:f}" if isinstance(value, Decimal) else value
