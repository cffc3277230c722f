"""Where the table of plants stands in a sheet, and what its columns are taken for."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from targets.layouts.findings import Kind, Notebook
from targets.layouts.grid import Grid
from targets.layouts.heads import Region
from targets.layouts.numbers import Number, read_number
from targets.layouts.words import plain
from treatment_plants.layouts.findings import Column
from treatment_plants.layouts.meanings import ONCE, Heads, Meaning, Taken
from treatment_plants.layouts.units import units_named

MOST_HEAD_ROWS = 4
# Words of a lower head that mean something only below another.
LOWER_HEADS = ("本月", "当月", "本期", "累计", "本年累计", "进水", "出水", "小计", "thismonth", "cumulative")


@dataclass
class Finder:
    grid: Grid
    heads: Heads

    def region(self) -> Region | None:
        """The table from its first head down; None where no row tells names of plants and something of them."""
        for place, row in enumerate(self.grid.rows):
            if not self._begins(row):
                continue
            head = [row]
            for later in self.grid.rows[place + 1 :]:
                if later != head[-1] + 1 or len(head) == MOST_HEAD_ROWS or not self._continues(later, head):
                    break
                head.append(later)
            titles = [self.grid.cells[above, column] for above in self.grid.rows[:place] for column in self.grid.columns_of[above]]
            return Region(self.grid, head, [one for one in self.grid.rows if one > head[-1]], titles)
        return None

    def _meaning(self, row: int, column: int) -> Meaning:
        return self.heads.taken([str(self.grid.cells[row, column].value)]).meaning

    def _begins(self, row: int) -> bool:
        columns = self.grid.columns_of[row]
        if self._has_figures(row):
            return False
        told = {self._meaning(row, column) for column in columns} - {Meaning.UNCLEAR, Meaning.ORDINAL}
        return Meaning.NAME in told and len(told) > 1

    def _continues(self, row: int, head: list[int]) -> bool:
        """A lower row of heads leaves the names free, and says under a head what it means."""
        columns = self.grid.columns_of[row]
        names = [column for column in self.grid.columns_of[head[0]] if self._meaning(head[0], column) == Meaning.NAME]
        if self._has_figures(row) or any(column in columns for column in names) or columns[0] == self.grid.columns_of[head[0]][0]:
            return False
        return any(
            plain(self.grid.value(row, column)) in LOWER_HEADS or self._meaning(row, column) != Meaning.UNCLEAR or self._unit(row, column)
            for column in columns
        )

    def _unit(self, row: int, column: int) -> bool:
        return bool(units_named(plain(self.grid.value(row, column))))

    def _has_figures(self, row: int) -> bool:
        return any(isinstance(read_number(self.grid.cells[row, column]), Number) for column in self.grid.columns_of[row])


@dataclass
class ColumnReader:
    """Takes each column for something; what a person has chosen goes before what its head says."""

    region: Region
    heads: Heads
    chosen: dict[int, Taken]
    notebook: Notebook

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
        taken, by_person = self.heads.taken(heads), number in self.chosen
        if by_person:
            choice = self.chosen[number]
            same = choice.meaning == taken.meaning
            taken = Taken(choice.meaning, choice.unit, choice.pollutant or (taken.pollutant if same else ""))
        if not taken.unit:
            taken = Taken(taken.meaning, self._unit(taken.meaning, heads, titles), taken.pollutant)
        return Column(number, self._head_cell(number).letters, heads, taken, by_person)

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
                by_meaning[one.taken.meaning, one.taken.pollutant].append(one)
            self._ask_of(one)
        for (meaning, _pollutant), some in by_meaning.items():
            for one in some[1:]:
                told = {"what": meaning.label, "column": some[0].letters}
                text = _("Column %(column)s was taken for the same: %(what)s.") % told
                self.notebook.ask(Kind.CANDIDATES, self._head_cell(one.number), text, _("Say below what each of them holds."))

    def _ask_of(self, one: Column) -> None:
        cell, taken = self._head_cell(one.number), one.taken
        if taken.meaning == Meaning.UNCLEAR and self._is_filled(one.number):
            text = _("Nothing tells what this column holds; it was not read.")
            self.notebook.warn(Kind.IGNORED, cell, text, _("Say below what it holds."))
        elif taken.meaning.of_pollutant and not taken.pollutant:
            self.notebook.ask(Kind.POLLUTANT, cell, _("The head tells no pollutant."), _("Say below of which pollutant it is."))
        elif not taken.is_complete and self._has_bare_figures(one.number):
            self.notebook.ask(Kind.UNIT, cell, _("Nothing tells the unit of the figures."), _("Say below in which unit they are."))
