"""Registers of plants in the layouts that cities use, and what is asked where they are unclear."""

import datetime
from decimal import Decimal

import pytest

from formulas.units import CAPACITY, CONCENTRATION
from tests.targets.layouts.sheets import Formula, sheet
from tests.treatment_plants.plant_sheets import HEAD, KNOWN, LIMITS, kinds, monthly, read, register
from treatment_plants.layouts import Choices, Meaning, Taken
from treatment_plants.layouts.names import Spelling, key_of, tidy
from workbooks import read_workbook

HEADS = HEAD.split(",")


def rows_of(*rows: list, heads: list = HEADS) -> list:
    return read(sheet([heads, *rows])).rows


def one(*row, heads: list = HEADS):
    return rows_of(list(row), heads=heads)[0]


class TestRegister:
    def test_every_column_is_taken_for_what_its_head_tells(self):
        understood = read(sheet([HEADS, ["北安污水处理厂", "禅城区", 4, "AO", "一级B", 93.3, 12.7]]))
        assert understood.problems == []
        assert [column.taken for column in understood.tables[0].columns] == [
            Taken(Meaning.NAME),
            Taken(Meaning.DISTRICT),
            Taken(Meaning.CAPACITY, "10⁴ m³/d"),
            Taken(Meaning.PROCESS),
            Taken(Meaning.STANDARD),
            Taken(Meaning.INLET, "mg/L", "cod"),
            Taken(Meaning.INLET, "mg/L", "nh3n"),
        ]

    def test_amounts_are_whole_numbers_of_base_units(self):
        row = one("北安污水处理厂", "禅城区", 4.25, "AO", "一级B", 93.3, 12.715)
        assert (row.district, row.capacity, row.inflow, row.inflow_year) == ("440604", 42_500, {"cod": 93_300, "nh3n": 12_715}, None)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_a_table_of_text_reads_the_same_in_every_encoding(self, encoding):
        rows = "北安污水处理厂,禅城区,4,AO,一级B,93.3,12.7"
        content = register(rows).decode("utf-8-sig").encode(encoding)
        assert read(*read_workbook(content, LIMITS)).rows == read(*read_workbook(register(rows), LIMITS)).rows

    @pytest.mark.parametrize("nothing", ["", "-", "—", "/", "  ", None])
    def test_what_says_nothing_is_no_figure_and_never_zero(self, nothing):
        assert one("北安污水处理厂", "禅城区", 4, "AO", "一级B", nothing, 12.7).inflow["cod"] is None

    def test_zero_is_zero(self):
        assert one("北安污水处理厂", "禅城区", 4, "", "", 0, "").inflow["cod"] == 0

    @pytest.mark.parametrize(
        ("head", "value", "amount"),
        [
            ("设计规模（万m³/d）", 4, 40_000),
            ("设计处理能力(吨/日)", 40_000, 40_000),
            ("处理能力（立方米/日）", "４０，０００".replace("，", ","), 40_000),
            ("设计能力", "4万吨/日", 40_000),
            ("Design capacity (10,000 t/d)", "4", 40_000),
        ],
    )
    def test_a_capacity_is_read_in_its_unit(self, head, value, amount):
        assert one("北安污水处理厂", value, heads=["名称", head]).capacity == amount

    def test_the_unit_may_stand_in_the_title(self):
        table = sheet([["污水处理厂名录"], ["单位：万吨/日，mg/L"], ["厂名", "设计能力", "进水COD"], ["北安污水处理厂", 4, 93.3]])
        row = read(table).rows[0]
        assert (row.capacity, row.inflow) == (40_000, {"cod": 93_300})

    @pytest.mark.parametrize(
        ("value", "day"),
        [
            (datetime.date(2009, 6, 15), (2009, 6, 15)),
            ("2009-06-15", (2009, 6, 15)),
            ("2009年6月", (2009, 6, 1)),
            ("2009.6", (2009, 6, 1)),
            (2009.6, (2009, 6, 1)),
            ("２００９年１２月３１日", (2009, 12, 31)),
        ],
    )
    def test_days_are_read_as_they_are_written(self, value, day):
        assert one("北安污水处理厂", 4, value, heads=["名称", "规模(万吨/日)", "投运时间"]).started_on == datetime.date(*day)

    @pytest.mark.parametrize("value", ["2009年底前", "2009", 2009.1, "2009-02-30", "“五一”前"])
    def test_what_tells_no_day_is_asked(self, value):
        understood = read(sheet([["名称", "规模(万吨/日)", "投运时间"], ["北安污水处理厂", 4, value]]))
        assert kinds(understood.problems) == ["year"]

    def test_a_year_of_the_inflow_is_kept(self):
        assert one("北安污水处理厂", 90, heads=["名称", "2020年进水COD年均(mg/L)"]).inflow_year == 2020
        assert one(2021, "北安污水处理厂", 90, heads=["年份", "名称", "进水COD(mg/L)"]).inflow_year == 2021


