"""An old .xls workbook as xlrd reads it."""

import datetime
import io
import struct
from collections.abc import Iterator

from workbooks.cells import Area
from workbooks.limits import Limits, Unreadable
from workbooks.told import ERROR, FORMULA, PERCENT, Table, Told, is_percent, told

# Records of the file format: number, length, content.
BEGIN, END, FORMULAS, LINK = 0x0809, 0x000A, (0x0006, 0x0206, 0x0406), 0x01AE
# A link that leads to the workbook itself, or to functions that come with the program.
OWN_LINKS = (b"\x01\x04", b"\x01\x3a")


def tables(content: bytes, limits: Limits) -> list[Table]:
    import xlrd

    try:
        # Only with its formats does xlrd tell what is merged and hidden, and only on demand it keeps the records for a second look.
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as refused:
        raise Unreadable("password" if "encrypted" in str(refused) else "damaged") from refused
    if book.nsheets > limits.sheets:
        raise Unreadable("sheets", most=limits.sheets)
    if _has_foreign_links(book):
        raise Unreadable("active")
    return [_table(book, sheet, number, limits) for number, sheet in enumerate(book.sheets())]


def _table(book, sheet, number: int, limits: Limits) -> Table:
    if sheet.nrows > limits.rows or sheet.ncols > limits.columns:
        raise Unreadable("range", rows=limits.rows, columns=limits.columns)
    formats = [is_percent(book.format_map[style.format_key].format_str) for style in book.xf_list]
    cells, flags = {}, dict.fromkeys(_formulas(book, number), FORMULA)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            place, said = (row + 1, column + 1), _told(book, cell)
            if said:
                cells[place] = said
            if cell.ctype == 2 and formats[cell.xf_index]:
                flags[place] = flags.get(place, 0) | PERCENT
    return Table(
        name=sheet.name,
        is_hidden=sheet.visibility != 0,
        merged=[Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        hidden_rows=[row + 1 for row, told_of in sorted(sheet.rowinfo_map.items()) if told_of.hidden],
        hidden_columns=[column + 1 for column, told_of in sorted(sheet.colinfo_map.items()) if told_of.hidden],
        cells=cells,
        flags=flags,
    )


def _told(book, cell) -> Told | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ERROR, xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return told(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return told(_moment(book, cell))
    return told(cell.value)


def _moment(book, cell) -> datetime.date | datetime.time | datetime.timedelta:
    from xlrd.xldate import xldate_as_datetime

    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if "[h" in number_format.lower():
        return datetime.timedelta(days=cell.value)
    moment = xldate_as_datetime(cell.value, book.datemode)
    return moment.time() if cell.value < 1 else moment


def _formulas(book, number: int) -> list[tuple[int, int]]:
    """Places of formulas; xlrd tells what they came to, but not that they are some."""
    places, depth = [], 0
    for record, content in _records(book.mem, book._sh_abs_posn[number]):
        # A chart within the sheet is a stream within its stream.
        depth += (record == BEGIN) - (record == END)
        if record in FORMULAS and depth == 1:
            row, column = struct.unpack_from("<2H", content)
            places.append((row + 1, column + 1))
        if depth == 0:
            break
    return places


def _has_foreign_links(book) -> bool:
    """A link tells how many sheets it leads to, and then to where."""
    return any(record == LINK and content[2:4] not in OWN_LINKS for record, content in _records(book.mem, book.base))


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        record, length = struct.unpack_from("<2H", stream, place)
        yield record, stream[place + 4 : place + 4 + length]
        place += 4 + length
