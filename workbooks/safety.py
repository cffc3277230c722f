"""What is looked at before an .xlsx workbook is parsed: its parts, and how far its cells reach.

Each check costs little; a parser that meets the same file unguarded may take gigabytes or end its process.
"""

import io
import re
import zipfile

from workbooks.limits import Limits, Unreadable
from workbooks.structure import Scan, Structure

ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ACTIVE_PARTS = re.compile(r"vbaProject|externalLinks/|embeddings/|activeX/|\.exe$|\.dll$", re.IGNORECASE)
# Entities, comments and CDATA, which no spreadsheet writes: a parser may need gigabytes or minutes for one.
DECLARATION = re.compile(rb"<!")
# The longest text of a cell is 32,767 characters of at most six bytes.
ENDLESS = re.compile(rb"[^<]{200000}")


def check(content: bytes, limits: Limits) -> dict[str, Structure]:
    """What each part of the workbook is made of. Raises Unreadable unless it may be handed to a parser."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, limits)
            return {part.filename: _structure(archive.read(part), limits) for part in archive.infolist() if _is_xml(part.filename)}
    except Unreadable:
        raise
    except Exception as damage:  # a broken archive makes its reader stumble in more ways than it names
        raise Unreadable("damaged") from damage


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """The directory of the archive. What it tells of sizes is held to: reading a part never goes beyond."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.parts or len({name.lower() for name in names}) != len(names):
        raise Unreadable("parts")
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise Unreadable("outside")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Unreadable("password")
    if any(part.compress_type not in METHODS for part in parts):
        raise Unreadable("packing")
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise Unreadable("bomb")
    if any(ACTIVE_PARTS.search(name) for name in names):
        raise Unreadable("active")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _structure(content: bytes, limits: Limits) -> Structure:
    # What is not UTF-8 one reader understands and the other takes for nothing.
    if DECLARATION.search(content) or ENDLESS.search(content) or b"\0" in content:
        raise Unreadable("unusual")
    return Scan(limits).run(content)
