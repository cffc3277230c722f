"""Every kind of file is read back as it was written."""

import datetime
import io
from decimal import Decimal

import pytest
import xlwt
from openpyxl import Workbook

from tests.workbooks.files import GOOD, SHEET, book, office_book, old_book, part, rebuilt, with_cell
from tests.workbooks.hostile import shared_strings
from workbooks import Area, Limits, Unreadable, read_workbook

LIMITS = Limits(bytes=200_000, unpacked_bytes=2_000_000, parts=40, rows=100, columns=20)
HEAD = "区县,指标,2022年\n"


def values(content: bytes, **how) -> list[list]:
    [sheet] = read_workbook(content, LIMITS, **how)
    return [[sheet.cell(row, column).value for column in range(1, 4)] for row in range(1, sheet.last_row + 1)]


def refused(content: bytes, **how) -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        read_workbook(content, LIMITS, **how)
    return raised.value


def new_sheet(fill, dates_from_1904: bool = False) -> bytes:
    workbook = Workbook()
    if dates_from_1904:
        workbook.epoch = datetime.datetime(1904, 1, 1)
    fill(workbook.active)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def typed(sheet, values: list[tuple[object, str]], new: bool) -> None:
    """Values one below the other, each with the format that shows it; nothing for the ordinary one."""
    for row, (value, shown) in enumerate(values, start=1):
        if new:
            sheet.cell(row, 1, value).number_format = shown or "General"
        else:
            sheet.write(row - 1, 0, value, xlwt.easyxf(num_format_str=shown or "General"))


