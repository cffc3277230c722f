"""Sheets with anything anywhere: the reader never breaks, and no row with figures is left out in silence."""

import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.targets.layouts.sheets import Formula, sheet
from tests.treatment_plants.layouts.test_registers import TestMonthly
from tests.treatment_plants.plant_sheets import HEAD, REGISTER, monthly, read
from workbooks import Cell

VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "—", "合计", "禅城区小计", "禅城区", "北安污水处理厂", "注：", "本月", "2022年9月", "约4", "4万吨/日", "#", "1e5", "NaN"]
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10_000, max_value=10_000).map(str).map(Decimal),
    st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 1, 1)),
    st.booleans(),
    st.text(max_size=8),
    st.just(Formula("4")),
)
CHANGES = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 19), VALUES), max_size=4)


def changed(original, changes):
    """The sheet with some of its cells holding something else."""
    cells = dict(original.cells)
    for row, column, value in changes:
        cells[row, column] = Cell(original.name, row, column, value, isinstance(value, Formula))
    return type(original)(original.name, cells, original.merged)


@settings(max_examples=120, deadline=None)
@given(CHANGES, st.booleans())
def test_every_row_with_a_name_and_a_figure_is_read_skipped_or_asked(changes, is_monthly):
    table = monthly(*[TestMonthly.ROW] * 3) if is_monthly else sheet([HEAD.split(","), *(one.split(",") for one in REGISTER)])
    understood = read(changed(table, changes))
    if not understood.tables:
        assert understood.problems
        return
    found = understood.tables[0]
    read_rows = {row.cell.row for row in found.rows}
    told = {int(one.address) for one in found.skipped} | {one.row for one in understood.problems}
    head = 4 if is_monthly else 2
    written = {row for (row, _column), cell in table.cells.items() if row >= head and not cell.is_blank}
    kept = {row for row in written if not any(changed_row <= head for changed_row, _column, _value in changes)}
    assert kept <= read_rows | told | {row for row, _column, _value in changes}


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 9), st.integers(1, 8), VALUES), max_size=4))
def test_what_stands_in_one_row_changes_no_figure_of_another(changes):
    table = sheet([HEAD.split(","), *(one.split(",") for one in REGISTER)])
    touched = {row for row, _column, _value in changes}
    read_rows = {row.cell.row: row for row in read(changed(table, changes)).rows}
    untouched = {row.cell.row: row for row in read(table).rows if row.cell.row not in touched}
    assert {row: (one.capacity, one.inflow) for row, one in read_rows.items() if row in untouched} == {
        row: (one.capacity, one.inflow) for row, one in untouched.items()
    }
