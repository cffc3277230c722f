"""Where the table of plants stands in a sheet, and what its columns are taken for."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from targets.layouts.findings import Kind, Notebook
from targets.layouts.grid import Grid
from targets.layouts.heads import Region
from targets.layouts.numbers import Number, read_number
from targets.layouts.words import plain
from treatment_plants.layouts.findings import Column
from treatment_plants.layouts.meanings import BRACKETS, ONCE, Heads, Meaning, Taken
from treatment_plants.layouts.units import unit_of_suffix, units_named
from treatment_plants.layouts.wide import (
    INDICATOR_HEADS,
    OF_A_MONTH,
    OF_THE_YEAR,
    UNIT_HEADS,
    WideHead,
    indicator_told,
    month_named,
    wide_heads,
)

MOST_HEAD_ROWS = 4
# Words of a lower head that mean something only below another.
LOWER_HEADS = ("本月", "当月", "本期", "累计", "本年累计", "进水", "出水", "小计", "thismonth", "cumulative")


@dataclass
class Finder:
    grid: Grid
    heads: Heads

    def regions(self) -> list[Region]:
        """The table from its first head down; none where no row tells names of plants and something of them.

        A table of months side by side ends where a line says that other figures follow, with or without the heads again.
        """
        for place, row in enumerate(self.grid.rows):
            if not self._begins(row):
                continue
            head = self._head(place)
            titles = [self.grid.cells[above, column] for above in self.grid.rows[:place] for column in self.grid.columns_of[above]]
            region = Region(self.grid, head, [one for one in self.grid.rows if one > head[-1]], titles)
            heads = {number: region.heads_of(number) for number in range(1, self.grid.last_column + 1)}
            return self._blocks(region) if wide_heads(heads, self.heads) else [region]
        return []

    def _head(self, place: int) -> list[int]:
        head = [self.grid.rows[place]]
        for later in self.grid.rows[place + 1 :]:
            if later != head[-1] + 1 or len(head) == MOST_HEAD_ROWS or not self._continues(later, head):
                break
            head.append(later)
        return head

    def _blocks(self, region: Region) -> list[Region]:
        """Cut at the lines that tell what the figures below them are."""
        blocks, head, titles, body = [], region.head, region.titles, []
        rows, skipped = self.grid.rows, set()
        for row in region.body:
            if row in skipped:
                continue
            if self._tells_indicator(row):
                blocks.append(Region(self.grid, head, body, titles))
                titles, body = [*region.titles, *(self.grid.cells[row, column] for column in self.grid.columns_of[row])], []
            elif not body and blocks and self._begins(row):
                head = self._head(rows.index(row))
                skipped = set(head)
            else:
                body.append(row)
        return [one for one in (*blocks, Region(self.grid, head, body, titles)) if one.body]

    def _tells_indicator(self, row: int) -> bool:
        columns = self.grid.columns_of[row]
        texts = [self.grid.value(row, column) for column in columns]
        if len(texts) > 2 or not all(isinstance(text, str) for text in texts) or self._has_figures(row):
            return False
        return indicator_told("".join(texts), self.heads) is not None

    def _meaning(self, row: int, column: int) -> Meaning:
        return self.heads.taken([str(self.grid.cells[row, column].value)]).meaning

    def _begins(self, row: int) -> bool:
        columns = self.grid.columns_of[row]
        if self._has_figures(row):
            return False
        told = {self._meaning(row, column) for column in columns} - {Meaning.UNCLEAR, Meaning.ORDINAL}
        months = [column for column in columns if month_named(_text(self.grid.value(row, column)))]
        return Meaning.NAME in told and (len(told) > 1 or bool(months))

    def _continues(self, row: int, head: list[int]) -> bool:
        """A lower row of heads leaves the names free, and says under a head what it means."""
        columns = self.grid.columns_of[row]
        names = [column for column in self.grid.columns_of[head[0]] if self._meaning(head[0], column) == Meaning.NAME]
        if self._has_figures(row) or any(column in columns for column in names) or columns[0] == self.grid.columns_of[head[0]][0]:
            return False
        return any(
            plain(self.grid.value(row, column)) in LOWER_HEADS
            or month_named(_text(self.grid.value(row, column)))
            or self._meaning(row, column) != Meaning.UNCLEAR
            or self._unit(row, column)
            for column in columns
        )

    def _unit(self, row: int, column: int) -> bool:
        return bool(units_named(plain(self.grid.value(row, column))))

    def _has_figures(self, row: int) -> bool:
        """A number like 202201 in a head is a month."""
        cells = [self.grid.cells[row, column] for column in self.grid.columns_of[row]]
        return any(isinstance(read_number(cell), Number) and not month_named(_text(cell.value)) for cell in cells)


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _says_no_more(text: str) -> bool:
    """Whether a head beside a month tells nothing but a unit."""
    told = BRACKETS.sub("", plain(text)).strip(":")
    return not told or bool(unit_of_suffix(told))


@dataclass
class ColumnReader:
    """Takes each column for something; what a person has chosen goes before what its head says."""

    region: Region
    heads: Heads
    chosen: dict[int, Taken]
    notebook: Notebook
    # Of months side by side: what the titles say that they hold, and the year, where they tell it.
    indicator: Taken | None = None
    year: int | None = None

    def __post_init__(self):
        heads = {number: self.region.heads_of(number) for number in range(1, self.region.grid.last_column + 1)}
        self.wide = wide_heads(heads, self.heads)
        self._groups: dict[tuple[str, ...], int] = {}
        for number, told in sorted(self.wide.items()):
            self._groups.setdefault(tuple(plain(text) for text in told.rest), number)

    def columns(self) -> list[Column]:
        titles = units_named("|".join(plain(str(cell.value)) for cell in self.region.titles))
        columns = [self._column(number, titles) for number in range(1, self.region.grid.last_column + 1)]
        found = self._with_shared_unit([one for one in columns if one.heads or self._is_filled(one.number)])
        self._ask(found)
        return found

    @staticmethod
    def _with_shared_unit(columns: list[Column]) -> list[Column]:
        """Where only the first of the concentrations names its unit, it is that of the others."""
        named = {one.taken.unit for one in columns if one.taken.meaning.of_pollutant} - {""}
        if len(named) != 1:
            return columns
        unit = named.pop()
        return [
            replace(one, taken=replace(one.taken, unit=unit)) if one.taken.meaning.of_pollutant and not one.taken.unit else one
            for one in columns
        ]

    def _column(self, number: int, titles: list[str]) -> Column:
        heads = self.region.heads_of(number)
        told = self.wide.get(number)
        group = self._groups[tuple(plain(text) for text in told.rest)] if told else number
        taken = self._taken(heads, told)
        by_person = number in self.chosen or group in self.chosen
        if by_person:
            choice = self.chosen.get(number) or self.chosen[group]
            same = choice.meaning == taken.meaning
            taken = Taken(choice.meaning, choice.unit, choice.pollutant or (taken.pollutant if same else ""))
        if not taken.unit:
            taken = Taken(taken.meaning, self._unit(taken.meaning, heads, titles), taken.pollutant)
        return Column(
            number, self._head_cell(number).letters, heads, taken, by_person, self._month(told), group, self._is_known_again(heads, told)
        )

    def _is_known_again(self, heads: tuple[str, ...], told: WideHead | None) -> bool:
        said = heads if told is None else told.rest
        return any(plain(text) for text in said) or bool(told and self.indicator)

    def _taken(self, heads: tuple[str, ...], told: WideHead | None) -> Taken:
        """Beside months, what holds for the year is worked out and not read."""
        if told is None:
            taken = self.heads.taken(heads)
            of_the_year = taken.meaning in OF_A_MONTH or (
                taken.meaning in (Meaning.UNCLEAR, Meaning.YEAR) and any(OF_THE_YEAR.search(plain(head)) for head in heads)
            )
            if self.wide and any(INDICATOR_HEADS.fullmatch(plain(head)) for head in heads):
                return Taken(Meaning.INDICATOR)
            if self._by_row and any(plain(head) in UNIT_HEADS for head in heads):
                return Taken(Meaning.IGNORED)  # read with the indicator of its row
            return Taken(Meaning.DERIVED) if self.wide and of_the_year else taken
        taken = self.heads.taken(told.rest)
        if self.indicator and all(_says_no_more(text) for text in told.rest):
            return self.indicator
        return taken

    def _month(self, told: WideHead | None) -> int | None:
        year = told and (told.year or self.year)
        return year * 100 + told.month if year else told and told.month

    def _unit(self, meaning: Meaning, heads: tuple[str, ...], titles: list[str]) -> str:
        """The unit of the nearest head; that of the titles where no head has one."""
        for named in (*(units_named(plain(head)) for head in reversed(heads)), titles):
            fitting = [name for name in named if name in meaning.units]
            if len(fitting) == 1:
                return fitting[0]
        return ""

    def _is_filled(self, number: int) -> bool:
        return any((row, number) in self.region.grid.cells for row in self.region.body)

    def _has_bare_figures(self, number: int) -> bool:
        """Whether a figure stands without a unit of its own."""
        cells = (self.region.grid.cells.get((row, number)) for row in self.region.body)
        return any(isinstance(read_number(cell), Number) for cell in cells if cell)

    def _head_cell(self, number: int):
        cells = [self.region.grid.spread(row, number) for row in reversed(self.region.head)]
        return next((cell for cell in cells if cell), None) or self.region.grid.cell(self.region.head[0], number)

    def _ask(self, columns: list[Column]) -> None:
        by_meaning = defaultdict(list)
        for one in columns:
            if one.taken.meaning in ONCE:
                by_meaning[one.taken.meaning, one.taken.pollutant, one.month].append(one)
            if one.group in (0, one.number):
                self._ask_of(one)
        for (meaning, _pollutant, _month), some in by_meaning.items():
            for one in some[1:]:
                told = {"what": meaning.label, "column": some[0].letters}
                text = _("Column %(column)s was taken for the same: %(what)s.") % told
                self.notebook.ask(Kind.CANDIDATES, self._head_cell(one.number), text, _("Say below what each of them holds."))

    @cached_property
    def _by_row(self) -> bool:
        """Whether each row says what its figures are."""
        return any(INDICATOR_HEADS.fullmatch(plain(head)) for number in self._unmonthed for head in self.region.heads_of(number))

    @property
    def _unmonthed(self) -> list[int]:
        return [number for number in range(1, self.region.grid.last_column + 1) if number not in self.wide]

    def _ask_of(self, one: Column) -> None:
        cell, taken = self._head_cell(one.number), one.taken
        if one.month and self._by_row:
            return
        if one.month and taken.meaning not in OF_A_MONTH:
            if taken.meaning == Meaning.UNCLEAR:
                text = _("Nothing tells what the figures of the months are.")
                self.notebook.ask(Kind.COLUMN, cell, text, _("Say below what they are, and in which unit."))
        elif taken.meaning == Meaning.UNCLEAR and self._is_filled(one.number):
            text = _("Nothing tells what this column holds; it was not read.")
            self.notebook.warn(Kind.IGNORED, cell, text, _("Say below what it holds."))
        elif taken.meaning.of_pollutant and not taken.pollutant:
            self.notebook.ask(Kind.POLLUTANT, cell, _("The head tells no pollutant."), _("Say below of which pollutant it is."))
        elif not taken.is_complete and self._has_bare_figures(one.number):
            self.notebook.ask(Kind.UNIT, cell, _("Nothing tells the unit of the figures."), _("Say below in which unit they are."))