CELLS = [
    ("禅城区", "", "禅城区"),
    ("1,234.5", "", "1,234.5"),
    ("007", "", "007"),
    ("５７６００吨", "", "５７６００吨"),
    ("\U00020bb7野家", "", "\U00020bb7野家"),
    (" 两边有空 ", "", " 两边有空 "),
    ("上\n下", "", "上\n下"),
    (57600, "", Decimal(57600)),
    (0.1 + 0.2, "", Decimal("0.3")),
    (123456789.123456, "", Decimal("123456789.123456")),
    (999999999999999, "0", Decimal(999999999999999)),
    (1234567890123456789, "0", Decimal("1.23456789012346E+18")),
    (-0.0, "", Decimal(0)),
    (0.155, "0.0%", Decimal("0.155")),
    (True, "", True),
    (datetime.date(2022, 5, 31), "yyyy-mm-dd", datetime.date(2022, 5, 31)),
    (datetime.date(1900, 1, 15), "yyyy-mm-dd", datetime.date(1900, 1, 15)),
    (datetime.date(2022, 5, 1), 'yyyy"年"m"月"', datetime.date(2022, 5, 1)),
    (datetime.datetime(2022, 5, 31, 12, 30), "yyyy-mm-dd hh:mm", datetime.datetime(2022, 5, 31, 12, 30)),
    (datetime.time(8, 30), "hh:mm", "08:30:00"),
    (datetime.timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
]


@pytest.mark.parametrize("new", [True, False], ids=["xlsx", "xls"])
class TestWorkbooks:
    def content(self, new: bool, cells: list[tuple[object, str]], **how) -> bytes:
        make = new_sheet if new else old_book
        return make(lambda sheet: typed(sheet, cells, new), **how)

    def test_what_was_written_is_read(self, new):
        cells = [(value, shown) for value, shown, _ in CELLS]
        if not new:
            # xlwt writes a length of time as the days that it takes.
            cells[-1] = (1.25, "[h]:mm")
        [sheet] = read_workbook(self.content(new, cells), LIMITS)
        assert [sheet.cell(row, 1).value for row in range(1, len(CELLS) + 1)] == [expected for *_, expected in CELLS]
        assert {cell.row for cell in sheet.cells.values() if cell.is_percent} == {14}

    def test_days_counted_from_1904_are_the_same_days(self, new):
        day = datetime.date(2022, 5, 31)
        content = self.content(new, [(day, "yyyy-mm-dd")], dates_from_1904=True)
        assert values(content)[0][0] == day

    def test_what_a_format_spells_out_is_no_percentage(self, new):
        [sheet] = read_workbook(self.content(new, [(5, '0"%"'), (0.5, "0%")]), LIMITS)
        assert [cell.is_percent for cell in sheet.cells.values()] == [False, True]

    def test_a_formula_is_known_as_one(self, new):
        content = new_sheet(lambda sheet: sheet.append([1, "=A1+1"])) if new else old_book(self.with_formula)
        [sheet] = read_workbook(content, LIMITS)
        assert (sheet.cell(1, 1).is_formula, sheet.cell(1, 2).is_formula, sheet.cell(1, 2).is_blank) == (False, True, True)

    @staticmethod
    def with_formula(sheet) -> None:
        sheet.write(0, 0, 1)
        sheet.write(0, 1, xlwt.Formula("A1+1"))

    def test_merged_cells_show_the_value_of_the_first(self, new):
        if new:
            content = new_sheet(lambda sheet: (sheet.append(["化学需氧量", None, 5]), sheet.merge_cells("A1:B2")))
        else:
            content = old_book(lambda sheet: (sheet.write_merge(0, 1, 0, 1, "化学需氧量"), sheet.write(0, 2, 5)))
        [sheet] = read_workbook(content, LIMITS)
        assert sheet.merged == (Area(1, 1, 2, 2),)
        assert {sheet.shown(row, column).value for row in (1, 2) for column in (1, 2)} == {"化学需氧量"}
        assert (sheet.cell(2, 2).is_blank, sheet.shown(1, 3).value, sheet.area(1, 3)) == (True, 5, None)

    def test_what_is_hidden_is_read_once_somebody_has_agreed(self, new):
        content = self.with_hidden_parts(new)
        assert refused(content).code == "hidden"
        [sheet] = read_workbook(content, LIMITS, with_unseen=True)
        assert (sheet.hidden_rows, sheet.hidden_columns, sheet.cell(1, 1).value) == ({1}, {2}, "a")
        assert [cell.address for cell in sheet.unseen] == [f"{sheet.name}!A1", f"{sheet.name}!B2"]

    def with_hidden_parts(self, new: bool) -> bytes:
        def fill(sheet):
            for row in range(2):
                sheet.cell(row + 1, row + 1, "ab"[row]) if new else sheet.write(row, row, "ab"[row])
            if new:
                sheet.row_dimensions[1].hidden = sheet.column_dimensions["B"].hidden = True
            else:
                sheet.row(0).hidden = sheet.col(1).hidden = True

        return (new_sheet if new else old_book)(fill)

    def test_nothing_is_hidden_where_nothing_stands(self, new):
        def fill(sheet):
            if new:
                sheet["A1"] = 1
                sheet.column_dimensions["C"].hidden = True
            else:
                sheet.write(0, 0, 1)
                sheet.col(2).hidden = True

        assert values((new_sheet if new else old_book)(fill)) == [[1, None, None]]


class TestXlsx:
    def test_a_formula_has_the_value_that_is_stored(self):
        [sheet] = read_workbook(with_cell(b'<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row>'), LIMITS)
        assert (sheet.cell(9, 1).value, sheet.cell(9, 1).is_formula) == (2, True)

    def test_one_formula_may_fill_an_area(self):
        xml = b'<row r="9"><c r="A9"><f t="array" ref="A9:B9">1</f><v>2</v></c><c r="B9"><v>3</v></c></row>'
        [sheet] = read_workbook(with_cell(xml), LIMITS)
        assert sheet.cell(9, 2).is_formula

    def test_an_error_is_known_as_one(self):
        [sheet] = read_workbook(with_cell(b'<row r="9"><c r="A9" t="e"><v>#DIV/0!</v></c></row>'), LIMITS)
        assert (sheet.cell(9, 1).value, sheet.cell(9, 1).is_error) == ("#DIV/0!", True)

    @pytest.mark.parametrize("number", [27, 31, 57])
    def test_dates_of_chinese_spreadsheets_need_no_format_of_their_own(self, number):
        styles = part("xl/styles.xml").replace(b"</cellXfs>", b'<xf numFmtId="%d" applyNumberFormat="1"/></cellXfs>' % number)
        sheet = part(SHEET).replace(b"</sheetData>", b'<row r="9"><c r="A9" s="1"><v>44682</v></c></row></sheetData>')
        [sheet] = read_workbook(rebuilt({"xl/styles.xml": styles, SHEET: sheet}), LIMITS)
        assert sheet.cell(9, 1).value == datetime.date(2022, 5, 1)

    def test_a_value_below_merged_cells_is_unseen(self):
        content = rebuilt({SHEET: part(SHEET).replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')})
        assert refused(content).values == {"place": "Sheet!B1"}
        [sheet] = read_workbook(content, LIMITS, with_unseen=True)
        assert sheet.cell(1, 2).value == Decimal("1.5")

    def test_what_offices_put_around_the_cells_is_in_nobodys_way(self):
        [sheet] = read_workbook(office_book(), LIMITS)
        assert [[sheet.cell(row, column).value for column in (1, 3, 4)] for row in (1, 2, 3)] == [
            ["化学需氧量", "区县", "吨"],
            [2, None, None],
            ["网址", None, None],
        ]

    def test_help_for_reading_a_name_aloud_is_no_part_of_it(self):
        strings = "<si><r><t>汾</t></r><r><t>江</t></r><rPh sb='0' eb='1'><t>fen</t></rPh></si>".encode()
        [sheet] = read_workbook(shared_strings(strings, 2, 1), LIMITS)
        assert {cell.value for cell in sheet.cells.values()} == {"汾江"}

    def test_cells_need_not_tell_their_place(self):
        [sheet] = read_workbook(with_cell(b"<row><c><v>7</v></c><c><f>1</f><v>8</v></c></row>"), LIMITS)
        assert (sheet.cell(3, 1).value, sheet.cell(3, 2).value, sheet.cell(3, 2).is_formula) == (7, 8, True)


ROWS = [["区县", "指标", "2022年"], ["禅城区", "COD", Decimal("57600.5")]]
CSV = HEAD + "禅城区,COD,57600.5\n"


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_each_encoding_is_read(self, encoding):
        assert values(CSV.encode(encoding)) == ROWS

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_each_delimiter_and_end_of_line_is_read(self, delimiter, end):
        assert values(CSV.replace(",", delimiter).replace("\n", end).encode()) == ROWS

    @pytest.mark.parametrize("rare", ["\U00020bb7", "䶮", "㙍", "\U00030000"])
    def test_rare_characters_of_names_are_read(self, rare):
        assert values((HEAD + f"{rare}江镇,COD,1\n").encode("gb18030"))[1][0] == f"{rare}江镇"

    def test_what_is_valid_in_both_encodings_is_utf_8(self):
        content = "区县,汾江\n".encode()
        assert content.decode("gb18030") != content.decode()
        assert values(content) == [["区县", "汾江", None]]

    def test_what_may_be_either_is_refused(self):
        """隆 in GB18030 has the two bytes of ¡ in UTF-8."""
        content = "隆,1\n".encode("gb18030")
        assert content.decode() == "¡,1\n"
        assert refused(content).code == "which encoding"
        assert values("m³,1\n".encode("utf-8-sig")) == [["m³", 1, None]]

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("57600", Decimal(57600)),
            ("-0.50", Decimal("-0.50")),
            ("2022.10", Decimal("2022.10")),
            ("007", "007"),
            ("1e5", "1e5"),
            ("15.5%", "15.5%"),
            ("440604197001011234", "440604197001011234"),
            ('"1,234"', "1,234"),
            ('"a ""b"" c"', 'a "b" c'),
            ('5" Rohr', '5" Rohr'),
            ('"上\r\n下"', "上\n下"),
            ("=1+1", "=1+1"),
            ("2022-05-31", "2022-05-31"),
        ],
    )
    def test_a_field_is_a_figure_only_where_a_person_would_write_one(self, text, value):
        assert str(values(f"区县,{text}\n".encode())[0][1]) == str(value)

    def test_another_delimiter_may_stand_within_quotation_marks(self):
        assert values(b'"a;b","c"\n"d\t;",e\n') == [["a;b", "c", None], ["d\t;", "e", None]]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (CSV.encode("gb18030") + b"\xff\xff\xff", "encoding"),
            (CSV.encode().replace(b"COD", b"C\0D"), "kind"),
            (CSV.encode("utf-16")[:-1], "encoding"),
            ("区\ufffe县,1\n".encode(), "encoding"),
            (b"a\xed\xa0\x80b,1\n", "encoding"),
            (HEAD.encode() + b'"a,b,1\n', "quotes"),
            (HEAD.encode() + b'"a"b,c,1\n', "quotes"),
            (b"a;b,c\n1;2,3\n", "which delimiter"),
            (b"a,b\n" + b"x" * 150_000 + b",1\n", "quotes"),
            (b"1\n" * 101, "range"),
            (b"1," * 21 + b"\n", "range"),
        ],
    )
    def test_what_is_unclear_is_refused(self, content, code):
        assert refused(content).code == code


@pytest.mark.parametrize("content", [GOOD, book(("x",)), old_book(), CSV.encode()], ids=["xlsx", "one cell", "xls", "csv"])
def test_the_content_tells_the_kind(content):
    assert read_workbook(content, LIMITS)
