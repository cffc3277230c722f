"""Reading a filled-in template back: every problem at its cell, or a proposal without any."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

import clock
from districts.models import Division
from formulas.units import MASS, TooFine
from targets import template
from targets.ledger import Ledger, Line, ledger_of
from targets.models import MOST_AMOUNT_MG, Plan, QuotaSet
from targets.queries import has_come_before, is_later, last_in_chain
from workbooks import Cell, Limits, Sheet, Unreadable, read_workbook

# 5,000 rows and 40 columns, and what a person adds around them.
LIMITS = Limits(bytes=5 * 2**20, unpacked_bytes=48 * 2**20, parts=200, rows=5_200, columns=48, cpu_seconds=15, wall_seconds=30)
MOST_VERSION = 9_999
TEXT_LENGTH = 80
SHOWN_LENGTH = 40


@dataclass(frozen=True)
class Problem:
    """Why a file is refused, in plain words, and at which cell; without a place it concerns the whole file."""

    text: str
    sheet: str = ""
    row: int | None = None
    column: str = ""


class FileRefused(Exception):
    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


@dataclass(frozen=True)
class Proposal:
    """What a file without problems says. The set is not stored yet."""

    quota_set: QuotaSet
    lines: list[Line]


def read_quotas(content: bytes, division: Division) -> Proposal:
    """What the filled-in template of a division says. Raises FileRefused with every problem that was found."""
    try:
        sheets = read_workbook(content, LIMITS)
    except Unreadable as unreadable:
        raise FileRefused([Problem(str(unreadable))]) from unreadable
    return read_template(sheets, division)


def read_template(sheets: list[Sheet], division: Division) -> Proposal:
    """What the cells of a filled-in template say. Raises FileRefused."""
    if len(sheets) != 1:
        raise FileRefused([Problem(_("The template has one sheet, this file has %(count)d.") % {"count": len(sheets)})])
    return _Reader(sheets[0], division).proposal()


@dataclass
class _Reader:
    """One pass over the sheet. Problems are gathered, so that a person can mend all of them at once."""

    sheet: Sheet
    division: Division
    problems: list[Problem] = field(default_factory=list)
    # (division, pollutant) → the row that tells its quotas
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    divisions: dict[str, Division] = field(init=False)
    pollutants: set[str] = field(init=False)

    def proposal(self) -> Proposal:
        plan = self._plan()
        self.divisions = {one.code: one for one in template.divisions_of(self.division)}
        self.pollutants = {pollutant.code for pollutant in plan.pollutants.all()}
        quota_set = self._document(plan)
        lines = [line for row in range(template.FIRST_ROW, self.sheet.last_row + 1) for line in self._lines(row, plan)]
        self._check_formulas()
        self._refuse_if_any()
        if not lines:
            self._tell(self.sheet.cell(template.FIRST_ROW, template.BASE_AMOUNT), _("The sheet holds no quota at all."))
        self._check_sums(ledger_of(plan.base_year, lines))
        self._refuse_if_any()
        return Proposal(quota_set, lines)

    def _tell(self, cell: Cell, text: str) -> None:
        self.problems.append(Problem(text, cell.sheet, cell.row, cell.letters))

    def _refuse_if_any(self) -> None:
        if self.problems:
            raise FileRefused(self.problems)

    def _plan(self) -> Plan:
        """The plan of the template's stamp. A file that is not the newest template of this division is read no further."""
        cell = self.sheet.cell(template.STAMP_ROW, template.VALUE_COLUMN)
        stamp = template.read_stamp(str(cell.value or ""))
        plan = Plan.objects.filter(code=stamp.plan).first() if stamp else None
        if plan is None:
            self._tell(cell, _("This is not the portal's template for quotas. Download the template and copy your figures into it."))
        elif stamp.division != self.division.code:
            self._tell(cell, _("This template was handed out for another division than %(division)s.") % {"division": self.division})
        elif stamp != template.stamp_of(plan, self.division, last_in_chain(self.division.code, plan)):
            self._tell(cell, _("This template is outdated: other quotas have come into force since. Download it again and fill it in."))
        else:
            self._check_keys(plan)
        self._refuse_if_any()
        return plan

    def _check_keys(self, plan: Plan) -> None:
        """Columns that were moved, renamed or added would be read as something else."""
        keys = template.keys_of(plan)
        for column, key in enumerate(keys, start=1):
            cell = self.sheet.cell(template.KEY_ROW, column)
            if str(cell.value or "") != key:
                self._tell(cell, _("The template has “%(key)s” here. Its columns must stay as they are.") % {"key": key})
        for (row, column), cell in sorted(self.sheet.cells.items()):
            if row >= template.KEY_ROW and column > len(keys) and not cell.is_blank:
                self._tell(cell, _("The template ends before this column. Delete what stands here."))

    def _check_formulas(self) -> None:
        """What a formula came to last may be stale, also where it looks right."""
        told = {(problem.row, problem.column) for problem in self.problems}
        for _place, cell in sorted(self.sheet.cells.items()):
            if cell.is_formula and (cell.row, cell.letters) not in told:
                self._tell(cell, _("The cell holds a formula. Put its value in its place."))

    def _document(self, plan: Plan) -> QuotaSet:
        replaces = last_in_chain(self.division.code, plan)
        quota_set = QuotaSet(
            plan=plan,
            division=self.division,
            replaces=replaces,
            document_number=self._text(template.NUMBER_ROW, _("The document number is missing.")),
            issuing_body=self._text(template.BODY_ROW, _("The issuing body is missing.")),
            document_date=self._date(template.DATE_ROW),
            version=self._version(template.VERSION_ROW),
        )
        if None not in quota_set.place:
            self._check_place(quota_set)
        return quota_set

    def _check_place(self, quota_set: QuotaSet) -> None:
        if not is_later(quota_set):
            told = {"date": quota_set.replaces.document_date.isoformat(), "version": quota_set.replaces.version}
            words = _("Only a later document replaces the one in force, which is of %(date)s, version %(version)d.") % told
            self._tell(self.sheet.cell(template.DATE_ROW, template.VALUE_COLUMN), words)
        elif has_come_before(quota_set):
            words = _("A document of this date and version has been in force before. Give this one a higher version.")
            self._tell(self.sheet.cell(template.VERSION_ROW, template.VALUE_COLUMN), words)

    def _text(self, row: int, missing: str) -> str:
        cell = self.sheet.cell(row, template.VALUE_COLUMN)
        text = str(cell.value or "").strip()
        if not text:
            self._tell(cell, missing)
        elif len(text) > TEXT_LENGTH:
            self._tell(cell, _("The text has more than %(most)d characters.") % {"most": TEXT_LENGTH})
        return text

    def _date(self, row: int) -> datetime.date | None:
        """A date that has come: one typed too late would keep every later document out."""
        cell = self.sheet.cell(row, template.VALUE_COLUMN)
        try:
            day = cell.value if isinstance(cell.value, datetime.date) else datetime.date.fromisoformat(str(cell.value or "").strip())
        except ValueError:
            self._tell(cell, _("The date of the document is missing or is none. Write it like 2022-05-31."))
            return None
        if isinstance(day, datetime.datetime):
            day = day.date()
        if day > clock.today():
            self._tell(cell, _("The date of the document lies in the future."))
        return day

    def _version(self, row: int) -> int | None:
        cell = self.sheet.cell(row, template.VALUE_COLUMN)
        value = cell.value
        if isinstance(value, Decimal) and value == value.to_integral_value() and 1 <= value <= MOST_VERSION:
            return int(value)
        self._tell(cell, _("The version is a whole number from 1 on."))
        return None

    def _lines(self, row: int, plan: Plan) -> Iterator[Line]:
        """The quotas of a row, one for each year; none where nothing was filled in or something is wrong."""
        years = template.years_of(plan)
        cells = [self.sheet.cell(row, column) for column in range(1, template.FIRST_CAP + len(years))]
        if all(cell.is_blank for cell in cells):
            return
        told = len(self.problems)
        division, pollutant = self._division(row), self._pollutant(row, plan)
        figures = cells[template.BASE_AMOUNT - 1 :]
        without = self._without(self.sheet.cell(row, template.WITHOUT), division)
        if all(cell.is_blank for cell in figures) and len(self.problems) == told:
            return
        base_amount, *caps = [self._mass(cell) for cell in figures]
        if len(self.problems) > told:
            return
        self._note_row(row, division.code, pollutant)
        for year, cap in zip(years, caps, strict=True):
            yield Line(division.code, pollutant, year, base_amount, cap, without)

    def _division(self, row: int) -> Division | None:
        cell, name = self.sheet.cell(row, template.CODE), self.sheet.cell(row, template.NAME)
        code = _code(cell)
        division = self.divisions.get(code)
        if division is None:
            self._tell(cell, _("“%(code)s” is no division of %(division)s.") % {"code": _shown(code), "division": self.division})
        elif str(name.value or "").strip() not in (division.name, division.name_en):
            self._tell(name, _("The code %(code)s belongs to %(division)s.") % {"code": code, "division": division})
        return division

    def _pollutant(self, row: int, plan: Plan) -> str:
        cell = self.sheet.cell(row, template.POLLUTANT)
        code = str(cell.value or "").strip()
        if code not in self.pollutants:
            self._tell(cell, _("“%(code)s” is no pollutant of the %(plan)s.") % {"code": _shown(code), "plan": plan})
        return code

    def _without(self, cell: Cell, division: Division | None) -> tuple[str, ...]:
        """Codes of parts that the row does not speak of, with commas between them."""
        codes = tuple(sorted(set(re.findall(r"[^\s,，、;；]+", _code(cell)))))
        for code in codes:
            if division and (code not in self.divisions or code == division.code or not code.startswith(division.code)):
                self._tell(cell, _("“%(code)s” is no part of the division of this row.") % {"code": _shown(code)})
        return codes

    def _mass(self, cell: Cell) -> int | None:
        problem = _why_no_mass(cell)
        if problem:
            self._tell(cell, problem)
            return None
        return MASS.amount(cell.value)

    def _note_row(self, row: int, division: str, pollutant: str) -> None:
        first = self.rows.setdefault((division, pollutant), row)
        if first != row:
            self._tell(self.sheet.cell(row, template.CODE), _("Row %(row)d tells the same division and pollutant.") % {"row": first})

    def _check_sums(self, ledger: Ledger) -> None:
        """The districts' caps may not add up to more than the city's (S3)."""
        whole = self.division.code
        for (_division, pollutant), row in self.rows.items():
            if (whole, pollutant) not in self.rows:
                words = _("%(division)s has no quota of its own for this pollutant, so that nothing can be handed down.")
                self._tell(self.sheet.cell(row, template.CODE), words % {"division": self.division})
        for key in ledger.over_allocated(whole):
            _whole, pollutant, year = key
            cell = self.sheet.cell(self.rows[whole, pollutant], template.FIRST_CAP + year - ledger.base_year - 1)
            told = {"sum": MASS.typed(ledger.handed_down(*key)), "over": MASS.typed(-ledger.reserve(*key))}
            self._tell(cell, _("The districts' caps add up to %(sum)s t, %(over)s t more than this cap.") % told)


def _code(cell: Cell) -> str:
    """A code, also where the spreadsheet has made a number of it."""
    if isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    return str(cell.value or "").strip()


def _shown(text: str) -> str:
    """As much of a cell's text as tells which is meant."""
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"


def _why_no_mass(cell: Cell) -> str:
    """Why a cell can't be read as tonnes; empty where it can."""
    value = cell.value
    if cell.is_formula:
        return _("The cell holds a formula. Put its value in its place.")
    if cell.is_blank:
        return _("The cell is blank. Where there is no quota, leave the whole row blank.")
    if isinstance(value, str):
        return _("“%(text)s” is text. Enter it as a number, without unit or commas.") % {"text": _shown(value)}
    if not isinstance(value, Decimal):
        return _("The cell holds no number.")
    if value < 0:
        return _("The number is below zero.")
    if value > MASS.exact(MOST_AMOUNT_MG):
        return _("The number is too large; at most %(most)s t.") % {"most": MASS.typed(MOST_AMOUNT_MG)}
    try:
        MASS.amount(value)
    except TooFine:
        return _("The number has more than %(decimals)d decimals. Nothing is rounded here: shorten it.") % {"decimals": MASS.decimals}
    return ""
