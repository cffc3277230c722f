"""One table as CSV, Excel and JSON: the same rows, numbers as numbers, and no text that a spreadsheet would run."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from django.utils.translation import gettext_lazy

from formulas.units import CONCENTRATION, COUNT, MASS, VOLUME
from tables import Column, Table, figure, link, plain
from tables.writers import as_csv, as_json, as_xlsx

# What spreadsheets take for the beginning of a formula, also typed with a Chinese input method.
LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def table(*records, title="水量") -> Table:
    """Records are (plant, returns, water in m³, outflow in µg/L)."""
    return Table(
        title=title,
        as_of="2022-10",
        columns=[
            Column("plant", "污水处理厂", lambda one: plain(one[0])),
            Column("returns", "报表数", lambda one: figure(one[1], COUNT), numeric=True),
            Column("volume", "处理水量", lambda one: figure(one[2], VOLUME, places=2), "万吨", True),
            Column("outlet", "COD出水", lambda one: figure(one[3], CONCENTRATION, places=1), "mg/L", True),
        ],
        records=records,
    )


DONGPO = ("东鄱污水处理厂", 12, 3_100_001, 30_050)
CLOSED = ("旧厂, “二期”\n停运", 0, None, None)
TAKEN_BACK = ("沙岗污水处理厂", -1, -32_000, 0)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


class TestCsv:
    @pytest.mark.parametrize(
        ("milligrams", "written"), [(0, "0.000000000"), (1, "0.000000001"), (-1, "-0.000000001"), (10**18, "1000000000.000000000")]
    )
    def test_a_mass_is_written_with_all_its_zeros_and_no_exponent(self, milligrams, written):
        masses = Table(title="-", columns=[Column("mass", "COD", lambda one: figure(one, MASS), "吨", True)], records=[milligrams])
        assert csv_rows(as_csv(masses))[1:] == [[written]]

    def test_it_opens_in_chinese_and_names_the_units(self):
        content = as_csv(table(DONGPO))
        assert content.startswith(b"\xef\xbb\xbf")
        assert csv_rows(content)[0] == ["污水处理厂", "报表数", "处理水量（万吨）", "COD出水（mg/L）"]

    def test_numbers_keep_every_decimal_and_have_no_commas(self):
        assert csv_rows(as_csv(table(DONGPO, (*DONGPO[:2], 12_345_678_901, 0))))[1:] == [
            ["东鄱污水处理厂", "12", "310.0001", "30.050"],
            ["东鄱污水处理厂", "12", "1234567.8901", "0.000"],
        ]

    def test_no_data_is_an_empty_cell_and_no_zero(self):
        assert csv_rows(as_csv(table(CLOSED)))[1] == ["旧厂, “二期”\n停运", "0", "", ""]


class TestExcel:
    def test_title_month_and_head_stand_above_the_rows(self):
        sheet = sheet_of(as_xlsx(table(DONGPO)))
        assert [sheet["A1"].value, sheet["A2"].value] == ["水量", "2022-10"]
        assert [cell.value for cell in sheet[3]] == ["污水处理厂", "报表数", "处理水量（万吨）", "COD出水（mg/L）"]
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"

    def test_numbers_are_numbers_and_show_their_decimals(self):
        cells = sheet_of(as_xlsx(table(DONGPO)))[4]
        assert [cell.value for cell in cells] == ["东鄱污水处理厂", 12, 310.0001, 30.05]
        assert [cell.data_type for cell in cells] == ["s", "n", "n", "n"]
        assert [cell.number_format for cell in cells[1:]] == ["#,##0", "#,##0.0000", "#,##0.000"]

    def test_no_data_is_an_empty_cell_and_no_zero(self):
        assert [cell.value for cell in sheet_of(as_xlsx(table(CLOSED)))[4]] == ["旧厂, “二期”\n停运", 0, None, None]

    def test_a_second_reader_finds_the_same(self):
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(table(DONGPO, TAKEN_BACK))))
        rows = workbook.get_sheet_by_index(0).to_python()
        assert rows[3:] == [["东鄱污水处理厂", 12.0, 310.0001, 30.05], ["沙岗污水处理厂", -1.0, -3.2, 0.0]]

    def test_an_address_is_no_link_and_a_long_text_is_cut_not_lost(self):
        rows = list(sheet_of(as_xlsx(table(("http://example.org", 1, 1, 1), ("长" * 40_000, 1, 1, 1)))).iter_rows(min_row=4))
        assert (rows[0][0].value, rows[0][0].hyperlink) == ("http://example.org", None)
        assert rows[1][0].value == "长" * 32_767

    def test_a_character_that_no_file_may_hold_does_not_spoil_the_workbook(self):
        assert sheet_of(as_xlsx(table(("东\x0b鄱\x01", 1, 1, 1))))["B4"].value == 1


class TestJson:
    def test_its_shape(self):
        assert json.loads(as_json(table(DONGPO, CLOSED))) == {
            "columns": [
                {"key": "plant", "label": "污水处理厂", "unit": ""},
                {"key": "returns", "label": "报表数", "unit": ""},
                {"key": "volume", "label": "处理水量", "unit": "万吨"},
                {"key": "outlet", "label": "COD出水", "unit": "mg/L"},
            ],
            "rows": [
                {"plant": "东鄱污水处理厂", "returns": 12, "volume": "310.0001", "outlet": "30.050"},
                {"plant": "旧厂, “二期”\n停运", "returns": 0, "volume": None, "outlet": None},
            ],
            "as_of": "2022-10",
        }

    def test_small_and_large_decimals_are_written_out(self):
        told = Table(title="", columns=[Column("load", "", lambda mg: figure(mg, MASS))], records=[1, 2**63 - 1])
        assert [row["load"] for row in json.loads(as_json(told))["rows"]] == ["0.000000001", "9223372036.854775807"]

    def test_chinese_is_readable_in_the_file(self):
        assert "东鄱".encode() in as_json(table(DONGPO))

    def test_a_table_without_rows_is_still_one(self):
        assert json.loads(as_json(table()))["rows"] == []
        assert len(csv_rows(as_csv(table()))) == 1
        assert sheet_of(as_xlsx(table())).max_row == 3


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json])
def test_words_may_be_translated_late(write):
    level = gettext_lazy("district")
    written = Table(title=level, columns=[Column("level", level, lambda one: plain(one), level)], records=[level])
    assert write(written)


class TestFormulas:
    """A text that somebody typed must not act on the machine of the person who opens the file."""

    @pytest.mark.parametrize("lead", LEADS)
    def test_in_csv_such_a_text_is_marked_as_text(self, lead):
        typed = f'{lead}HYPERLINK("http://evil.example","看")'
        written = csv_rows(as_csv(table((typed, 1, 1, 1))))[1][0]
        assert written == f"'{typed}"
        assert typed.startswith(tuple(LEADS)) and not written.startswith(tuple(LEADS))

    @pytest.mark.parametrize("lead", LEADS)
    def test_in_excel_it_is_a_text(self, lead):
        cell = sheet_of(as_xlsx(table((f"{lead}1+1", 1, 1, 1))))["A4"]
        assert cell.data_type == "s"
        assert cell.value.endswith("1+1")

    def test_a_link_is_written_by_its_words_alone(self):
        told = Table(title="", columns=[Column("plant", "", lambda one: link(one, "/treatment-plants/1/"))], records=["=1+1"])
        assert csv_rows(as_csv(told))[1] == ["'=1+1"]
        assert sheet_of(as_xlsx(told))["A4"].data_type == "s"

    def test_numbers_below_zero_stay_numbers(self):
        assert csv_rows(as_csv(table(TAKEN_BACK)))[1] == ["沙岗污水处理厂", "-1", "-3.2000", "0.000"]
        cells = sheet_of(as_xlsx(table(TAKEN_BACK)))[4]
        assert [(cell.value, cell.data_type) for cell in cells[1:]] == [(-1, "n"), (-3.2, "n"), (0, "n")]

    @pytest.mark.parametrize("text", ["东鄱", "1-2号", "a=b", "（=）", " 备注", "'"])
    def test_other_texts_are_left_as_they_are(self, text):
        assert csv_rows(as_csv(table((text, 1, 1, 1))))[1][0] == text

    def test_a_reader_would_take_it_for_a_formula_otherwise(self):
        workbook = openpyxl.Workbook()
        workbook.active.append(["=1+1"])
        assert workbook.active["A1"].data_type == "f"


class TestCells:
    def test_people_read_rounded_numbers_and_machines_every_decimal(self):
        cell = figure(12_345_678_951, VOLUME, places=2)
        assert (cell.text, cell.value) == ("1,234,567.90", Decimal("1234567.8951"))

    def test_nothing_is_shown_as_a_dash_and_zero_as_zero(self):
        assert [figure(None, VOLUME).text, figure(0, VOLUME, places=1).text, figure(0, COUNT).text, plain("").text] == [
            "—",
            "0.0",
            "0",
            "—",
        ]
        assert [figure(None, VOLUME).value, plain("").value] == [None, None]
