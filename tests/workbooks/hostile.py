"""Files made to hurt: each a few kilobytes that cost gigabytes or minutes, abort a reader, or say less than they hold."""

import io
import random
import re
import struct
import zipfile
import zlib

from tests.workbooks.files import GOOD, SHEET, book, flagged_encrypted, old_book, part, rebuilt, with_cell

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheet_with(extra: bytes) -> bytes:
    """GOOD with more behind the cells of its sheet."""
    return rebuilt({SHEET: part(SHEET).replace(b"</sheetData>", b"</sheetData>" + extra)})


def with_doctype(declarations: bytes, text: bytes) -> bytes:
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + text + b"</t></is></c></row></sheetData>"
    sheet = re.sub(rb"^(<\?xml[^>]*\?>)?", b"<!DOCTYPE x [" + declarations + b"]>", part(SHEET), count=1)
    return rebuilt({SHEET: sheet.replace(b"</sheetData>", cell)})


def laughs() -> bytes:
    """Ten of the thing before, nine times over."""
    names = b"abcdefghij"
    later = [b'<!ENTITY %c "%s">' % (names[n], b"&%c;" % names[n - 1] * 10) for n in range(1, 10)]
    return with_doctype(b'<!ENTITY a "haha">' + b"".join(later), b"&j;")


def shared_strings(items: bytes, cells: int, told: int) -> bytes:
    """A workbook whose cells all show the first of its shared strings."""
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, cells + 1))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part("[Content_Types].xml").replace(
        b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    )
    relation = f'<Relationship Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml" Id="rId99"/></Relationships>'.encode()
    changed = {
        SHEET: b'<worksheet xmlns="' + MAIN + b'"><sheetData>' + rows + b"</sheetData></worksheet>",
        "[Content_Types].xml": types,
        "xl/_rels/workbook.xml.rels": part("xl/_rels/workbook.xml.rels").replace(b"</Relationships>", relation),
    }
    strings = b'<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (MAIN, told, told, items)
    return rebuilt(changed, [("xl/sharedStrings.xml", strings)])


def overlapping(entries: int, size: int) -> bytes:
    """A directory with many names for one and the same packed stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed, crc = packer.compress(bytes(size)) + packer.flush(), zlib.crc32(bytes(size))
    sizes = struct.pack("<3I2H", crc, len(packed), size, 1, 0)
    first = b"PK\3\4" + struct.pack("<5H", 20, 0, 8, 0, 33) + sizes + b"x" + packed
    entry = b"PK\1\2" + struct.pack("<6H", 20, 20, 0, 8, 0, 33) + sizes + struct.pack("<3H2I", 0, 0, 0, 0, 0) + b"x"
    return first + entry * entries + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, entries, entries, len(entry) * entries, len(first), 0)


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive with another size told of one part, in both places."""
    lied = bytearray(content)
    entry = lied.rfind(b"PK\1\2", 0, lied.rfind(name.encode()))
    [head] = struct.unpack_from("<I", lied, entry + 42)
    for place in (entry + 24, head + 22):
        struct.pack_into("<I", lied, place, size)
    return bytes(lied)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def compound(*streams: str, sectors: int = 2**32 - 1) -> bytes:
    """The head of an old container that tells of more sectors than the world has, and names of streams."""
    head = bytearray(COMPOUND.ljust(512, b"\0"))
    for place, form, value in ((26, "H", 3), (28, "H", 0xFFFE), (30, "H", 9), (32, "H", 6), (44, "I", sectors), (56, "I", 4096)):
        struct.pack_into(f"<{form}", head, place, value)
    return bytes(head) + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams) + bytes(1024)


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def sheets(count: int) -> bytes:
    return book(("a",), tweak=lambda workbook: [workbook.create_sheet(f"s{number}") for number in range(count - 1)])


def merged(*areas: str) -> bytes:
    return sheet_with(b"<mergeCells>" + b"".join(b'<mergeCell ref="%s"/>' % area.encode() for area in areas) + b"</mergeCells>")


def inline(text: bytes) -> bytes:
    return b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


def sheet_elsewhere(sheet: bytes) -> bytes:
    """A workbook whose sheet lies where nobody looks for one."""
    moved = {
        name: part(name).replace(b"worksheets/sheet1.xml", b"theme/theme9.xml")
        for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    }
    return rebuilt(moved, [("xl/theme/theme9.xml", sheet)])


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

