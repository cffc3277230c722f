"""One table from its region to facts: columns judged, rows read, everything else told of."""

from dataclasses import dataclass, field, replace
from itertools import chain

from django.utils.translation import gettext as _

from tables.words import listed
from targets.layouts.columns import Profile, Sorter, profiles_of
from targets.layouts.context import context_of
from targets.layouts.facts import Fact, FactReader, note_steps
from targets.layouts.findings import Column, Kind, Meaning, Notebook, Skipped, Table, shown
from targets.layouts.heads import Region, is_figure
from targets.layouts.lexicon import Lexicon, Said
from targets.layouts.mapping import Mapping, fingerprint_of
from targets.layouts.meanings import Judge, Taken, settled
from targets.layouts.names import Gazetteer, Whom
from targets.layouts.rows import BodyRow, RowKind, RowReader
from targets.layouts.units import LABELS
from targets.layouts.words import NOTE_HEADS, TEXT_HEADS

# Keeps the year of one row of heads from the digits of the next.
HEADS_BETWEEN = "|"
NOT_READ = frozenset({Meaning.IGNORED, Meaning.SUBSET, Meaning.EMISSION})
CORNERS = frozenset({Meaning.DIVISION, Meaning.CODE, Meaning.ORDINAL})


@dataclass
class TableReader:
    region: Region
    sheet: str
    number: int
    lexicon: Lexicon
    gazetteer: Gazetteer
    mappings: dict[str, Mapping]
    notebook: Notebook
    facts: list[Fact] = field(default_factory=list)
    # Cells that name a division, with its code.
    names: list[tuple] = field(default_factory=list)
    # Row keys and section → what every column of figures is taken for there.
    _taken: dict[tuple, dict[int, Taken]] = field(default_factory=dict)

    def read(self) -> Table:
        self._profiles = {one.number: one for one in profiles_of(self.region)}
        sorter = Sorter(self.lexicon, self.gazetteer)
        corners = [column for column, kind in sorter.kinds([*self._profiles.values()], Mapping("")).items() if kind in CORNERS]
        self.context = context_of(self.region, corners, self.sheet, self.lexicon, self.notebook)
        heads = {number: profile.heads for number, profile in self._profiles.items()}
        self.fingerprint = fingerprint_of(self.region.grid.is_turned, self.context.described, heads)
        self.mapping = self.mappings.get(self.fingerprint, Mapping(self.fingerprint))
        self.kinds = sorter.kinds([*self._profiles.values()], self.mapping)
        self._judge = Judge(self.lexicon.known, self.context)
        self._figures = [column for column, kind in self.kinds.items() if kind is None]
        self._reader = FactReader(self.lexicon.known, self.notebook, self.number)
        table = Table(self.sheet, self.fingerprint, self.region.grid.is_turned, [shown(cell.value) for cell in self.region.titles])
        self._rows(table)
        note_steps(self.facts)
        table.columns = [self._column(profile) for profile in self._profiles.values()]
        self._tell_of_rest()
        return table

    def _rows(self, table: Table) -> None:
        kinds = {column: kind or Meaning.BY_ROW for column, kind in self.kinds.items()}
        reader = RowReader(self.region, kinds, self.gazetteer, self.mapping, self._default())
        for row in reader.rows():
            if row.kind != RowKind.LINE:
                table.skipped.append(Skipped(self._row_address(row), row.kind, shown(row.cell.value)))
            if row.kind == RowKind.UNKNOWN:
                self._ask_for_division(row)
            elif row.kind == RowKind.LINE:
                self._line(row, table)
            elif row.kind.is_sum or row.kind == RowKind.RESERVE:
                self._cells(row, self._takens(row))

    def _row_address(self, row: BodyRow) -> str:
        return row.cell.letters if self.region.grid.is_turned else str(row.cell.row)

    def _default(self) -> Whom:
        """Whom a table without names of divisions speaks of: who stands in its titles, else the whole."""
        titles = [str(cell.value) for cell in self.region.titles] + [self.sheet]
        named = {one.code for one in self.lexicon.known.divisions if any(one.name in title.replace(" ", "") for title in titles)}
        deepest = [code for code in named if not any(other != code and other.startswith(code) for other in named)]
        return Whom(tuple(sorted(deepest)) or (self.lexicon.known.whole,))

    def _line(self, row: BodyRow, table: Table) -> None:
        if row.whom.bad_part:
            text = _("“%(part)s”, which the row leaves out, is no part of its division.") % {"part": row.whom.bad_part}
            self.notebook.ask(Kind.DIVISION, row.cell, text, _("A part that belongs to the division."))
        elif not row.whom.code:
            names = listed(str(self.lexicon.known.division(code)) for code in row.whom.codes)
            self.notebook.ask(
                Kind.DIVISION, row.cell, _("The row may mean any of: %(names)s.") % {"names": names}, _("The full name or the code.")
            )
        else:
            takens = self._takens(row)
            if takens and row.keys and all(taken.meaning in NOT_READ for taken in takens.values()):
                table.skipped.append(Skipped(self._row_address(row), RowKind.OTHER, shown(row.cell.value)))
                self.notebook.warn(Kind.IGNORED, row.cell, _("The row is no quota and was not read."))
            self.names.append((row.cell, row.whom.code))
            self._check_base_year(row)
            self._cells(row, takens)

    def _check_base_year(self, row: BodyRow) -> None:
        for column in (column for column, kind in self.kinds.items() if kind == Meaning.BASE_YEAR):
            cell = self.region.grid.spread(row.number, column)
            if cell is not None and self.lexicon.says(f"{cell.value}").years - {self.lexicon.known.base_year}:
                text = _("The sheet measures against %(year)s, the plan against %(base)d.")
                told = {"year": shown(cell.value), "base": self.lexicon.known.base_year}
                self._reader.once(Kind.COLUMN, cell, text % told, _("The base year of the plan."), key=("base year", column))

    def _cells(self, row: BodyRow, takens: dict[int, Taken]) -> None:
        for column in self._figures:
            taken, cell = takens[column], self.region.grid.cell(row.number, column)
            if taken.meaning == Meaning.UNCLEAR and taken.why and not cell.is_blank:
                remedy = _("Say what the column holds, or that it is to be ignored.")
                self._reader.once(Kind.COLUMN, self._head_cell(column), taken.why, remedy, key=("column", column, taken.why))
            if not taken.meaning.is_figure or not self._is_complete(column, row, taken):
                continue
            covers = self.region.grid.range_at(row.number, column)
            if covers.size > 1 and not cell.is_blank:
                self.notebook.ask(
                    Kind.NUMBER,
                    cell,
                    _("The figure stands in a merged cell, so that several rows or columns share it."),
                    _("One cell for each figure."),
                )
                continue
            fact = self._reader.fact(column, row.number, row.kind, row.whom, taken, cell)
            if fact:
                self.facts.append(fact)

    def _is_complete(self, column: int, row: BodyRow, taken: Taken) -> bool:
        cell = self.region.grid.cell(row.number, column)
        if not taken.pollutant:
            remedy = _("A pollutant of the plan in title, head, column or name of the sheet.")
            self._reader.once(
                Kind.POLLUTANT, cell, _("Nothing tells which pollutant the figures are of."), remedy, key=("pollutant", column)
            )
        elif taken.year is None and taken.meaning != Meaning.BASE:
            self._reader.once(
                Kind.YEAR, cell, _("Nothing tells of which year the figures are."), _("A year in title or head."), key=("year", column)
            )
        else:
            return True
        return False

    def _takens(self, row: BodyRow) -> dict[int, Taken]:
        key = (row.keys, row.section)
        if key not in self._taken:
            takens = settled({column: self._judged(column, row) for column in self._figures})
            self._taken[key] = self._without_rivals(takens)
        return self._taken[key]

    def _judged(self, column: int, row: BodyRow) -> Taken:
        profile, choice = self._profiles[column], self.mapping.columns.get(column)
        if not profile.heads and not choice:
            return Taken(Meaning.UNCLEAR, why=_("The column has no head."))
        said_row, section = Said(), (self.lexicon.says(row.section) | self._section_of(column)).without_rest()
        for text in row.keys:
            said_row |= self.lexicon.says(text)
        return self._judge.taken(self._said_by_heads(profile), said_row, section, choice)

    def _section_of(self, column: int) -> Said:
        """In a table on its side a row of its own, such as 二氧化硫, speaks for the rows below it."""
        if not self.region.grid.is_turned:
            return Said()
        empty = (one for number, one in self._profiles.items() if number < column and one.is_empty)
        said = [said for one in empty if (said := self._said_by_heads(one)).anything and not said.words]
        return said[-1] if said else Said()

    def _said_by_heads(self, profile: Profile) -> Said:
        return self.lexicon.says(HEADS_BETWEEN.join(profile.heads))

    def _without_rivals(self, takens: dict[int, Taken]) -> dict[int, Taken]:
        """Of two columns for one thing neither is read."""
        columns: dict[tuple, list[int]] = {}
        for column, taken in takens.items():
            if taken.meaning.is_figure and self._profiles[column].numbers:
                columns.setdefault(taken.key, []).append(column)
        rivals = [some for some in columns.values() if len(some) > 1]
        for some in rivals:
            addresses = listed(self._address(column) for column in some)
            cell = self._head_cell(some[-1])
            self._reader.once(
                Kind.CANDIDATES,
                cell,
                _("%(columns)s seem to tell the same thing.") % {"columns": addresses},
                _("Say which one holds."),
                key=tuple(some),
            )
        out = {column for some in rivals for column in some}
        return {column: replace(taken, meaning=Meaning.UNCLEAR) if column in out else taken for column, taken in takens.items()}

    def _head_cell(self, column: int):
        rows = chain(reversed(self.region.head), self.region.body)
        cells = (self.region.grid.spread(row, column) for row in rows)
        return next((cell for cell in cells if cell is not None), None)

    def _address(self, column: int) -> str:
        cell = self.region.grid.cell(self.region.head[0], column)
        return str(cell.row) if self.region.grid.is_turned else cell.letters

    def _ask_for_division(self, row: BodyRow) -> None:
        nearest = self.gazetteer.nearest(row.cell.value)
        remedy = _("Perhaps %(names)s.") % {"names": listed(nearest)} if nearest else _("A division that the portal knows.")
        text = _("The row has figures, but “%(name)s” names no division that the portal knows, or its code is another's.")
        self.notebook.ask(Kind.DIVISION, row.cell, text % {"name": shown(row.cell.value)}, remedy)

    def _column(self, profile: Profile) -> Column:
        kind = self.kinds[profile.number]
        takens = [some[profile.number] for some in self._taken.values()] if kind is None else []
        meanings = {one.meaning for one in takens}
        meaning = kind or (meanings.pop() if len(meanings) == 1 else Meaning.BY_ROW if meanings else Meaning.IGNORED)
        years, pollutants, units = ({getattr(one, part) for one in takens} for part in ("year", "pollutant", "unit"))
        return Column(
            number=profile.number,
            address=self._address(profile.number),
            heads=profile.heads,
            meaning=meaning,
            unit=_agreed(units, ""),
            year=_agreed(years, None),
            pollutant=_agreed(pollutants, ""),
            evidence=tuple(self._evidence(profile, takens)),
            by_person=profile.number in self.mapping.columns,
        )

    def _evidence(self, profile: Profile, takens: list[Taken]):
        yield from profile.heads
        if takens and takens[0].meaning.is_figure:
            own = self._said_by_heads(profile)
            said = {"pollutant": own.pollutants, "year": own.years, "unit": own.units}
            for part in (part for part, source in said.items() if not source):
                what = getattr(self.context, part)
                if what and what == getattr(takens[0], part):
                    label = {"pollutant": self.lexicon.known.pollutant, "unit": LABELS.get, "year": str}[part](what)
                    yield _("“%(what)s” from the title, the corner or the name of the sheet") % {"what": label}

    def _tell_of_rest(self) -> None:
        """What is left out is said; a figure above the head belongs to nothing."""
        for profile in self._profiles.values():
            kind, head = self.kinds[profile.number], profile.bare_head
            known = NOTE_HEADS.fullmatch(head) or TEXT_HEADS.fullmatch(head) or profile.number in self.mapping.columns
            if kind == Meaning.NOTES and not known and not profile.is_empty:
                self.notebook.warn(Kind.IGNORED, self._head_cell(profile.number), _("The column holds words only and was taken for notes."))
            if kind is None and {one[profile.number].meaning for one in self._taken.values()} & {
                Meaning.IGNORED,
                Meaning.SUBSET,
                Meaning.EMISSION,
            }:
                self.notebook.warn(Kind.IGNORED, self._head_cell(profile.number), _("The column is no quota and was not read."))
        for cell in self.region.titles:
            if is_figure(cell):
                self.notebook.ask(
                    Kind.LEFT_OVER,
                    cell,
                    _("The figure stands above the table and belongs to nothing."),
                    _("Delete it or move it into the table."),
                )


def _agreed(values: set, otherwise):
    return next(iter(values)) if len(values) == 1 else otherwise
