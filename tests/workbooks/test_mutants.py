"""Hypothesis breaks good files, and makes good ones of any content (many more: make fuzz)."""

import csv
import io
import random
from decimal import Decimal

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.workbooks.mutants import GOOD_FILES, WRONG, Reader, good_answers, mutant, outcome
from workbooks.delimited import rows_by_grammar, rows_by_module
from workbooks.told import unpacked


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="module")
def good(reader):
    return good_answers(reader)


def test_the_good_files_are_read(good):
    assert {kind: len(answer["sheets"][0][-1]) for kind, answer in good.items()} == {"xlsx": 13, "xls": 12, "utf-8": 15, "gb18030": 15}
    assert good["utf-8"] == good["gb18030"]


@given(luck=st.randoms(use_true_random=False, note_method_calls=False))
@settings(max_examples=400, deadline=None)
def test_a_broken_file_is_read_as_it_is_or_refused(reader, good, luck):
    kind, content = mutant(luck)
    assert outcome(kind, content, reader.read(content), good[kind]) not in WRONG


def test_mutants_come_to_every_end(reader, good):
    """Or they would all be broken in a way that is too easy to see."""
    ends = set()
    for number in range(300):
        kind, content = mutant(random.Random(number))
        ends.add(outcome(kind, content, reader.read(content), good[kind]).partition(":")[0])
    assert ends == {"refused", "the same cells", "other cells, agreed on"}


def test_a_workbook_that_was_read_short_is_noticed(good):
    answer = {"sheets": [[*good["xlsx"]["sheets"][0][:-1], good["xlsx"]["sheets"][0][-1][1:]]]}
    assert outcome("xlsx", GOOD_FILES["xlsx"], answer, good["xlsx"]) in WRONG


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20).filter(
    lambda text: text.strip() and "_x" not in text and not text.startswith("=")
)
NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False).map(lambda number: number.normalize() + 0)
TABLES = st.lists(st.lists(st.none() | TEXTS | NUMBERS | st.booleans(), min_size=2, max_size=6), min_size=1, max_size=8)


def read_back(reader: Reader, content: bytes) -> dict:
    answer = reader.read(content)
    assert "sheets" in answer, answer
    return {place: cell.value for place, cell in unpacked(answer["sheets"][0]).cells.items() if not cell.is_blank}


def placed(table: list[list]) -> dict:
    return {(r, c): value for r, row in enumerate(table, 1) for c, value in enumerate(row, 1) if value is not None}


def saved(workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@given(table=TABLES)
@settings(max_examples=100, deadline=None)
def test_any_workbook_is_read_back(reader, table):
    workbook = Workbook()
    for (row, column), value in placed(table).items():
        cell = workbook.active.cell(row, column, value)
        if isinstance(value, str):
            # A text such as #N/A would be made an error.
            cell.data_type = "s"
    assert read_back(reader, saved(workbook)) == placed(table)


@given(table=TABLES)
@settings(max_examples=100, deadline=None)
def test_any_old_workbook_is_read_back(reader, table):
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("x")
    for (row, column), value in placed(table).items():
        sheet.write(row - 1, column - 1, float(value) if isinstance(value, Decimal) else value)
    assert read_back(reader, saved(workbook)) == placed(table)


@given(
    table=st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(",\t;"),
    encoding=st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]),
)
@settings(max_examples=100, deadline=None)
def test_any_table_of_text_is_read_back_or_refused(reader, table, delimiter, encoding):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(table)
    answer = reader.read(file.getvalue().encode(encoding))
    if "refused" in answer:
        assert answer["refused"] in ("which encoding", "which delimiter", "web page")
    elif answer["sheets"]:
        read = {place: cell for place, cell in unpacked(answer["sheets"][0]).cells.items()}
        assert {place: str(cell.value) for place, cell in read.items()} == placed(table)


@given(text=st.text(st.sampled_from('ab",\r\n "'), max_size=30))
@settings(max_examples=500, deadline=None)
def test_the_grammar_reads_as_the_module_does_or_one_refuses(text):
    found = []
    for read in (rows_by_module, rows_by_grammar):
        try:
            found.append([[*row] if row != [""] else [] for row in read(text, ",")])
        except ValueError:
            return
    assert found[0] == found[1]
