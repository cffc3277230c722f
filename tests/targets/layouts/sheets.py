"""Sheets as people write them, and what a small city knows."""

from decimal import Decimal

from formulas.units import MASS
from targets.layouts import Known, Named, Understanding, understand
from workbooks import Area, Cell, Sheet

DIVISIONS = (
    Named("4406", "汾江市", "Fenjiang"),
    Named("440604", "禅城区", "Chancheng"),
    Named("440605", "南海区", "Nanhai"),
    Named("440606", "顺德区", "Shunde"),
)
POLLUTANTS = (
    Named("cod", "化学需氧量", "Chemical oxygen demand", "COD"),
    Named("nh3n", "氨氮", "Ammonia nitrogen", "NH₃-N"),
    Named("so2", "二氧化硫", "Sulphur dioxide", "SO₂"),
)
KNOWN = Known("4406", DIVISIONS, POLLUTANTS, base_year=2020, last_year=2025)
ELEVENTH = Known("4406", DIVISIONS, POLLUTANTS, base_year=2005, last_year=2010)
# What nearly every small sheet is told of, and what the tests here are not about.
USUAL = ("quota", "year", "ignored")


class Formula(str):
    """A cell that is worked out; its text is what the formula says."""


def sheet(rows: list, name: str = "Sheet1", merged: tuple = ()) -> Sheet:
    """A sheet of rows of values; "" is an empty cell, numbers are what a spreadsheet keeps as numbers."""
    cells = {
        (row, column): value if isinstance(value, Cell) else Cell(name, row, column, _value(value), isinstance(value, Formula))
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value not in ("", None)
    }
    return Sheet(name, cells, tuple(Area(*one) for one in merged))


def _value(value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


def read(*sheets, known: Known = KNOWN, mappings=()) -> Understanding:
    """The understanding of sheets, or of the rows of one."""
    return understand([one if isinstance(one, Sheet) else sheet(one) for one in sheets], known, mappings)


def figures(understanding: Understanding) -> dict:
    """(division, pollutant, year) → base amount and cap in tonnes, as short texts."""
    return {
        (line.division, line.pollutant, line.year): (MASS.typed(line.base.amount_mg), MASS.typed(line.cap.amount_mg))
        for line in understanding.lines
    }


def clear(*sheets, **options) -> dict:
    """The figures of sheets that are understood without a problem."""
    understood = read(*sheets, **options)
    assert understood.problems == []
    return figures(understood)


def problems(*sheets, **options) -> list[tuple[str, str]]:
    """Kind and address of every problem."""
    return [(one.kind.value, f"{one.column}{one.row or ''}") for one in read(*sheets, **options).problems]


def warnings(*sheets, **options) -> list[tuple[str, str]]:
    told = read(*sheets, **options).warnings
    return [(one.kind.value, f"{one.column}{one.row or ''}") for one in told if one.kind not in USUAL]
