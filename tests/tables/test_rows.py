"""The rows of a table as they stand on a page: what was typed is never markup, and numbers below zero have a minus."""

import re

from django.template import engines
from django.utils.html import format_html

from formulas.units import MASS
from tables.cells import Cell, figure, plain
from tables.table import Column, Table
from tables.writers import as_csv, as_json

PAGE = "{% load rows %}<tbody>{{ table|rows }}</tbody><tfoot>{{ table|total_rows }}</tfoot>"
TYPED = "<b>\"a\" & 'b'</b>"


def page(cell: Cell, **column) -> str:
    columns = [Column("it", column.pop("label", "量"), lambda record: record, **column)]
    table = Table("表", columns, [cell], emphasis=lambda record: TYPED, anchor=lambda record: TYPED, totals=[{"it": cell}])
    return engines["django"].from_string(PAGE).render({"table": table})


def test_what_was_typed_is_never_markup():
    cells = [plain(TYPED, note=TYPED), Cell(TYPED, TYPED, url=TYPED), Cell(TYPED, TYPED, lamp="late"), Cell(TYPED, TYPED, state="draft")]
    for cell in cells:
        written = page(cell, label=TYPED, unit=TYPED, wraps=True)
        assert "<b>" not in written and '"a"' not in written
        assert "&lt;b&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/b&gt;" in written


def test_what_the_portal_wrote_itself_stays_markup():
    assert "<em>5</em>" in page(Cell(5, format_html("<em>{}</em>", 5)))


def test_a_number_below_zero_has_a_minus_on_the_page_and_a_hyphen_in_files():
    cell = figure(-65_500_000_000, MASS, places=2)
    assert re.search("<td[^>]*>−65.50</td>", page(cell, numeric=True))
    table = Table("表", [Column("it", "量", lambda record: record, numeric=True)], [cell])
    assert b"-65.5" in as_csv(table) and b"-65.5" in as_json(table)


def test_a_word_that_begins_with_a_hyphen_stays_as_it_was_typed():
    assert ">-5号</td>" in page(plain("-5号"))


def test_heads_of_rows_labels_and_totals():
    written = page(figure(5, MASS), heads_row=True, numeric=True, unit="吨")
    assert written.count('<th scope="row" class="numeric" data-label="量 (吨)">') == 2
    assert '<tr class="row-total">' in written
