"""One pass over a part of a workbook with the parser that the reader stands on: how far it reaches, what it hides."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from workbooks.cells import Area, column_of
from workbooks.limits import Limits, Unreadable

MOST_DEPTH = 50
# Far more than any table of figures has.
MOST_MERGED = 5_000
MOST_STYLE_ELEMENTS = 100_000
# Beside the cells, of which each may have a value, a formula and a text of its own.
MOST_OTHER_ELEMENTS, ELEMENTS_OF_A_CELL = 100_000, 4
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


@dataclass
class Structure:
    root: str = ""
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)


class Scan:
    """Keeps places and counts, never what stands in the cells."""

    def __init__(self, limits: Limits):
        self.limits, self.found = limits, Structure()
        self.depth = self.elements = self.row = self.column = self.merged_cells = 0
        self.most_elements = MOST_OTHER_ELEMENTS + ELEMENTS_OF_A_CELL * limits.cells
        self.noted = {}

    def run(self, content: bytes) -> Structure:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)
        return self.found

    def _doctype(self, *_declaration) -> None:
        # Entities can make gigabytes of a line, or fetch other files.
        raise Unreadable("unusual")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH or self.elements > self.most_elements:
            raise Unreadable("unusual")
        kind = name.rpartition(":")[2]
        if not self.found.root:
            self._root(kind)
        note = self.noted.get(kind)
        if note:
            note(attributes)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _root(self, kind: str) -> None:
        self.found.root = kind
        if kind == "styleSheet":
            self.most_elements = MOST_STYLE_ELEMENTS
        elif kind == "worksheet":
            # A sheet is known by what it is: its name may be any.
            self.noted = {"row": self._row, "c": self._cell, "f": self._formula, "col": self._columns, "mergeCell": self._merge}

    def _row(self, attributes: dict[str, str]) -> None:
        # Without a number of its own a row follows the one before.
        row = int(attributes.get("r") or self.row + 1)
        self._forward(row > self.row)
        self._within(row, 1)
        self.row, self.column = row, 0
        if _is_yes(attributes.get("hidden")) or _is_nothing(attributes.get("ht")):
            self.found.hidden_rows.add(row)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        row, column = _place(reference) if reference else (self.row, self.column + 1)
        self._within(row, column)
        self._forward(row == self.row and column > self.column)
        self.column = column

    def _formula(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("ref") if attributes.get("t") in ("array", "dataTable") else None
        # One formula may fill a whole area; only its first cell bears it.
        self.found.formulas |= set(self._area(reference).places if reference else [(self.row, self.column)])

    def _columns(self, attributes: dict[str, str]) -> None:
        if _is_yes(attributes.get("hidden")) or _is_nothing(attributes.get("width")):
            last = min(int(attributes["max"]), self.limits.columns)
            self.found.hidden_columns |= set(range(max(int(attributes["min"]), 1), last + 1))

    def _merge(self, attributes: dict[str, str]) -> None:
        area = self._area(attributes["ref"])
        self.found.merged.append(area)
        self.merged_cells += len(area.places)
        if len(self.found.merged) > MOST_MERGED or self.merged_cells > self.limits.cells:
            raise Unreadable("unusual")

    def _area(self, reference: str) -> Area:
        parts = REFERENCE.fullmatch(reference.upper())
        if parts is None or "0" in (parts[2], parts[4]):
            raise Unreadable("damaged")
        top, left = int(parts[2]), column_of(parts[1])
        bottom, right = (int(parts[4]), column_of(parts[3])) if parts[3] else (top, left)
        self._within(bottom, right)
        return Area(top, left, bottom, right)

    def _within(self, row: int, column: int) -> None:
        if row > self.limits.rows or column > self.limits.columns:
            raise Unreadable("range", rows=self.limits.rows, columns=self.limits.columns)

    def _forward(self, is_forward: bool) -> None:
        if not is_forward:
            raise Unreadable("order")


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _known_column(letters)


# The same few letters come with every row.
_known_column = lru_cache(maxsize=1024)(column_of)


def _is_yes(text: str | None) -> bool:
    return text not in (None, "0", "false")


def _is_nothing(text: str | None) -> bool:
    """Whether a height or width leaves nothing to see."""
    return text is not None and float(text) == 0
