"""The portal's own workbook for quotas: one row for each division and pollutant, one column for each year of the plan.

What stands where is told here once, for the hand that writes it and the one that reads it back.
"""

import datetime
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.models import Division
from districts.queries import districts_in
from formulas.units import MASS
from targets.ledger import Ledger
from targets.models import Plan, QuotaSet

FORMAT = "quotas-1"
TITLE_ROW, STAMP_ROW, NUMBER_ROW, BODY_ROW, DATE_ROW, VERSION_ROW, KEY_ROW, HEAD_ROW, FIRST_ROW = range(1, 10)
LABEL_COLUMN, VALUE_COLUMN = 1, 2
CODE, NAME, POLLUTANT, SYMBOL, WITHOUT, BASE_AMOUNT, FIRST_CAP = range(1, 8)


@dataclass(frozen=True)
class Stamp:
    """Which plan and division a workbook was handed out for, and which set was in force then (0: none)."""

    plan: str
    division: str
    replaces: int

    def __str__(self):
        return f"{FORMAT}/{self.plan}/{self.division}/{self.replaces}"


def stamp_of(plan: Plan, division: Division, in_force: QuotaSet | None) -> Stamp:
    return Stamp(plan.code, division.code, in_force.pk if in_force else 0)


def read_stamp(text: str) -> Stamp | None:
    """The stamp that a cell holds; None where it is none of ours."""
    parts = text.split("/")
    if len(parts) != 4 or parts[0] != FORMAT or not parts[3].isdecimal():
        return None
    return Stamp(parts[1], parts[2], int(parts[3]))


def years_of(plan: Plan) -> range:
    return range(plan.base_year + 1, plan.last_year + 1)


def keys_of(plan: Plan) -> list[str]:
    """What the row of keys holds, column by column."""
    return [
        "division_code",
        "division",
        "pollutant_code",
        "pollutant",
        "without",
        "base_amount",
        *(f"cap_{year}" for year in years_of(plan)),
    ]


def divisions_of(division: Division) -> list[Division]:
    """Whom the template has rows for: the division itself and the districts inside it."""
    return [division, *(one for one in districts_in(division.code) if one != division)]


@dataclass(frozen=True)
class Document:
    """The head of a quota document. The template is handed out with the next version and the rest blank."""

    version: int
    number: str = ""
    body: str = ""
    date: datetime.date | None = None


def template_file(plan: Plan, division: Division, in_force: QuotaSet | None, values: Ledger, document: Document | None = None) -> bytes:
    """The workbook filled with `values`, usually those in force."""
    # Only this page needs the writer: the import would slow every start.
    import xlsxwriter

    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # Without a date of its own the same content gives the same file.
    workbook.set_properties({"created": datetime.datetime(2000, 1, 1)})
    page = _Page(workbook)
    document = document or Document(version=in_force.version + 1 if in_force else 1)
    page.head(plan, division, stamp_of(plan, division, in_force), document)
    rows = [(one, pollutant) for one in divisions_of(division) for pollutant in plan.pollutants.all()]
    for row, (one, pollutant) in enumerate(rows, start=FIRST_ROW):
        page.row(row, one, pollutant, values, years_of(plan))
    workbook.close()
    return file.getvalue()


class _Page:
    """The sheet under the writer's hands: what may be typed in is open, the rest is locked without a password."""

    def __init__(self, workbook):
        self.sheet = workbook.add_worksheet(_("Quotas"))
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.fixed = workbook.add_format({"bg_color": "#EDF1F5"})
        self.key = workbook.add_format({"font_size": 8, "font_color": "#6B7785"})
        self.label = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.text = workbook.add_format({"locked": False, "num_format": "@"})
        self.date = workbook.add_format({"locked": False, "num_format": "yyyy-mm-dd", "align": "left"})
        self.number = workbook.add_format({"locked": False, "num_format": "#,##0.#########"})
        self.whole = workbook.add_format({"locked": False, "num_format": "0", "align": "left"})
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.sheet.freeze_panes(HEAD_ROW, WITHOUT - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_column(CODE - 1, CODE - 1, 16)
        self.sheet.set_column(NAME - 1, NAME - 1, 28)
        self.sheet.set_column(POLLUTANT - 1, FIRST_CAP + 9, 14)

    def head(self, plan: Plan, division: Division, stamp: Stamp, document: Document) -> None:
        self._text(TITLE_ROW, LABEL_COLUMN, _("%(division)s: quotas of the %(plan)s") % {"division": division, "plan": plan}, self.title)
        fields = (
            (STAMP_ROW, _("Template"), str(stamp), self.fixed),
            (NUMBER_ROW, _("Document number"), document.number, self.text),
            (BODY_ROW, _("Issuing body"), document.body, self.text),
        )
        for row, label, value, look in fields:
            self._text(row, LABEL_COLUMN, label)
            self._text(row, VALUE_COLUMN, value, look)
        self._text(DATE_ROW, LABEL_COLUMN, _("Date of the document"))
        self._date(DATE_ROW, VALUE_COLUMN, document.date)
        self._text(VERSION_ROW, LABEL_COLUMN, _("Version"))
        self.sheet.write_number(VERSION_ROW - 1, VALUE_COLUMN - 1, document.version, self.whole)
        for column, (key, label) in enumerate(zip(keys_of(plan), _labels(plan), strict=True), start=1):
            self._text(KEY_ROW, column, key, self.key)
            self._text(HEAD_ROW, column, label, self.label)

    def row(self, row: int, division: Division, pollutant, values: Ledger, years: range) -> None:
        for column, text in ((CODE, division.code), (NAME, str(division)), (POLLUTANT, pollutant.code), (SYMBOL, pollutant.symbol)):
            self._text(row, column, text, self.fixed)
        lines = [values.lines.get((division.code, pollutant.code, year)) for year in years]
        without = next((line.excludes for line in lines if line), ())
        self._text(row, WITHOUT, "、".join(without), self.text)
        self._mass(row, BASE_AMOUNT, values.base_amounts.get((division.code, pollutant.code)))
        for column, line in enumerate(lines, start=FIRST_CAP):
            self._mass(row, column, line.cap_mg if line else None)

    def _text(self, row: int, column: int, text: str, look=None) -> None:
        if text:
            self.sheet.write_string(row - 1, column - 1, str(text), look)
        else:
            self.sheet.write_blank(row - 1, column - 1, None, look)

    def _date(self, row: int, column: int, day: datetime.date | None) -> None:
        if day:
            self.sheet.write_datetime(row - 1, column - 1, day, self.date)
        else:
            self.sheet.write_blank(row - 1, column - 1, None, self.date)

    def _mass(self, row: int, column: int, amount_mg: int | None) -> None:
        if amount_mg is None:
            self.sheet.write_blank(row - 1, column - 1, None, self.number)
        else:
            self.sheet.write_number(row - 1, column - 1, MASS.exact(amount_mg), self.number)


def _labels(plan: Plan) -> list[str]:
    return [
        _("Division code"),
        _("Division"),
        _("Pollutant code"),
        _("Pollutant"),
        _("Without (codes)"),
        _("Emission of %(year)d (t)") % {"year": plan.base_year},
        *(_("Cap of %(year)d (t)") % {"year": year} for year in years_of(plan)),
    ]