class TestProblems:
    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            ("约4", "number"),
            ("(4)", "number"),
            (-4, "number"),
            (0, "number"),
            (5000, "number"),
            (1.23456, "too_fine"),
            (Formula("4"), "formula"),
            ("4mg/L", "unit"),
        ],
    )
    def test_what_is_no_capacity_is_asked_at_its_cell(self, value, kind):
        understood = read(sheet([HEADS, ["北安污水处理厂", "禅城区", value, "", "", "", ""]]))
        problem = understood.problems[0]
        assert (problem.kind, problem.sheet, problem.row, problem.column, bool(problem.remedy)) == (kind, "Sheet1", 2, "C", True)

    def test_all_of_them_are_told_at_once(self):
        understood = read(sheet([HEADS, ["甲厂", "禅城区", "约4", "", "", "x", ""], ["乙厂", "禅城区", 4.00001, "", "", -3, "y"]]))
        assert [(one.row, one.column) for one in understood.problems] == [(2, "F"), (2, "C"), (3, "F"), (3, "G"), (3, "C")]

    def test_a_unit_that_nothing_tells_is_asked_once_and_can_be_answered(self):
        table = sheet([["名称", "设计规模"], ["甲厂", 4], ["乙厂", 5]])
        understood = read(table)
        assert kinds(understood.problems) == ["unit"]
        chosen = Choices({understood.tables[0].fingerprint: {2: Taken(Meaning.CAPACITY, "10⁴ m³/d")}})
        answered = read(table, choices=chosen)
        assert (answered.problems, [row.capacity for row in answered.rows]) == ([], [40_000, 50_000])

    def test_two_columns_for_one_thing_are_asked(self):
        understood = read(sheet([["名称", "设计能力(万吨/日)", "规模(万吨/日)"], ["甲厂", 4, 5]]))
        assert kinds(understood.problems) == ["candidates"]

    def test_a_column_that_nobody_understands_is_told_and_may_be_named(self):
        table = sheet([["名称", "能力(万吨/日)", "甲乙丙"], ["甲厂", 4, "AAO"]])
        understood = read(table)
        assert (understood.problems, kinds(understood.warnings)) == ([], ["ignored"])
        chosen = Choices({understood.tables[0].fingerprint: {3: Taken(Meaning.PROCESS)}})
        assert read(table, choices=chosen).rows[0].process == "AAO"

    def test_a_district_of_another_city_lets_the_plant_wait(self):
        understood = read(sheet([HEADS, ["甲厂", "岭南区", 4, "", "", "", ""]]))
        assert (understood.problems, kinds(understood.warnings)) == ([], ["division"])
        assert (understood.rows[0].district, understood.rows[0].foreign_district) == ("", "岭南区")

    def test_a_blank_district_is_unknown_and_not_that_of_the_row_above(self):
        assert [row.district for row in rows_of(["甲厂", "禅城区", 4], ["乙厂", "", 4])] == ["440604", ""]

    def test_merged_districts_hold_for_all_their_rows(self):
        merged = sheet([["区", "名称", "能力(万吨/日)"], ["禅 城", "甲厂", 1], ["", "乙厂", 2]], merged=((2, 1, 3, 1),))
        assert [row.district for row in read(merged).rows] == ["440604", "440604"]

    def test_sections_tell_the_district_where_no_column_does(self):
        table = sheet([["名称", "能力(万吨/日)"], ["一、禅城区"], ["甲厂", 1], ["二、南海区"], ["乙厂", 2]])
        assert [row.district for row in read(table).rows] == ["440604", "440605"]

    def test_figures_without_a_name_are_told(self):
        assert "left_over" in kinds(read(sheet([HEADS, ["甲厂", "禅城区", 4], ["", "禅城区", 5, "AO"]])).problems)

    def test_sums_are_checked_and_never_loaded(self):
        good = [HEADS, ["甲厂", "禅城区", 4.5], ["乙厂", "禅城区", 2.5], ["合计", "", 7.0]]
        bad = [HEADS, ["甲厂", "禅城区", 4.5], ["乙厂", "禅城区", 2.5], ["合计", "", 9.5]]
        assert [len(read(sheet(table)).rows) for table in (good, bad)] == [2, 2]
        assert [kinds(read(sheet(table)).warnings) for table in (good, bad)] == [[], ["sum"]]

    @pytest.mark.parametrize("table", [[], [["只有文字"]], [["数值", "另一列"], [1, 2]]])
    def test_a_sheet_without_plants_says_so(self, table):
        assert kinds(read(sheet(table)).problems) == ["table"]

    def test_notes_and_heads_that_come_again_are_no_plants(self):
        understood = read(
            sheet(
                [["名录"], HEADS, ["甲厂", "禅城区", 4], HEADS, ["乙厂", "禅城区", 5], ["注：数据为2020年"], ["填表人：王", "审核人：李"]]
            )
        )
        assert [row.name for row in understood.rows] == ["甲厂", "乙厂"]


