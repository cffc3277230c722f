"""What the reading process tells of a file: plain tuples that can be compared, and sent as JSON."""

import datetime
import math
import re
from decimal import Decimal
from typing import NamedTuple

from workbooks.cells import Area, Cell, Sheet, Value, letters_of
from workbooks.limits import Limits, Unreadable

NUMBER, TEXT, YES_OR_NO, DATE, ERROR = "n", "t", "b", "d", "e"
FORMULA, PERCENT = 1, 2
# No spreadsheet holds more. A file may hold such a text once, and show it in thousands of cells.
MOST_IN_A_CELL = 32_767
# What stands in a cell: its kind and its plain text, such as ("n", "0.3").
Told = tuple[str, str]
# Spreadsheets write characters that XML can't hold, and ends of lines, in ways of their own.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Parts of a number format that stand for themselves.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^]]*\]')


class Table(NamedTuple):
    """One sheet as a reader found it."""

    name: str
    is_hidden: bool
    merged: list[Area]
    hidden_rows: list[int]
    hidden_columns: list[int]
    cells: dict[tuple[int, int], Told]
    # place → what else is known of the cell
    flags: dict[tuple[int, int], int]


def told(value) -> Told | None:
    """What a reader's value says, the same for every reader; nothing for a blank cell.

    >>> told(0.1 + 0.2), told(57600), told("a_x000D_b"), told(True), told("")
    (('n', '0.3'), ('n', '57600'), ('t', 'a\\nb'), ('b', '1'), None)
    """
    if isinstance(value, str):
        if len(value) > MOST_IN_A_CELL:
            raise Unreadable("text")
        return (TEXT, plain(value)) if value.strip() else None
    if value is None:
        return None
    if isinstance(value, bool):
        return YES_OR_NO, "1" if value else ""
    if isinstance(value, int | float):
        # Nothing is added but to a negative zero, which would be told with its sign. Fifteen digits are what a person sees.
        return (NUMBER, f"{float(value) + 0.0:.15g}") if math.isfinite(value) else (TEXT, str(value))
    if isinstance(value, datetime.date):
        return DATE, _moment(value)
    return TEXT, plain(str(value))


def _moment(value: datetime.date) -> str:
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    # A second is finer than anybody types; readers round fractions of it in ways of their own.
    whole = (value + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    return whole.isoformat() if whole.time() != datetime.time() else whole.date().isoformat()


def plain(text: str) -> str:
    unescaped = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return unescaped.replace("\r\n", "\n").replace("\r", "\n") if "\r" in unescaped else unescaped


def is_percent(number_format: str) -> bool:
    """Whether a number format shows hundredths.

    >>> is_percent("0.0%"), is_percent('0"%"'), is_percent("General")
    (True, False, False)
    """
    return "%" in LITERAL.sub("", number_format or "")


def check_texts(tables: list[Table], limits: Limits) -> None:
    """Raise Unreadable where the cells hold more text than they may, or what no database would store as text."""
    if sum(len(text) for table in tables for _kind, text in table.cells.values()) > limits.characters:
        raise Unreadable("text")
    for table in tables:
        for place, (kind, text) in table.cells.items():
            if kind in (TEXT, ERROR) and NO_TEXT.search(text):
                raise Unreadable("character", place=address(table.name, place))


def address(sheet: str, place: tuple[int, int]) -> str:
    return f"{NO_TEXT.sub('', sheet)[:31]}!{letters_of(place[1])}{place[0]}"


def packed(table: Table) -> list:
    """A table as JSON holds it."""
    cells = [[row, column, kind, text, table.flags.get((row, column), 0)] for (row, column), (kind, text) in table.cells.items()]
    cells += [[*place, "", "", flag] for place, flag in table.flags.items() if place not in table.cells]
    return [table.name, table.is_hidden, table.merged, table.hidden_rows, table.hidden_columns, cells]


def unpacked(packed_table: list) -> Sheet:
    name, is_hidden, merged, hidden_rows, hidden_columns, cells = packed_table
    return Sheet(
        name=name,
        cells={
            (row, column): Cell(name, row, column, value_of(kind, text), bool(flags & FORMULA), bool(flags & PERCENT), kind == ERROR)
            for row, column, kind, text, flags in cells
        },
        merged=tuple(Area(*corners) for corners in merged),
        is_hidden=is_hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def value_of(kind: str, text: str) -> Value:
    if kind == NUMBER:
        return Decimal(text)
    if kind == DATE:
        return datetime.datetime.fromisoformat(text) if "T" in text else datetime.date.fromisoformat(text)
    if kind == YES_OR_NO:
        return bool(text)
    return text or None
