"""What a file is, by its content alone: names are given by people."""

import io
import re
import zipfile

from workbooks.limits import Limits, Unreadable

XLSX, XLS, CSV = "xlsx", "xls", "csv"
ZIP_LEAD, COMPOUND_LEAD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_LEADS = (b"\xff\xfe", b"\xfe\xff")
MARKUP = re.compile(rb"^(\xef\xbb\xbf)?\s*<|^MIME-Version:|^\{\\rtf", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"


def kind_of(content: bytes, limits: Limits) -> str:
    """XLSX, XLS or CSV. Raises Unreadable for what is none of them."""
    if not content:
        raise Unreadable("empty")
    if len(content) > limits.bytes:
        raise Unreadable("bytes", most=limits.bytes // 1024)
    if content.startswith(ZIP_LEAD):
        return _kind_of_archive(content)
    if content.startswith(COMPOUND_LEAD):
        return _kind_of_compound(content)
    if MARKUP.search(content[:200]):
        raise Unreadable("web page")
    if content.startswith(UTF16_LEADS) or not (content.startswith(b"%PDF") or CONTROL.search(content)):
        return CSV
    raise Unreadable("kind")


def _kind_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except Exception as damage:  # a broken archive makes its reader stumble in more ways than it names
        raise Unreadable("damaged") from damage
    if "xl/workbook.xml" in names:
        return XLSX
    if "xl/workbook.bin" in names:
        raise Unreadable("binary workbook")
    # The first part of such a document is its type, stored as it is.
    raise Unreadable("open document" if OPEN_DOCUMENT in content[:200] else "kind")


def _kind_of_compound(content: bytes) -> str:
    """The old container of .xls also holds other documents, and workbooks with a password."""
    if _names(content, "EncryptedPackage"):
        raise Unreadable("password")
    if _names(content, "_VBA_PROJECT_CUR"):
        raise Unreadable("active")
    if not (_names(content, "Workbook") or _names(content, "Book")):
        raise Unreadable("kind")
    return XLS


def _names(content: bytes, stream: str) -> bool:
    return f"{stream}\0".encode("utf-16-le") in content
