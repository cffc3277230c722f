"""Where tables stand in a sheet: titles above, one to four rows of heads, the body below; also a table on its side."""

from dataclasses import dataclass, field
from decimal import Decimal

from targets.layouts.grid import Grid
from targets.layouts.lexicon import Lexicon
from targets.layouts.names import Gazetteer
from targets.layouts.numbers import Number, read_number
from targets.layouts.words import CODE_HEADS, DIVISION_HEADS, FOOTER, KEY_HEADS, LABEL, ORDINAL_HEADS, plain

MOST_HEAD_ROWS = 4
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass
class Region:
    """One table: the view in which divisions are rows, the rows of its heads and of its body, and the cells above it."""

    grid: Grid
    head: list[int]
    body: list[int]
    titles: list = field(default_factory=list)

    def heads_of(self, column: int) -> tuple[str, ...]:
        """The texts above a column from top to bottom, each once."""
        texts = [self._head(row, column) for row in self.head]
        return tuple(text for place, text in enumerate(texts) if text and text not in texts[:place])

    def _head(self, row: int, column: int) -> str:
        cell = self.grid.spread(row, column) or self._from_left(row, column)
        return _text(cell.value) if cell else ""

    def _from_left(self, row: int, column: int):
        """Without merged ranges a group's head stands over its first column only."""
        below = [later for later in self.head if later > row]
        if not any((later, column) in self.grid.cells for later in below) or any(
            one.top == row and one.left < one.right for one in self.grid.merged
        ):
            return None
        left = [other for other in self.grid.columns_of.get(row, ()) if other < column]
        # A head with nothing below it is the head of one column.
        grouped = left and any((later, left[-1]) in self.grid.cells for later in below)
        return self.grid.cells[row, left[-1]] if grouped else None


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


@dataclass
class Finder:
    """Walks down a sheet and cuts it into tables."""

    grid: Grid
    lexicon: Lexicon
    gazetteer: Gazetteer

    def regions(self) -> list[Region]:
        blocks = self._blocks()
        if not blocks:
            return []
        regions = []
        ends = [self._title_start(block[0]) for block in blocks[1:]] + [max(self.grid.rows, default=0) + 1]
        start = 0
        for block, end in zip(blocks, ends, strict=True):
            titles = [
                self.grid.cells[row, column] for row in self.grid.rows if start <= row < block[0] for column in self.grid.columns_of[row]
            ]
            body = [row for row in self.grid.rows if block[-1] < row < end]
            regions.append(self._region(block, body, titles, end))
            start = end
        return regions

    def _region(self, block: list[int], body: list[int], titles: list, end: int) -> Region:
        if not self._divisions(block[-1]):
            return Region(self.grid, block, body, titles)
        turned = self.grid.part(block[0], end - 1).turned()
        first = min(column for column in self.grid.columns_of[block[-1]] if self._is_division(block[-1], column))
        return Region(turned, [row for row in turned.rows if row < first], [row for row in turned.rows if row >= first], titles)

    def _blocks(self) -> list[list[int]]:
        blocks: list[list[int]] = []
        for row in self.grid.rows:
            last = blocks[-1] if blocks else None
            follows = last is not None and row == last[-1] + 1 and len(last) < MOST_HEAD_ROWS and not self._divisions(last[-1])
            if last is not None and self._repeats(row, last):
                continue
            if follows and self._continues(row, last):
                last.append(row)
            elif self._heads_columns(row) or self._begins(row, is_first=not blocks):
                blocks.append([row])
        return blocks

    def _heads_columns(self, row: int) -> bool:
        """A head of divisions: a table on its side, with something at the left of the rows below."""
        columns = [column for column in self.grid.columns_of[row] if self._is_division(row, column)]
        if self._has_figures(row) or len({plain(self.grid.value(row, column)) for column in columns}) < 2:
            return False
        return any(self.grid.columns_of.get(below, columns)[0] < columns[0] for below in range(row, row + MOST_HEAD_ROWS))

    def _repeats(self, row: int, block: list[int]) -> bool:
        """The head again, as at the top of a printed page. Below a title of its own it begins another table."""
        texts, first = ([plain(_text(self.grid.value(one, column))) for column in self.grid.columns_of[one]] for one in (row, block[0]))
        return texts == first and self._title_start(row) == row

    def _begins(self, row: int, *, is_first: bool) -> bool:
        if self._has_figures(row) or self._divisions(row):
            return False
        has_keys = self._keys(row) > 0
        if is_first and has_keys and len(self.grid.columns_of[row]) > 1:
            return True
        return (is_first or has_keys) and self._saying(row) >= 2

    def _continues(self, row: int, block: list[int]) -> bool:
        if self._has_figures(row):
            return False
        if self._divisions(row):
            return self._heads_columns(row)
        columns = self.grid.columns_of[row]
        first = self.grid.columns_of[block[0]][0]
        # One text at the very left is a section, not a head.
        return self._saying(row) >= 2 or (self._saying(row) == 1 and columns[0] > first)

    def _title_start(self, row: int) -> int:
        """The first of the rows directly above a later table that are its titles and not the end of the table before."""
        while row - 1 in self.grid.columns_of and self._is_title(row - 1):
            row -= 1
        return row

    def _is_title(self, row: int) -> bool:
        texts = [plain(self.grid.value(row, column)) for column in self.grid.columns_of[row]]
        return len(texts) <= 2 and not self._has_figures(row) and not self._divisions(row) and not any(FOOTER.match(text) for text in texts)

    def _saying(self, row: int) -> int:
        return sum(self._says(self.grid.value(row, column)) for column in self.grid.columns_of[row])

    def _says(self, value: object) -> bool:
        text = plain(_text(value))
        return not LABEL.match(text) and (self.lexicon.says(_text(value)).anything or _is_key(text))

    def _keys(self, row: int) -> int:
        return sum(_is_key(plain(_text(self.grid.value(row, column)))) for column in self.grid.columns_of[row])

    def _divisions(self, row: int) -> int:
        return sum(self._is_division(row, column) for column in self.grid.columns_of[row])

    def _is_division(self, row: int, column: int) -> bool:
        value = self.grid.value(row, column)
        return isinstance(value, str) and self.gazetteer.whom(value) is not None

    def _has_figures(self, row: int) -> bool:
        return any(is_figure(self.grid.cells[row, column]) for column in self.grid.columns_of[row])


def is_figure(cell) -> bool:
    """Whether a cell holds a number that is no year."""
    number = read_number(cell)
    return isinstance(number, Number) and not is_year(number)


def is_year(number: Number) -> bool:
    return number.places == 0 and not number.unit and FIRST_YEAR <= number.value <= LAST_YEAR


def _is_key(text: str) -> bool:
    bare = text.partition("(")[0] if not DIVISION_HEADS.fullmatch(text) else text
    return any(pattern.fullmatch(bare) for pattern in (DIVISION_HEADS, CODE_HEADS, KEY_HEADS, ORDINAL_HEADS))