class TestMonthly:
    ROW = [
        1,
        "禅城区",
        "石湾镇街道",
        "东鄱污水处理厂",
        10,
        "2009.6",
        30,
        250.5,
        2000,
        8.35,
        83.5,
        "220",
        "21.5",
        25,
        3,
        500,
        "",
        "",
        "检修",
    ]

    def test_layout_g_is_read_with_its_two_rows_of_heads(self):
        understood = read(monthly(self.ROW, ["", "禅城区小计", "", "", 10, "", "", 250.5], ["", "合计", "", "", 10, "", "", 250.5]))
        assert (understood.problems, understood.warnings) == ([], [])
        row = understood.rows[0]
        assert (row.month, row.days, row.volume, row.note, row.town) == (202209, 30, 2_505_000, "检修", "440604010")
        assert row.concentrations == {"cod": (220_000, 21_500), "nh3n": (25_000, 3_000)}
        assert (row.capacity, row.inflow) == (100_000, {})
        meanings = {column.letters: column.taken.meaning for column in understood.tables[0].columns}
        assert [meanings[one] for one in "HIJKPQ"] == [Meaning.VOLUME, *[Meaning.DERIVED] * 5]

    def test_subtotals_are_compared_with_the_rows_above_them(self):
        understood = read(monthly(self.ROW, ["", "禅城区小计", "", "", 12, "", "", 300]))
        assert kinds(understood.warnings) == ["sum", "sum"]

    def test_a_month_that_nothing_tells_is_asked_and_can_be_answered(self):
        table = monthly(self.ROW, title="城镇污水处理厂运行情况表")
        assert kinds(read(table).problems) == ["year"]
        assert [row.month for row in read(table, choices=Choices(months={"Sheet1": 202208})).rows] == [202208]

    @pytest.mark.parametrize("title", ["2022年1-9月运行情况", "2022年上半年运行情况"])
    def test_a_longer_time_is_no_month(self, title):
        assert "year" in kinds(read(monthly(self.ROW, title=title)).problems)

    def test_a_month_that_has_not_ended_is_refused(self):
        assert kinds(read(monthly(self.ROW, title="2022年11月运行情况")).problems) == ["year"]

    def test_sheets_of_one_workbook_are_months_of_their_own(self):
        sheets = [monthly(self.ROW, title="运行情况", name=name) for name in ("2022年8月", "2022年9月")]
        assert [row.month for row in read(*sheets).rows] == [202208, 202209]

    def test_a_table_of_one_row_for_a_plant_and_month(self):
        heads = ["年", "月", "污水处理厂", "处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"]
        rows = rows_of([2021, 1, "甲厂", 30.5, 200, 20], [2021, "2月", "甲厂", 28, 210, 21], heads=heads)
        assert [(row.month, row.volume, row.concentrations["cod"]) for row in rows] == [
            (202101, 305_000, (200_000, 20_000)),
            (202102, 280_000, (210_000, 21_000)),
        ]

    @pytest.mark.parametrize("value", ["2022-09", "2022年9月", "202209", datetime.date(2022, 9, 1), 202209])
    def test_months_are_read_as_they_are_written(self, value):
        assert one(value, "甲厂", 3, heads=["月份", "厂名", "处理量(万m3)"]).month == 202209


class TestNames:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("镇安污水处理厂", "镇 安 污水厂"),
            ("镇安污水处理厂（二期）", "镇安污水处理厂(二期)"),
            ("Cheng Bei WWTP", "cheng bei  wastewater treatment plant"),
        ],
    )
    def test_spellings_of_one_name(self, first, second):
        assert key_of(first) == key_of(second)

    @pytest.mark.parametrize(
        ("first", "second"), [("镇安污水处理厂一期", "镇安污水处理厂二期"), ("镇安污水处理厂", "镇安净水厂"), ("污水处理厂", "净水厂")]
    )
    def test_names_of_different_plants(self, first, second):
        assert key_of(first) != key_of(second)

    def test_pinyin_with_the_district_before_it(self):
        spelling = Spelling(KNOWN.divisions)
        assert spelling.key("Nan Hai Qu Zhen An WWTP III") == spelling.key("镇安污水处理厂三期") == "zhenaniii"

    def test_names_are_kept_without_blanks_at_their_ends(self):
        assert tidy("Cheng Bei WWTP ") == "Cheng Bei WWTP"


def test_the_invented_register_adds_up_as_its_rows_do():
    """A second road: the text of the rows, split by hand."""
    understood = read(*read_workbook(register(), LIMITS))
    lines = [line.split(",") for line in register().decode("utf-8-sig").splitlines()[1:]]
    assert [CAPACITY.exact(row.capacity) for row in understood.rows] == [Decimal(line[2]) for line in lines]
    assert [row.inflow["cod"] and CONCENTRATION.exact(row.inflow["cod"]) for row in understood.rows] == [
        Decimal(line[5]) if line[5] else None for line in lines
    ]
