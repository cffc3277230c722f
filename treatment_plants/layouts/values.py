"""Cells as amounts, days and months. What can't be read is told at the cell; an empty cell is no data and never zero."""

import calendar
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from formulas.units import TooFine
from targets.layouts.findings import Kind, Notebook, shown
from targets.layouts.numbers import GAP, Fault, Number, read_number, read_text
from targets.layouts.words import plain
from treatment_plants.layouts.meanings import Meaning, Taken
from treatment_plants.layouts.units import UNITS, unit_of_suffix

WITH_SUFFIX = re.compile(r"(?P<figure>.*?[0-9])(?P<suffix>[^0-9.,].*)", re.DOTALL)
DAY = re.compile(r"(?P<year>(?:19|20)\d\d)[年./-](?P<month>1[0-2]|0?[1-9])(?:[月./-](?:(?P<day>[12]\d|3[01]|0?[1-9])日?)?)?")
MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)(?:年|[./-])?(?P<month>1[0-2]|0[1-9]|[1-9])月?")
MONTH_IN_TEXT = re.compile(r"(?P<year>20\d\d)年(?P<month>1[0-2]|0?[1-9])月(?!\d)")
SPAN_IN_TEXT = re.compile(r"(?:1[0-2]|[1-9])月?(?:-|至|~|到)(?:1[0-2]|[1-9])月|半年|季度|年度")
MOST_DAYS = 31
# The widest that the records hold, by meaning, in base units.
MOST = {Meaning.CAPACITY: 10**7, Meaning.VOLUME: 10**9, Meaning.INLET: 10**8, Meaning.OUTLET: 10**8}
FIRST_YEAR, LAST_YEAR = 1950, 2099