# what → (file, the reasons of which one must be given)
HOSTILE = {
    "noise behind a good file": (GOOD + random.Random(1).randbytes(5 * 2**20), {"bytes"}),
    "a table of text named otherwise": (b"%PDF-1.7\n" + GOOD, {"kind"}),
    "a picture and a workbook in one": (b"\x89PNG\r\n\x1a\n" + GOOD, {"kind"}),
    "a workbook that is a web page too": (b"<html><!--" + GOOD, {"web page"}),
    "a web page in Chinese": ("<html><table><tr><td>区县".encode("gb18030"), {"web page"}),
    "XML that Excel opens": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', {"web page"}),
    "a binary workbook": (archive({"xl/workbook.bin": b"x"}), {"binary workbook"}),
    "an open document": (archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), {"open document"}),
    "cut in half": (GOOD[: len(GOOD) // 2], {"damaged"}),
    "one byte of the sheet flipped": (flipped(GOOD, GOOD.find(b"sheet1.xml") + 60), {"damaged", "unusual"}),
    "encrypted within": (flagged_encrypted(GOOD), {"password"}),
    "encrypted as a whole": (compound("EncryptedPackage", "EncryptionInfo"), {"password"}),
    "a comment of 300 MB": (sheet_with(b"<!--" + b"A" * 300 * 2**20 + b"-->"), {"bomb"}),
    "a comment of 40 MB": (sheet_with(b"<!--" + b"A" * 40 * 2**20 + b"-->"), {"unusual"}),
    "an attribute of 40 MB": (sheet_with(b'<x y="' + b"A" * 40 * 2**20 + b'"/>'), {"unusual"}),
    "40 MB of blanks": (sheet_with(b" " * 40 * 2**20), {"unusual"}),
    "one stream under 2,000 names": (overlapping(2000, 10 * 2**20), {"kind", "parts"}),
    "more than it tells": (lying(sheet_with(b"<!--" + b"A" * 300 * 2**20 + b"-->"), SHEET, 100), {"damaged"}),
    "30,000 parts": (rebuilt(added=[(f"j/{number}", b"") for number in range(30_000)]), {"parts"}),
    "two sheets of one name": (rebuilt(added=[(SHEET.upper(), part(SHEET))]), {"parts"}),
    "a part outside": (rebuilt(added=[("../../evil.xml", b"x")]), {"outside"}),
    "a billion laughs": (laughs(), {"unusual"}),
    "one long entity many times": (with_doctype(b'<!ENTITY a "' + b"A" * 100_000 + b'">', b"&a;" * 80), {"unusual"}),
    "an entity from a file": (with_doctype(b'<!ENTITY a SYSTEM "file:///etc/hostname">', b"&a;"), {"unusual"}),
    "a definition from elsewhere": (
        rebuilt({SHEET: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + part(SHEET)}),
        {"unusual"},
    ),
    "200,000 elements in each other": (sheet_with(b"<a>" * 200_000 + b"</a>" * 200_000), {"unusual"}),
    "a million elements": (sheet_with(b"<a/>" * 1_000_000), {"unusual"}),
    "500,000 styles": (
        rebuilt({"xl/styles.xml": part("xl/styles.xml").replace(b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>")}),
        {"unusual"},
    ),
    "50,000 merged areas": (merged(*(f"A{row % 4000 + 3}:B{row % 4000 + 3}" for row in range(50_000))), {"unusual"}),
    "everything merged": (merged("A1:XFD1048576"), {"range"}),
    "a few large areas over each other": (merged(*["A1:AN5000"] * 20), {"unusual"}),
    "a cell at the end of the world": (with_cell(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), {"range"}),
    "a cell far from its row": (with_cell(b'<row r="9"><c r="A99"><v>1</v></c></row>'), {"order"}),
    "a sheet under another name": (sheet_elsewhere(part(SHEET).replace(b"</sheetData>", FAR)), {"range"}),
    "columns hidden from long before": (
        rebuilt({SHEET: part(SHEET).replace(b"<sheetData>", b'<cols><col min="-999999999" max="1" hidden="1"/></cols><sheetData>')}),
        {"hidden", "damaged"},
    ),
    "16,384 columns": (book(*[[1] * 16_384] * 30), {"range"}),
    "190 sheets": (sheets(190), {"sheets"}),
    "5,000 sheets": (sheets(5_000), {"parts"}),
    "a million shared strings": (shared_strings(b"<si><t>x</t></si>" * 1_000_000, 5, 1_000_000), {"unusual", "bomb"}),
    "four billion strings told of": (shared_strings(b"<si><t>x</t></si>", 20, 2**32 - 1), {"limits", "damaged"}),
    "one long string in every row": (shared_strings(b"<si><t>" + b"x" * 150_000 + b"</t></si>", 5_000, 1), {"text"}),
    "a string as long as may be in every row": (shared_strings(b"<si><t>" + b"x" * 32_767 + b"</t></si>", 5_000, 1), {"text"}),
    "a string that is not there": (with_cell(b'<row r="9"><c r="A9" t="s"><v>7</v></c></row>'), {"damaged"}),
    "a NUL spelled out": (with_cell(inline(b"a_x0000_b")), {"character"}),
    "half a character spelled out": (with_cell(inline(b"a_xD800_b")), {"character", "readers"}),
    "half a character in bytes": (with_cell(inline(b"\xed\xa0\x80")), {"damaged"}),
    "a sheet in UTF-16": (rebuilt({SHEET: part(SHEET).decode().encode("utf-16")}), {"unusual"}),
    "a number that overflows": (with_cell(b'<row r="9"><c r="A9"><v>' + b"9" * 5000 + b"</v></c></row>"), {"damaged"}),
    "macros": (rebuilt(added=[("xl/vbaProject.bin", b"x")]), {"active"}),
    "links to other files": (rebuilt(added=[("xl/externalLinks/externalLink1.xml", b"<x/>")]), {"active"}),
    "an old container of endless sectors": (compound("Workbook"), {"damaged", "limits"}),
    "an old letter": (compound("WordDocument"), {"kind"}),
    "an old workbook with macros": (compound("Workbook", "_VBA_PROJECT_CUR"), {"active"}),
    "an old workbook, cut": (old_book()[:4096], {"damaged", "kind"}),
    "an old workbook of 60,000 rows": (old_book(lambda sheet: sheet.write(60_000, 200, 1)), {"range"}),
    "a text field without end": (b'a,"' + b"x" * 4 * 2**20, {"quotes"}),
    "two million commas": (b"," * 2_000_000 + b"1", {"range"}),
    "a million rows of text": (b"1,2\n" * 1_000_000, {"range"}),
}
