"""What a filled-in template may hold: every bad cell is told of at its place and in plain words, and nothing is written."""

import csv
import datetime
import io
import re
import zipfile

import pytest
import xlwt
from django.utils import translation
from openpyxl import load_workbook

from targets.models import QuotaFile, QuotaSet
from targets.uploads import FileRefused, read_quotas
from tests.targets.quotas import FIGURES, changed, edited, filled, in_force, lines, send, tonnes

# Where the cells of the filled template stand: row 9 is the city's COD, 12 Chancheng's, 15 Nanhai's; G holds 2021, H 2022.
BAD_CELLS = {
    "a number as text": ({"H12": "57,600"}, "H", 12, "“57,600” is text"),
    "a full-width number": ({"H12": "５７６００"}, "H", 12, "is text"),
    "a unit in the cell": ({"H12": "57600吨"}, "H", 12, "is text"),
    "a dash for nothing": ({"H12": "—"}, "H", 12, "is text"),
    "a blank among figures": ({"H12": None}, "H", 12, "The cell is blank"),
    "a formula": ({"H12": "=G12-1200"}, "H", 12, "holds a formula"),
    "an error value": ({"H12": "#DIV/0!"}, "H", 12, "is text"),
    "yes for a number": ({"H12": True}, "H", 12, "holds no number"),
    "a date for a number": ({"H12": datetime.date(2022, 1, 1)}, "H", 12, "holds no number"),
    "a negative cap": ({"H12": -1}, "H", 12, "below zero"),
    "finer than a milligram": ({"H12": 0.12345678912}, "H", 12, "more than 9 decimals"),
    "larger than any nation": ({"H12": 1e15}, "H", 12, "too large"),
    "no base amount": ({"F12": None}, "F", 12, "The cell is blank"),
    "a foreign district": ({"A12": "440100"}, "A", 12, "“440100” is no division of"),
    "a town": ({"A12": "440604010"}, "A", 12, "is no division of"),
    "a code with another's name": ({"B12": "南海区"}, "B", 12, "The code 440604 belongs to"),
    "an unknown pollutant": ({"C12": "tp"}, "C", 12, "“tp” is no pollutant of"),
    "two rows for one thing": ({"A15": "440604", "B15": "禅城区"}, "A", 15, "Row 12 tells the same"),
    "a part that is none": ({"E9": "440607"}, "E", 9, "“440607” is no part of"),
    "no document number": ({"B3": None}, "B", 3, "document number is missing"),
    "no issuing body": ({"B4": "  "}, "B", 4, "issuing body is missing"),
    "a long document number": ({"B3": "号" * 81}, "B", 3, "more than 80 characters"),
    "no date": ({"B5": "去年"}, "B", 5, "date of the document is missing"),
    "a date to come": ({"B5": datetime.date(2022, 11, 11)}, "B", 5, "lies in the future"),
    "no version": ({"B6": "one"}, "B", 6, "The version is a whole number"),
    "half a version": ({"B6": 1.5}, "B", 6, "The version is a whole number"),
    "a sum above the city's cap": ({"H12": 60000}, "H", 9, "add up to 96400 t, 400 t more"),
    "parts without a whole": (dict.fromkeys([f"{letter}9" for letter in "FGHIJK"]), "A", 12, "has no quota of its own"),
    "moved columns": ({"G7": "cap_2022", "H7": "cap_2021"}, "G", 7, "“cap_2021”"),
    "a column more": ({"L7": "cap_2026"}, "L", 7, "The template ends before"),
    "a figure beside the table": ({"L12": 5}, "L", 12, "The template ends before"),
    "another sheet of the bureau": ({"B2": "2022年指标"}, "B", 2, "not the portal's template"),
    "a template of another portal": ({"B2": "quotas-1/14th/4401/0"}, "B", 2, "for another division"),
    "a plan that does not exist": ({"B2": "quotas-1/99th/4406/0"}, "B", 2, "not the portal's template"),
    "a stamp that was tampered with": ({"B2": "quotas-1/14th/4406/7"}, "B", 2, "outdated"),
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def as_csv(content: bytes) -> bytes:
    file = io.StringIO(newline="")
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    csv.writer(file).writerows([value.date() if isinstance(value, datetime.datetime) else value for value in row] for row in rows)
    return file.getvalue().encode("gb18030")


def as_xls(content: bytes) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("配额")
    for row in load_workbook(io.BytesIO(content)).active.iter_rows():
        for cell in row:
            is_date = isinstance(cell.value, datetime.date)
            sheet.write(cell.row - 1, cell.column - 1, cell.value, xlwt.easyxf(num_format_str="yyyy-mm-dd" if is_date else "General"))
    return saved(workbook)


def with_formulas(content: bytes) -> bytes:
    """Formulas in B3 and H12, with the values that the cells had."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = re.sub(rb'(<c r="(?:B3|H12)"[^>]*>)', rb"\1<f>1</f>", part)
            new.writestr(name, part)
    return file.getvalue()


def saved(workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def problems(city, content: bytes) -> list[tuple]:
    with pytest.raises(FileRefused) as refused:
        read_quotas(content, city.people["quota"].division)
    return [(problem.column, problem.row, problem.text) for problem in refused.value.problems]


@pytest.mark.parametrize(("cells", "column", "row", "words"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_told_of_at_its_place(city, cells, column, row, words):
    found = problems(city, edited(filled(city), cells))
    assert [one for one in found if one[:2] == (column, row) and words in one[2]], found


@pytest.mark.parametrize("address", ["A12", "B12", "C12", "E12", "H12", "B3", "B5"])
def test_a_text_without_end_is_not_told_back(city, address):
    [(_column, _row, text), *_] = problems(city, edited(filled(city), {address: "长" * 30_000}))
    assert len(text) < 200


def test_every_bad_cell_is_told_of_at_once(city):
    found = problems(city, edited(filled(city), {"B3": None, "H12": "57,600", "I15": -1, "A9": "440100"}))
    assert [(column, row) for column, row, _ in found] == [("B", 3), ("A", 9), ("H", 12), ("I", 15)]


def test_a_refused_file_answers_422_and_writes_nothing(city, signed_in):
    answer = send(signed_in("quota"), edited(filled(city), {"H12": "57,600"}))
    assert answer.status_code == 422
    row = answer.context["table"].rows[0]
    assert [cell.text for cell in row.cells][1:3] == ["12", "H"]
    assert not QuotaSet.objects.exists() and not QuotaFile.objects.exists()


def test_a_template_that_other_quotas_have_overtaken_is_refused(city):
    old = filled(city)
    in_force(city, changed(d440604_cod_2022="57000"))
    assert "outdated" in problems(city, old)[0][2]


@pytest.mark.parametrize(
    ("version", "day"), [(1, datetime.date(2021, 3, 2)), (9, datetime.date(2021, 3, 1))], ids=["the same document", "an earlier date"]
)
def test_only_a_later_document_replaces_the_one_in_force(city, version, day):
    in_force(city)
    found = problems(city, filled(city, changed(d440604_cod_2022="57000"), version=version, day=day))
    assert found[0][:2] == ("B", 5)
    assert "Only a later document" in found[0][2]


def test_a_later_version_of_the_same_day_replaces_it(city):
    first = in_force(city)
    second = in_force(city, changed(d440604_cod_2022="57000"), version=2, day=first.document_date)
    assert second.replaces == first


def test_what_the_template_holds_is_read_back_exactly(city):
    proposal = read_quotas(filled(city, d4406=("440605",)), city.people["quota"].division)
    assert set(proposal.lines) == set(lines(d4406=("440605",)))


def test_numbers_are_read_at_fifteen_digits(city):
    """0.1 + 0.2 is 0.30000000000000004 in the file and 0.3 to the person."""
    proposal = read_quotas(edited(filled(city), {"H12": 57_600 + 0.1 + 0.2}), city.people["quota"].division)
    assert str(tonnes(next(line.cap_mg for line in proposal.lines if (line.division, line.year) == ("440604", 2022)))) == "57600.3"


def test_codes_that_a_spreadsheet_made_numbers_of_are_read(city):
    content = edited(filled(city), {"A9": 4406, "A12": 440604, "E9": 440605})
    assert read_quotas(content, city.people["quota"].division).lines[0].excludes == ("440605",)


def test_a_date_may_be_typed_as_text(city):
    proposal = read_quotas(edited(filled(city), {"B5": "2022-05-31"}), city.people["quota"].division)
    assert proposal.quota_set.document_date == datetime.date(2022, 5, 31)


@pytest.mark.parametrize("kind", [as_csv, as_xls])
def test_the_template_may_come_back_as_another_kind_of_file(city, kind):
    content = kind(filled(city))
    assert not content.startswith(b"PK")
    assert set(read_quotas(content, city.people["quota"].division).lines) == set(lines())


def test_a_formula_is_refused_though_its_value_looks_right(city):
    found = problems(city, with_formulas(filled(city)))
    assert sorted((column, row) for column, row, text in found if "holds a formula" in text) == [("B", 3), ("H", 12)]


def test_a_hidden_row_is_refused(city):
    workbook = load_workbook(io.BytesIO(filled(city)))
    workbook.active.row_dimensions[12].hidden = True
    [(_column, _row, text)] = problems(city, saved(workbook))
    assert "hidden rows" in text and "!A12" in text


def test_rows_without_a_figure_are_no_quotas(city):
    """The template has rows for ammonia nitrogen too; nobody filled them in."""
    proposal = read_quotas(filled(city), city.people["quota"].division)
    assert {line.pollutant for line in proposal.lines} == {"cod", "so2"}


def test_a_template_without_any_figure_is_refused(city):
    assert "no quota at all" in problems(city, filled(city, {}))[0][2]


def test_an_empty_row_between_is_skipped(city):
    content = edited(filled(city), {f"{letter}10": None for letter in "ABCDE"})
    assert read_quotas(content, city.people["quota"].division).lines


def test_the_template_comes_filled_with_the_quotas_in_force(city, signed_in):
    in_force(city)
    sheet = load_workbook(io.BytesIO(signed_in("quota").get("/targets/quotas/template/").content)).active
    assert sheet["B2"].value.startswith("quotas-1/14th/4406/")
    assert [cell.value for cell in sheet[7]][5:7] == ["base_amount", "cap_2021"]
    assert ([sheet[f"{letter}12"].value for letter in "ABCF"], sheet["H12"].value) == (["440604", "禅城区", "cod", 60_000], 57_600)
    assert (sheet["B3"].value, sheet["B6"].value) == (None, 2)


def test_the_same_quotas_make_the_same_template(city):
    assert filled(city) == filled(city)


@pytest.mark.parametrize("figures", [FIGURES, changed(d4406_cod_2022="95999.999999999")])
def test_what_was_handed_out_and_sent_back_changed_in_nothing(city, figures):
    in_force(city, figures)
    assert set(read_quotas(filled(city, figures), city.people["quota"].division).lines) == set(lines(figures))
