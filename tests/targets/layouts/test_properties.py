"""Whatever the layout: what was written is read back exactly, or refused with a problem; never differently."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from targets.layouts import understand
from tests.targets.layouts.sheets import KNOWN
from tests.targets.layouts.written import Written, written
from workbooks import Cell, Sheet

QUIET = settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
JUNK = ["", "-", "约5", "(5)", "无此数", "=A1"]


def said(understood) -> dict:
    return {(line.division, line.pollutant, line.year): (line.base.amount_mg, line.cap.amount_mg) for line in understood.lines}


@QUIET
@given(written())
def test_what_was_written_is_read_back_exactly(one: Written):
    understood = understand(one.sheets, KNOWN)
    assert understood.problems == []
    assert said(understood) == one.truth


@QUIET
@given(written(), st.data())
def test_a_cell_that_is_lost_or_spoiled_never_changes_a_figure_in_silence(one: Written, data):
    place = data.draw(st.integers(0, len(one.sheets) - 1))
    spoiled = one.sheets[place]
    where = data.draw(st.sampled_from(sorted(spoiled.cells)))
    value = data.draw(st.sampled_from(JUNK)) or None
    cells = spoiled.cells | {where: Cell(spoiled.name, *where, value)}
    sheets = [*one.sheets[:place], type(spoiled)(**{**vars(spoiled), "cells": cells}), *one.sheets[place + 1 :]]
    understood = understand(sheets, KNOWN)
    assert said(understood).items() <= one.truth.items()
    assert understood.problems or said(understood) == one.truth


@QUIET
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "地区", "禅城区", "合计", "2020年", "2022年控制量", "COD", "吨", "5", "-", "其中", "2021"]), max_size=5
        ),
        max_size=7,
    )
)
def test_no_sheet_makes_it_stumble(rows: list):
    cells = {(row, column): Cell("s", row, column, text) for row, some in enumerate(rows, 1) for column, text in enumerate(some, 1)}
    understood = understand([Sheet("s", cells)], KNOWN)
    assert understood.problems or understood.lines
