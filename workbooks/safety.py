"""What is looked at before a workbook is parsed: its size, its parts, and how far its cells reach.

Each check costs little; a parser that meets the same file unguarded may take gigabytes or end the process.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext as _

ZIP_LEAD = b"PK\x03\x04"
OLD_EXCEL_LEAD = b"\xd0\xcf\x11\xe0"
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ACTIVE_PARTS = re.compile(r"vbaProject|externalLinks/|embeddings/|activeX/|\.exe$|\.dll$", re.IGNORECASE)
# Far more than any table of figures has.
MOST_DEPTH, MOST_ELEMENTS = 50, 200_000


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
    if name.lower().endswith((".xml", ".rels")):
        _Scan(limits, is_sheet=name.startswith("xl/worksheets/")).run(content)


class _Scan:
    """One pass over a part with the parser that the reader stands on, keeping nothing but counts."""

    def __init__(self, limits: Limits, *, is_sheet: bool):
        self.limits, self.is_sheet = limits, is_sheet
        self.depth = self.elements = self.row = 0
        self.seen: set[str] = set()

    def run(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)

    def _doctype(self, *_declaration) -> None:
        # Entities can make gigabytes of a line, or fetch other files.
        raise Unreadable(_("The workbook holds unusual parts. Open it and save it again as .xlsx."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH or self.elements > MOST_ELEMENTS:
            raise Unreadable(_("The workbook holds unusual parts. Open it and save it again as .xlsx."))
        kind = name.rpartition(":")[2]
        if self.is_sheet and kind in ("row", "c", "col"):
            self._place(kind, attributes)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _place(self, kind: str, attributes: dict[str, str]) -> None:
        if attributes.get("hidden", "0") not in ("0", "false"):
            raise Unreadable(_("A sheet has hidden rows or columns. Show them, so that nothing is read unseen."))
        if kind == "col":
            return
        place = attributes.get("r", "").strip().upper()
        if place in self.seen:
            raise Unreadable(_("The workbook names a row or cell twice. Open it and save it again as .xlsx."))
        if place:
            self.seen.add(place)
        letters = place.rstrip("0123456789")
        # Without a number of its own a row follows the one before.
        self.row = int(place[len(letters) :] or self.row + (kind == "row"))
        if self.row > self.limits.rows or _column_number(letters) > self.limits.columns:
            told = {"rows": self.limits.rows, "columns": self.limits.columns}
            raise Unreadable(_("A sheet has more than %(rows)d rows or %(columns)d columns. Delete what does not belong there.") % told)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
