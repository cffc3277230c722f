"""What each row of a body is: a line of quotas, a sum, a section, a note, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from targets.layouts.findings import Meaning
from targets.layouts.heads import Region
from targets.layouts.mapping import Mapping
from targets.layouts.names import Gazetteer, Whom
from targets.layouts.numbers import Number, read_number
from targets.layouts.words import FOOTER, NUMBERED, ORDINAL, RESERVE, SUBSET_ROW, SUBTOTAL, TOTAL, plain

COLUMN_MARKS = "甲乙丙丁戊己庚辛壬癸"


class RowKind(StrEnum):
    LINE = "line"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    RESERVE = "reserve"
    SUBSET = "subset"
    SECTION = "section"
    NOTE = "note"
    HEAD = "head"
    WITHOUT_FIGURES = "without_figures"
    IGNORED = "ignored"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self):
        return ROW_KINDS[self]

    @property
    def is_sum(self) -> bool:
        return self in (RowKind.TOTAL, RowKind.SUBTOTAL)


ROW_KINDS = {
    RowKind.LINE: _("quotas"),
    RowKind.TOTAL: _("total, only checked"),
    RowKind.SUBTOTAL: _("subtotal, only checked"),
    RowKind.RESERVE: _("reserve"),
    RowKind.SUBSET: _("a part of the row above"),
    RowKind.SECTION: _("heading of a section"),
    RowKind.NOTE: _("note"),
    RowKind.HEAD: _("head of the table"),
    RowKind.WITHOUT_FIGURES: _("without figures"),
    RowKind.IGNORED: _("ignored on request"),
    RowKind.OTHER: _("another quantity"),
    RowKind.UNKNOWN: _("unknown"),
}


@dataclass(frozen=True)
class BodyRow:
    """`keys` are the texts by which the row tells pollutant, year, unit or indicator; `section` those above it."""

    number: int
    kind: RowKind
    cell: object
    whom: Whom | None = None
    keys: tuple[str, ...] = ()
    section: str = ""


@dataclass
class RowReader:
    """Walks down a body. Blank names and keys are those of the row above: cells are merged downwards or left out."""

    region: Region
    kinds: dict[int, Meaning]
    gazetteer: Gazetteer
    mapping: Mapping
    # Whom a table without a column of names speaks of.
    default: Whom
    _last: dict[int, object] = field(default_factory=dict)
    _told_of: set[tuple] = field(default_factory=set)
    _section: str = ""
    _named_section: Whom | None = None

    def __post_init__(self):
        self._heads = {plain(text) for column in self.kinds for text in self.region.heads_of(column)}
        self._names = self._columns(Meaning.DIVISION)
        self._codes = self._columns(Meaning.CODE)
        self._keys = [column for column, kind in self.kinds.items() if kind.is_key]
        self._figures = [
            column for column, kind in self.kinds.items() if kind.is_figure or kind in (Meaning.UNCLEAR, Meaning.SUBSET, Meaning.EMISSION)
        ]

    def _columns(self, meaning: Meaning) -> list[int]:
        return [column for column, kind in self.kinds.items() if kind == meaning]

    def rows(self) -> Iterator[BodyRow]:
        for place, row in enumerate(self.region.body):
            yield self._read(row, is_first=place == 0)

    def _read(self, row: int, *, is_first: bool) -> BodyRow:
        cells = [self.region.grid.cells[row, column] for column in self.region.grid.columns_of[row]]
        has_figures = any(self._told(row, column) for column in self._figures)
        texts = [plain(cell.value) for cell in cells]
        first = cells[0]
        is_head_again = len(texts) > 1 and set(texts) <= self._heads
        if is_head_again or is_first and self._marks_columns(cells, texts):
            return BodyRow(row, RowKind.HEAD, first)
        if FOOTER.match(texts[0]) and not any(isinstance(read_number(cell), Number) for cell in cells[1:]):
            return BodyRow(row, RowKind.NOTE, first)
        if not has_figures:
            return self._without_figures(row, cells, texts)
        name, keys = self._name(row), self._key_texts(row)
        cell = name or first
        self._told_of |= {(cell.row, cell.column, keys)}
        if any(self.mapping.ignores(text) for text in (cell.value, *keys)):
            return BodyRow(row, RowKind.IGNORED, cell)
        kind, whom = self._kind(row, name)
        return BodyRow(row, kind, cell, whom, keys, self._section)

    def _told(self, row: int, column: int) -> bool:
        """Whether a cell under a head of figures holds more than a mark for nothing."""
        cell = self.region.grid.cells.get((row, column))
        return cell is not None and read_number(cell) is not None

    def _marks_columns(self, cells: list, texts: list[str]) -> bool:
        """The row below the head that numbers the columns: 甲, 乙, 1, 2, 3."""
        numbers = [read_number(cell) for cell in cells if plain(cell.value) not in COLUMN_MARKS]
        values = [one.value for one in numbers if isinstance(one, Number)]
        steps = {later - earlier for earlier, later in zip(values, values[1:], strict=False)}
        return len(texts) >= 3 and len(values) == len(numbers) >= 2 and steps == {1} and values[0] in (0, 1, 2, 3)

    def _without_figures(self, row: int, cells: list, texts: list[str]) -> BodyRow:
        said = [(cell, text) for cell, text in zip(cells, texts, strict=True) if not ORDINAL.fullmatch(text)] or [(cells[0], texts[0])]
        cell, text = said[0]
        whom = self.gazetteer.whom(cell.value)
        if whom and len(said) > 1 or SUBSET_ROW.fullmatch(text) or TOTAL.fullmatch(text) or SUBTOTAL.fullmatch(text):
            self._remember(row)
            return BodyRow(row, RowKind.WITHOUT_FIGURES, cell, self._kind(row, self._name(row))[1], self._key_texts(row), self._section)
        if len(said) > 1:
            self._remember(row)
            return BodyRow(row, RowKind.WITHOUT_FIGURES, cell)
        self._begin_section(cell, whom)
        return BodyRow(row, RowKind.WITHOUT_FIGURES if whom and self._names else RowKind.SECTION, cell, whom)

    def _begin_section(self, cell, whom: Whom | None) -> None:
        self._last.clear()
        self._named_section = whom
        self._section = "" if whom else NUMBERED.sub("", plain(cell.value), count=1)
        if whom:
            self._last |= {column: cell for column in self._names[-1:]}

    def _remember(self, row: int) -> None:
        for column in (*self._names, *self._keys):
            self._seen(row, column)

    def _seen(self, row: int, column: int):
        """The cell of a key in a row; that of the row above where it was left out.

        What is left out is an outer grouping: something further in has to stand in the row, and never the same twice.
        """
        own = self.region.grid.spread(row, column)
        if own is not None:
            self._last[column] = own
            return own
        has_inner = any(other > column and (row, other) in self.region.grid.cells for other in (*self._names, *self._keys))
        return self._last.get(column) if has_inner else None

    def _name(self, row: int):
        cells = [self._seen(row, column) for column in self._names]
        own = [cell for column, cell in zip(self._names, cells, strict=True) if self.region.grid.spread(row, column) is not None]
        if own:
            return own[-1]
        name = next((cell for cell in reversed(cells) if cell is not None), None)
        return None if name is None or (name.row, name.column, self._key_texts(row)) in self._told_of else name

    def _key_texts(self, row: int) -> tuple[str, ...]:
        cells = [self._seen(row, column) for column in self._keys if self.kinds[column] != Meaning.BASE_YEAR]
        return tuple(_text(cell.value) for cell in cells if cell is not None)

    def _kind(self, row: int, name) -> tuple[RowKind, Whom | None]:
        values = [value for column in self._codes if (value := self.region.grid.value(row, column)) is not None]
        coded = self.gazetteer.by_code(values[0]) if values else ""
        if values and not coded:
            return RowKind.UNKNOWN, None
        if name is None:
            if coded:
                return RowKind.LINE, Whom((coded,))
            leading = self._leading(row)
            if leading is not None:
                return self._named(leading)
            if self._names:
                return RowKind.UNKNOWN, None
            return RowKind.LINE, self._named_section or self.default
        kind, whom = self._named(name)
        if whom and not all(whom.code.startswith(outer.code) for outer in self._outer(row)):
            return RowKind.UNKNOWN, None
        if coded and kind in (RowKind.LINE, RowKind.UNKNOWN):
            same = whom is not None and coded in whom.codes
            return (RowKind.LINE, Whom((coded,), whom.excludes, whom.bad_part)) if same else (RowKind.UNKNOWN, None)
        return kind, whom

    def _outer(self, row: int) -> list[Whom]:
        """Whom the columns left of the last name speak of: a city beside its districts."""
        cells = [self._last.get(column) for column in self._names[:-1]]
        return [whom for cell in cells if cell is not None and (whom := self.gazetteer.whom(cell.value))]

    def _leading(self, row: int):
        """A total often stands in the column of ordinals, merged over that of names."""
        columns = [
            column
            for column in self.region.grid.columns_of[row]
            if self.kinds.get(column) in (Meaning.ORDINAL, Meaning.INDICATOR, Meaning.POLLUTANT)
        ]
        cells = [self.region.grid.cells[row, column] for column in columns]
        return next((cell for cell in cells if self._named(cell)[0].is_sum), None)

    def _named(self, name) -> tuple[RowKind, Whom | None]:
        text = NUMBERED.sub("", plain(name.value), count=1)
        subset = SUBSET_ROW.fullmatch(text)
        if subset:
            whom = self.gazetteer.whom(subset[1] or subset[2] or "")
            return (RowKind.LINE, whom) if whom else (RowKind.SUBSET, None)
        whom = self.gazetteer.whom(text)
        if whom:
            return RowKind.LINE, whom
        for kind, pattern in ((RowKind.SUBTOTAL, SUBTOTAL), (RowKind.TOTAL, TOTAL), (RowKind.RESERVE, RESERVE)):
            if pattern.fullmatch(text.removesuffix(":")):
                return kind, None
        return RowKind.UNKNOWN, None


def _text(value: object) -> str:
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