@dataclass
class ValueReader:
    notebook: Notebook

    def amount(self, cell, taken: Taken) -> int | None:
        """The amount in base units; None where there is none, or where it can't be read and a person is asked."""
        number = read_number(cell)
        unit = taken.unit
        if number is Fault.TEXT and isinstance(cell.value, str):
            number, unit = self._with_unit(cell, taken)
        if number is None or unit is None:
            return None
        if isinstance(number, Fault) or number.unit:
            self._ask_for_number(cell, number)
            return None
        return self._amount(cell, number, unit, taken.meaning) if unit else None

    def _with_unit(self, cell, taken: Taken):
        """A figure with its unit behind it; the head's unit must not be another quantity."""
        found = WITH_SUFFIX.fullmatch(plain(cell.value))
        unit = unit_of_suffix(found["suffix"]) if found else ""
        if not unit:
            return Fault.TEXT, taken.unit
        if unit not in taken.meaning.units:
            self.notebook.ask(
                Kind.UNIT, cell, _("The cell holds another quantity than its head names."), _("A figure in the unit of the head.")
            )
            return None, None
        return read_text(found["figure"]), unit

    def _amount(self, cell, number: Number, unit: str, meaning: Meaning) -> int | None:
        try:
            amount = UNITS[unit].amount(number.value)
        except TooFine:
            text = _("The figure has more decimals than the portal keeps; nothing is rounded here.")
            self.notebook.ask(Kind.TOO_FINE, cell, text, _("A figure with at most %(places)d decimals.") % {"places": UNITS[unit].decimals})
            return None
        if amount < 0 or (amount == 0 and meaning == Meaning.CAPACITY):
            self.notebook.ask(
                Kind.NUMBER, cell, _("The figure is not above zero."), _("A figure above zero, or a blank cell where there is none.")
            )
            return None
        if amount > MOST[meaning]:
            self.notebook.ask(Kind.NUMBER, cell, _("The figure is larger than any plant has."), _("A smaller figure, or another unit."))
            return None
        return amount

    def _ask_for_number(self, cell, number) -> None:
        if number is Fault.FORMULA:
            text = _("The cell holds a formula, whose last result may be out of date.")
            self.notebook.ask(Kind.FORMULA, cell, text, _("The value itself."))
            return
        text = _("“%(text)s” is no figure.") % {"text": shown(cell.value)}
        self.notebook.ask(Kind.NUMBER, cell, text, _("A figure, or a dash where there is none."))

    def days(self, cell) -> int | None:
        number = read_number(cell)
        if number is Fault.TEXT and isinstance(cell.value, str):
            number = read_text(plain(cell.value).removesuffix("天").removesuffix("days"))
        if number is None:
            return None
        if isinstance(number, Number) and not number.unit and number.value == int(number.value) and 0 <= number.value <= MOST_DAYS:
            return int(number.value)
        self.notebook.ask(
            Kind.NUMBER, cell, _("“%(text)s” is no number of days.") % {"text": shown(cell.value)}, _("A whole number up to 31.")
        )
        return None

    def day(self, cell) -> datetime.date | None:
        """A day; where a month is told, its first. A year alone is too little."""
        value = cell.value
        if cell.is_formula:
            self._ask_for_number(cell, Fault.FORMULA)
            return None
        if isinstance(value, datetime.datetime):
            value = value.date()
        if isinstance(value, datetime.date) and FIRST_YEAR <= value.year <= LAST_YEAR:
            return value
        if cell.is_blank or (isinstance(value, str) and GAP.fullmatch(plain(value))):
            return None
        # 2009.1 as a number is January or October.
        found = DAY.fullmatch(_text(value)) if not (isinstance(value, Decimal) and _text(value).endswith(".1")) else None
        if found:
            year, month, day = int(found["year"]), int(found["month"]), int(found["day"] or 1)
            if day <= calendar.monthrange(year, month)[1]:
                return datetime.date(year, month, day)
        text = _("“%(text)s” tells no day.") % {"text": shown(value)}
        self.notebook.ask(Kind.YEAR, cell, text, _("A date like 2009-06-01, or a month like 2009-06."))
        return None

    def year(self, cell) -> int | None:
        text = _text(cell.value).removesuffix("度").removesuffix("年")
        if re.fullmatch(r"(19|20)\d\d", text):
            return int(text)
        self.notebook.ask(Kind.YEAR, cell, _("“%(text)s” is no year.") % {"text": shown(cell.value)}, _("A year like 2021."))
        return None

    def month(self, cell, year: int | None) -> int | None:
        """A month yyyymm, from one cell, or from the number of a month beside a year."""
        value = cell.value
        if isinstance(value, datetime.date):
            return value.year * 100 + value.month
        text = _text(value)
        alone = re.fullmatch(r"(1[0-2]|0?[1-9])月?份?", text)
        if alone and year:
            return year * 100 + int(alone[1])
        found = MONTH.fullmatch(text.removesuffix("份")) if not (isinstance(value, Decimal) and text.endswith(".1")) else None
        if found:
            return int(found["year"]) * 100 + int(found["month"])
        self.notebook.ask(Kind.YEAR, cell, _("“%(text)s” is no month.") % {"text": shown(value)}, _("A month like 2022-09."))
        return None


def month_in(texts: list[str]) -> int | None:
    """The one month that titles tell; None where they tell none, several, or a longer time.

    >>> month_in(["2022年9月污水处理厂运行情况表"]), month_in(["2022年1-9月"]), month_in(["2022年9月", "2022年10月"])
    (202209, None, None)
    """
    plain_texts = [plain(text) for text in texts]
    found = {int(one["year"]) * 100 + int(one["month"]) for text in plain_texts for one in MONTH_IN_TEXT.finditer(text)}
    if len(found) != 1 or any(SPAN_IN_TEXT.search(text) for text in plain_texts):
        return None
    return found.pop()


def year_in(texts: list[str]) -> int | None:
    """The one year that texts tell.

    >>> year_in(["2020年进水COD年均"]), year_in(["进水COD年均"])
    (2020, None)
    """
    found = {int(year) for text in texts for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?:年|$)", plain(text))}
    return found.pop() if len(found) == 1 else None


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else plain("" if value is None else value)
