"""Files that nobody should trust, and those that must be read all the same."""

import datetime
import random
import zipfile
from decimal import Decimal

import pytest

from tests.workbooks.files import GOOD, SHEET, archive_of_a_text, book, flagged_encrypted, part, rebuilt, with_cell
from workbooks import Limits, Unreadable, read_workbook

LIMITS = Limits(bytes=200_000, unpacked_bytes=2_000_000, parts=40, rows=100, columns=20)


def hide(what):
    def tweak(workbook):
        if what == "sheet":
            workbook.create_sheet("x").sheet_state = "veryHidden"
        elif what == "row":
            workbook.active.row_dimensions[1].hidden = True
        else:
            workbook.active.column_dimensions["A"].hidden = True

    return tweak


BAD_FILES = {
    "nothing": (b"", "empty"),
    "more bytes than allowed": (GOOD + random.Random(1).randbytes(200_001), "more than 195 kB"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "neither a workbook"),
    "another document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "neither a workbook"),
    "a page of a browser": (b"<html><table><tr><td>", "web page"),
    "cut in half": (GOOD[: len(GOOD) // 2], "damaged"),
    "without its directory": (GOOD[:-22] + b"\0" * 22, "damaged"),
    "an archive of something else": (archive_of_a_text(), "neither a workbook"),
    "with a password": (flagged_encrypted(GOOD), "password"),
    "a bomb": (rebuilt({SHEET: part(SHEET) + b"<!--" + b"A" * 50_000_000 + b"-->"}), "far too large"),
    "many parts": (rebuilt(added=[(f"j/{number}", b"") for number in range(100)]), "too many parts"),
    "a part outside": (rebuilt(added=[("../../evil.txt", b"x")]), "outside"),
    "an unusual packing": (rebuilt(method=zipfile.ZIP_LZMA), "unusual way"),
    "an entity": (rebuilt({SHEET: part(SHEET).replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)}), "unusual parts"),
    "an entity in another encoding": (
        rebuilt({SHEET: part(SHEET).replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1).decode().encode("utf-16")}),
        "unusual parts",
    ),
    "elements without end": (
        rebuilt({SHEET: part(SHEET).replace(b"</sheetData>", b"<a>" * 1000 + b"</a>" * 1000 + b"</sheetData>")}),
        "unusual parts",
    ),
    "half a million styles": (
        rebuilt({"xl/styles.xml": part("xl/styles.xml").replace(b"</cellXfs>", b"<xf/>" * 390_000 + b"</cellXfs>")}),
        "unusual parts",
    ),
    "rows without end": (with_cell(b"<row/>" * 200), "more than 100 rows"),
    "a far cell behind a bracket": (with_cell(b'<row spans="&gt;>" r="9999"><c r="A9999"><v>1</v></c></row>'), "more than 100 rows"),
    "macros": (rebuilt(added=[("xl/vbaProject.bin", b"x")]), "macros"),
    "links to other files": (rebuilt(added=[("xl/externalLinks/externalLink1.xml", b"<x/>")]), "macros"),
    "a cell at the end of the world": (with_cell(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "more than 100 rows"),
    "too many columns": (book([1] * 21), "more than 100 rows or 20 columns"),
    "too many rows": (book(*[[1]] * 101), "more than 100 rows"),
    "a row told twice": (with_cell(b'<row r="1"><c r="E1"><v>7</v></c></row>'), "twice"),
    "a cell told twice": (with_cell(b'<row r="9"><c r="E9"><v>7</v></c><c r="E9"><v>8</v></c></row>'), "twice"),
    "a text that is not there": (with_cell(b'<row r="9"><c r="E9" t="s"><v>700</v></c></row>'), "damaged"),
    "broken xml": (rebuilt({SHEET: part(SHEET)[:-20]}), "damaged"),
    "no workbook part": (rebuilt({"xl/workbook.xml": b"<x/>"}), "no sheet"),
    "a hidden row": (book(tweak=hide("row")), "hidden rows or columns"),
    "a hidden column": (book(tweak=hide("column")), "hidden rows or columns"),
    "a hidden sheet": (book(tweak=hide("sheet")), "hidden sheet"),
}


@pytest.mark.parametrize(("content", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_plain_words(content, words):
    with pytest.raises(Unreadable) as refused:
        read_workbook(content, LIMITS)
    assert words in str(refused.value)


def test_cells_are_read_with_their_places():
    [sheet] = read_workbook(book(("区", 1.5, None, True), (datetime.date(2022, 5, 1), 0.1 + 0.2)), LIMITS)
    assert sheet.cell(1, 1).value == "区"
    assert sheet.cell(1, 2).value == Decimal("1.5")
    assert sheet.cell(1, 4).value is True
    assert sheet.cell(2, 1).value == datetime.date(2022, 5, 1)
    assert sheet.cell(2, 2).value == Decimal("0.3")
    assert sheet.cell(7, 7).is_blank
    assert (sheet.last_row, sheet.cell(7, 28).letters) == (2, "AB")


@pytest.mark.parametrize("dimension", [b"A1", b"A1:XFD1048576"])
def test_the_size_that_a_file_tells_of_itself_is_not_believed(dimension):
    content = rebuilt({SHEET: part(SHEET).replace(b'ref="A1:B2"', b'ref="' + dimension + b'"')})
    [sheet] = read_workbook(content, LIMITS)
    assert sheet.cell(2, 2).value == 2
