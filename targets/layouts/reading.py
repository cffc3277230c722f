"""The whole: sheets in, an understanding out. Nothing is left unread in silence."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from tables.words import listed
from targets.layouts.assembling import Assembler
from targets.layouts.facts import Fact
from targets.layouts.findings import Kind, NameRead, Notebook, QuotaLine, SheetRead, Table, Understanding
from targets.layouts.grid import grid_of
from targets.layouts.heads import Finder, is_figure
from targets.layouts.known import Known
from targets.layouts.lexicon import Lexicon
from targets.layouts.mapping import Mapping
from targets.layouts.names import Gazetteer, Whom
from targets.layouts.rows import RowKind
from targets.layouts.tables import TableReader
from targets.layouts.totals import check_totals
from targets.ledger import Line, ledger_of


def understand(sheets: Iterable, known: Known, mappings: Iterable[Mapping] = ()) -> Understanding:
    """What the sheets say of a plan's quotas, with every problem at once. Mappings hold for tables of their fingerprint."""
    return Reader(known, {mapping.fingerprint: mapping for mapping in mappings}).understanding(sheets)


def ledger_lines(lines: Iterable[QuotaLine]) -> list[Line]:
    """Lines as `targets.actions.propose_quotas` takes them."""
    return [Line(one.division, one.pollutant, one.year, one.base.amount_mg, one.cap.amount_mg, one.excludes) for one in lines]


@dataclass
class Reader:
    known: Known
    mappings: dict[str, Mapping]
    notebook: Notebook = field(default_factory=Notebook)
    tables: list[TableReader] = field(default_factory=list)

    def __post_init__(self):
        self._lexicon, self._gazetteer = Lexicon(self.known), Gazetteer(self.known)

    def understanding(self, sheets: Iterable) -> Understanding:
        read = [SheetRead(sheet.name, self._tables(sheet)) for sheet in sheets]
        facts = [fact for reader in self.tables for fact in reader.facts]
        totals = check_totals(facts, self.known.whole, self.notebook)
        lines, evidence = Assembler(self.known, self.notebook).lines([*facts, *self._whole_from_totals(facts)])
        tables = [table for sheet in read for table in sheet.tables]
        for number, table in enumerate(tables):
            table.columns = [
                replace(one, evidence=(*one.evidence, evidence[number, one.number])) if (number, one.number) in evidence else one
                for one in table.columns
            ]
        self._share_out(lines, facts, tables)
        self._check(lines, facts)
        return Understanding(read, lines, self.notebook.problems, self.notebook.warnings, totals, self._names())

    def _tables(self, sheet) -> list[Table]:
        grid = grid_of(sheet)
        regions = Finder(grid, self._lexicon, self._gazetteer).regions()
        if not regions and grid.cells:
            self._no_table(grid)
        tables = []
        for region in regions:
            reader = TableReader(region, sheet.name, len(self.tables), self._lexicon, self._gazetteer, self.mappings, self.notebook)
            self.tables.append(reader)
            tables.append(reader.read())
        return tables

    def _no_table(self, grid) -> None:
        first = next(iter(grid.cells.values()))
        if any(is_figure(cell) for cell in grid.cells.values()):
            text = _("The sheet has figures, but no head that tells what they are.")
            self.notebook.ask(Kind.TABLE, first, text, _("A row of heads above the figures."))
        else:
            self.notebook.warn(Kind.TABLE, first, _("The sheet holds words only and was not read."))

    def _names(self) -> list[NameRead]:
        """Names that are written in another way than the portal writes them, each once."""
        written = {(str(cell.value), code): cell for reader in self.tables for cell, code in reader.names}
        return [NameRead(cell, code) for (text, code), cell in written.items() if self._is_other_name(text, code)]

    def _is_other_name(self, text: str, code: str) -> bool:
        whom = self._gazetteer.whom(text)
        return whom is not None and whom.code == code and text not in (self.known.division(code).name, code)

    def _whole_from_totals(self, facts: list[Fact]) -> list[Fact]:
        """Totals that a person has confirmed to be the whole division's own quota."""
        whole = Whom((self.known.whole,))
        return [
            replace(fact, kind=RowKind.LINE, whom=whole)
            for fact in facts
            if fact.kind == RowKind.TOTAL and self.tables[fact.table].mapping.total_is_whole
        ]

    @staticmethod
    def _share_out(lines: list[QuotaLine], facts: list[Fact], tables: list[Table]) -> None:
        """Each line belongs to the table that its cap stands in."""
        table_of = {id(fact.cell): fact.table for fact in facts if fact.figure}
        for line in lines:
            tables[table_of[id(line.cap.cell)]].lines.append(line)

    def _check(self, lines: list[QuotaLine], facts: list[Fact]) -> None:
        whole = self.known.whole
        cells = {(line.division, line.pollutant, line.year): line.cap.cell for line in lines}
        for key in ledger_of(self.known.base_year, ledger_lines(lines)).over_allocated(whole):
            self.notebook.ask(
                Kind.SUM, cells[key], _("The parts' caps add up to more than this cap."), _("Caps of the parts that fit into the whole.")
            )
        own = {line.pollutant for line in lines if line.division == whole}
        if lines and not own:
            text = _("The quota of %(whole)s itself is not in the workbook; a row of totals is taken for it only on request.")
            self.notebook.warn(Kind.QUOTA, None, text % {"whole": self.known.division(whole)})
        for pollutant in dict.fromkeys(line.pollutant for line in lines if own and line.pollutant not in own):
            told = {"whole": self.known.division(whole), "pollutant": self.known.pollutant(pollutant)}
            text = _("The workbook hands down %(pollutant)s without a quota of %(whole)s itself: nothing tells what is kept in reserve.")
            self.notebook.warn(Kind.QUOTA, None, text % told)
        for pollutant in dict.fromkeys(line.pollutant for line in lines):
            missing = sorted({*self.known.years} - {line.year for line in lines if line.pollutant == pollutant})
            if missing:
                told = {"pollutant": self.known.pollutant(pollutant), "years": listed(str(year) for year in missing)}
                self.notebook.warn(
                    Kind.YEAR,
                    None,
                    _(
                        "%(pollutant)s has no caps for %(years)s in this sheet: unless those in force stay, not every yearly cut can be told."
                    )
                    % told,
                )
