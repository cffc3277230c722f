"""What is looked at before a workbook is parsed: its size, its parts, and how far its cells reach.

Each check costs little; a parser that meets the same file unguarded may take gigabytes or end the process.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

ZIP_LEAD = b"PK\x03\x04"
OLD_EXCEL_LEAD = b"\xd0\xcf\x11\xe0"
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ACTIVE_PARTS = re.compile(r"vbaProject|externalLinks/|embeddings/|activeX/|\.exe$|\.dll$", re.IGNORECASE)
# In a sheet: <row r="12">, <c r="D12">, and hidden rows or columns.
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"']\s*(\d+)")
CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']\s*([A-Za-z]+)(\d+)")
HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*?\bhidden\s*=\s*[\"'](?:1|true)", re.IGNORECASE)


class Unreadable(ValueError):
    """The file can't be read as it is; the text tells a person why and what to do."""


@dataclass(frozen=True)
class Limits:
    bytes: int
    unpacked_bytes: int
    parts: int
    rows: int
    columns: int


def check(content: bytes, limits: Limits) -> None:
    """Raise Unreadable unless the workbook may be handed to the parser."""
    if not content:
        raise Unreadable(_("The file is empty."))
    if len(content) > limits.bytes:
        raise Unreadable(_("The file has more than %(most)d kB.") % {"most": limits.bytes // 1024})
    if content.startswith(OLD_EXCEL_LEAD):
        raise Unreadable(_("The file is an old .xls workbook or has a password. Save it as .xlsx without a password."))
    if not content.startswith(ZIP_LEAD):
        raise Unreadable(_("The file is not an .xlsx workbook."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, limits)
            for part in archive.infolist():
                _check_part(part.filename, archive.read(part), limits)
    except Unreadable:
        raise
    except Exception as damage:  # a broken archive makes its reader stumble in more ways than it names
        raise Unreadable(_("The file is damaged. Open it, save it again as .xlsx and try once more.")) from damage


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """The directory of the archive. What it tells of sizes is held to: reading a part never goes beyond."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.parts or len(set(names)) != len(names):
        raise Unreadable(_("The workbook consists of too many parts, or of two with one name."))
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise Unreadable(_("The workbook holds parts that lie outside of it."))
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Unreadable(_("The workbook has a password. Save it without one."))
    if any(part.compress_type not in METHODS for part in parts):
        raise Unreadable(_("The workbook is packed in an unusual way. Open it and save it again as .xlsx."))
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise Unreadable(_("Unpacked, the workbook would be far too large."))
    if any(ACTIVE_PARTS.search(name) for name in names):
        raise Unreadable(_("The workbook holds macros, embedded files or links to other files. Save it as .xlsx without them."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("The file is not an .xlsx workbook."))


def _check_part(name: str, content: bytes, limits: Limits) -> None:
    if not name.lower().endswith((".xml", ".rels")):
        return
    # Another encoding would hide from the searches below what the parser then reads.
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content or _declares_other_than_utf8(content):
        raise Unreadable(_("The workbook holds unusual parts. Open it and save it again as .xlsx."))
    if name.startswith("xl/worksheets/"):
        _check_sheet(content, limits)


def _declares_other_than_utf8(content: bytes) -> bool:
    declared = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", content[:200])
    return bool(declared) and declared.group(1).upper() not in (b"UTF-8", b"US-ASCII")


def _check_sheet(content: bytes, limits: Limits) -> None:
    rows = [int(number) for number in ROW.findall(content)]
    cells = [(letters.upper(), int(number)) for letters, number in CELL.findall(content)]
    if len(set(rows)) != len(rows) or len(set(cells)) != len(cells):
        raise Unreadable(_("The workbook names a row or cell twice. Open it and save it again as .xlsx."))
    last_row = max([*rows, *(number for _letters, number in cells)], default=0)
    last_column = max((_column_number(letters) for letters, _number in cells), default=0)
    if last_row > limits.rows or last_column > limits.columns or len(cells) > limits.rows * limits.columns:
        told = {"rows": limits.rows, "columns": limits.columns}
        raise Unreadable(_("A sheet has more than %(rows)d rows or %(columns)d columns. Delete what does not belong there.") % told)
    if HIDDEN.search(content):
        raise Unreadable(_("A sheet has hidden rows or columns. Show them, so that nothing is read unseen."))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
