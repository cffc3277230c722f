"""A table of text (CSV), read twice: by Python's csv module, and by the grammar written out as one expression."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from itertools import islice

from workbooks.limits import Limits, Unreadable
from workbooks.told import NO_TEXT, NUMBER, TEXT, Table, Told

NAME = "CSV"
DELIMITERS = ",\t;"
ROWS_TO_LOOK_AT = 1_000
# As a person writes a number. What begins with zeros is a code, what is longer than fifteen digits the number of a card.
FIGURE = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
MOST_DIGITS = 15
# Beyond them UTF-8 takes three bytes, which Chinese in GB18030 hardly ever looks like.
TWO_BYTES = "\u07ff"


def tables(content: bytes, limits: Limits) -> tuple[list[Table], list[Table]]:
    """What the two readers found."""
    text = decoded(content)
    if NO_TEXT.search(text):
        raise Unreadable("encoding")
    delimiter = _delimiter(text)
    return [_table(rows_by_module(text, delimiter), limits)], [_table(rows_by_grammar(text, delimiter), limits)]


def decoded(content: bytes) -> str:
    """The text, where it can only be meant in one way."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16") or _refuse("encoding")
    utf8, chinese = _strict(content, "utf-8-sig"), _strict(content, "gb18030")
    if utf8 is None:
        return chinese or _refuse("encoding")
    is_marked = content.startswith(b"\xef\xbb\xbf")
    if chinese not in (None, utf8) and not is_marked and max(utf8) <= TWO_BYTES:
        raise Unreadable("which encoding")
    return utf8


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse(code: str):
    raise Unreadable(code)


def _delimiter(text: str) -> str:
    """The sign that makes most rows equally wide."""
    rows = {sign: _equally_wide(text, sign) for sign in DELIMITERS if sign in text}
    best = [sign for sign, count in rows.items() if count == max(rows.values()) and count]
    if len(best) > 1:
        raise Unreadable("which delimiter")
    return best[0] if best else DELIMITERS[0]


def _equally_wide(text: str, delimiter: str) -> int:
    widths = Counter()
    # With a wrong delimiter quotation marks may stand in the wrong place.
    with suppress(Unreadable):
        for row in islice(rows_by_module(text, delimiter), ROWS_TO_LOOK_AT):
            widths[len(row)] += len(row) > 1
    return max(widths.values(), default=0)


def rows_by_module(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as unclear:
        raise Unreadable("quotes", row=reader.line_num) from unclear


def rows_by_grammar(text: str, delimiter: str) -> Iterator[list[str]]:
    """A field is quoted as a whole, or has no quotation mark at its beginning; it ends at a delimiter or with its row."""
    field = re.compile(rf'(?:"((?:[^"]|"")*)"|([^"{delimiter}\r\n][^{delimiter}\r\n]*|))({delimiter}|\r\n|\r|\n|\Z)')
    number, row, place = 1, [], 0
    while place < len(text) or row:
        found = field.match(text, place)
        if found is None:
            raise Unreadable("quotes", row=number)
        quoted, bare, end = found.groups()
        row.append(bare if quoted is None else quoted.replace('""', '"'))
        if end != delimiter:
            yield row
            number, row = number + 1, []
        place = found.end()


def _table(rows: Iterable[list[str]], limits: Limits) -> Table:
    cells = {}
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if not text.strip():
                continue
            if number > limits.rows or column > limits.columns:
                raise Unreadable("range", rows=limits.rows, columns=limits.columns)
            cells[number, column] = told_as_typed(text)
    return Table(NAME, False, [], [], [], cells, {})


def told_as_typed(text: str) -> Told:
    """What a text says that a person has typed: a number where it looks like one, else the text itself.

    >>> told_as_typed("12.5"), told_as_typed("007"), told_as_typed("1,200")
    (('n', '12.5'), ('t', '007'), ('t', '1,200'))
    """
    if FIGURE.fullmatch(text) and len(Decimal(text).as_tuple().digits) <= MOST_DIGITS:
        return NUMBER, text
    return TEXT, text.replace("\r\n", "\n").replace("\r", "\n")
