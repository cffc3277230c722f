"""The layouts that official sheets come in, and what is understood of each."""

import pytest

from targets.layouts import Meaning
from tests.targets.layouts.sheets import ELEVENTH, clear, figures, problems, read, sheet

A_LINES = {("440604", "so2", 2010): ("191000", "152000"), ("440605", "so2", 2010): ("265000", "240000")}
A_BODY = [["禅  城", 19.1, 15.2, 5.0, -20.4], ["南 海", 26.5, 24.0, 13.1, -9.4]]
A_HEAD = [["区 县", "2005排放量", "2010年", "", "2010年比2005年(%)"], ["", "", "控制量", "其中:电力", ""]]
A_TITLE = [["分区二氧化硫排放总量控制计划表"], ["", "", "", "", "单位:万吨"]]


class TestA:
    """One pollutant in the title, a part of the cap beside it, changes with a minus."""

    def test_with_merged_heads(self):
        merged = ((1, 1, 1, 5), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 3, 4), (3, 5, 4, 5))
        assert clear(sheet([*A_TITLE, *A_HEAD, *A_BODY], merged=merged), known=ELEVENTH) == A_LINES

    def test_without_merged_ranges(self):
        assert clear([*A_TITLE, *A_HEAD, *A_BODY], known=ELEVENTH) == A_LINES

    def test_in_one_row_of_heads_and_in_tonnes(self):
        head = [["地区", "2005年二氧化硫排放量（吨）", "2010年控制量（吨）", "其中：电力（吨）", "2010年比2005年变化（％）"]]
        body = [["禅城区", "１９１，０００", "152,000", "50000", "－20.4%"], ["南海区", "265000吨", 240000, "131000", "-9.4"]]
        assert clear([["附件2"], ["二氧化硫总量计划"], *head, *body], known=ELEVENTH) == A_LINES

    def test_the_columns_are_told_with_their_evidence(self):
        [table] = read([*A_TITLE, *A_HEAD, *A_BODY], known=ELEVENTH).tables
        told = [(one.address, one.meaning, one.year, one.unit, one.pollutant) for one in table.columns]
        assert told == [
            ("A", Meaning.DIVISION, None, "", ""),
            ("B", Meaning.BASE, 2005, "10⁴ t", "so2"),
            ("C", Meaning.CAP, 2010, "10⁴ t", "so2"),
            ("D", Meaning.SUBSET, 2010, "10⁴ t", "so2"),
            ("E", Meaning.RATE, 2010, "%", "so2"),
        ]
        assert table.columns[2].evidence[:2] == ("2010年", "控制量")


B_LINES = {
    ("440604", "cod", 2025): ("10010", "9930"),
    ("440604", "nh3n", 2025): ("1100", "1090"),
    ("440605", "cod", 2025): ("17010", "18200"),
    ("440605", "nh3n", 2025): ("1800", "1700"),
}
B_TITLE = [["各区主要污染物排放总量控制指标"], ["单位:万吨"]]
B_HEAD = [
    ["", "化学需氧量", "", "", "氨氮", "", ""],
    ["区", "2020年", "2025年", "变化率(%)", "2020年", "2025年", "变化率(%)"],
]
B_BODY = [["禅 城", 1.001, 0.993, -0.82, 0.110, 0.109, -0.74], ["南　海", 1.701, 1.820, 7.00, 0.180, 0.170, -5.56]]


class TestB:
    """Pollutants beside each other, each with two years and a change that may be a rise."""

    def test_with_merged_heads(self):
        merged = ((1, 1, 1, 7), (3, 2, 3, 4), (3, 5, 3, 7))
        assert clear(sheet([*B_TITLE, *B_HEAD, *B_BODY], merged=merged)) == B_LINES

    def test_without_merged_ranges(self):
        assert clear([*B_TITLE, *B_HEAD, *B_BODY]) == B_LINES

    def test_on_three_rows_of_heads_with_fractions(self):
        head = [
            ["行政区", "化学需氧量", "", "", "氨氮", "", ""],
            ["", "排放量", "控制目标", "增减幅度", "排放量", "控制目标", "增减幅度"],
            ["", "2020年", "2025年", "", "2020年", "2025年", ""],
        ]
        body = [[name, *(round(one / 100, 6) if place in (2, 5) else one for place, one in enumerate(rest))] for name, *rest in B_BODY]
        merged = ((3, 1, 5, 1), (3, 2, 3, 4), (3, 5, 3, 7), (4, 4, 5, 4), (4, 7, 5, 7))
        assert clear(sheet([*B_TITLE, *head, *body], merged=merged)) == B_LINES

    def test_half_years_are_no_quotas(self):
        head = [["", "化学需氧量排放量", "", ""], ["区", "2010年上半年", "2011年上半年", "同比上升或下降(%)"]]
        rows = [["2011年上半年各区主要污染物排放量"], ["单位:万吨"], *head, ["禅城", 10.01, 9.93, -0.82]]
        assert problems(rows, known=ELEVENTH) == [("quota", "")]


F_TITLE = [["附件1"], ["汾江市“十一五”主要污染物排放总量控制目标", *[""] * 8, "单位:万吨"]]
F_HEAD = [
    ["序号", "地区", "化学需氧量", "", "", "", "二氧化硫", "", "", ""],
    ["", "", "2005年", "2010年", "削减量", "削减率(%)", "2005年", "2010年", "其中:电力", "削减率(%)"],
]
F_BODY = [
    ["", "全市合计", 10, 8.5, 1.5, 15.0, 5, 4.0, 1.0, 20],
    ["一", "中心城区"],
    ["1", "汾江市(不含顺德)", 7, 6, 1, 14.3, 3, 2.4, 0.5, 20],
    ["2", "顺德区", 3, 2.5, 0.5, 16.7, 2, 1.5, 0.5, 25],
    ["", "预留", "", "", "", "", "", 0.1, "", ""],
    ["注:1.2005年为环境统计数; 2.削减率为正值; 3.各区之和与全市数差为预留。"],
]
F_LINES = {
    ("4406", "cod", 2010): ("70000", "60000"),
    ("4406", "so2", 2010): ("30000", "24000"),
    ("440606", "cod", 2010): ("30000", "25000"),
    ("440606", "so2", 2010): ("20000", "15000"),
}


class TestF:
    """A province's sheet: ordinals, total, section, a city without one of its parts, reserve, remarks."""

    def test_without_merged_ranges(self):
        assert clear([*F_TITLE, *F_HEAD, *F_BODY], known=ELEVENTH) == F_LINES

    def test_with_merged_heads_and_section(self):
        merged = ((2, 1, 2, 9), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 3, 6), (3, 7, 3, 10), (6, 2, 6, 10))
        understood = read(sheet([*F_TITLE, *F_HEAD, *F_BODY], merged=merged), known=ELEVENTH)
        assert figures(understood) == F_LINES
        assert {line.excludes for line in understood.lines if line.division == "4406"} == {("440606",)}

    def test_with_codes_and_english_names(self):
        head = [
            ["Code", "Division", "COD", "", "", "", "SO2", "", "", ""],
            ["", "", "2005", 2010, "cut", "reduction (%)", 2005, 2010, "of which power", "reduction (%)"],
        ]
        names = {"全市合计": "Total", "汾江市(不含顺德)": "Fenjiang (excluding Shunde)", "顺德区": "Shunde District", "预留": "Reserve"}
        codes = {"汾江市(不含顺德)": "440600", "顺德区": 440606}
        body = [[codes.get(row[1], ""), names[row[1]], *row[2:]] for row in F_BODY if len(row) > 2]
        title = [["Caps on total emissions", "", "Unit: 10⁴ t"]]
        assert clear([*title, *head, *body], known=ELEVENTH) == F_LINES

    def test_every_skipped_row_is_told(self):
        [table] = read([*F_TITLE, *F_HEAD, *F_BODY], known=ELEVENTH).tables
        assert [(one.address, one.what) for one in table.skipped] == [("5", "total"), ("6", "section"), ("9", "reserve"), ("10", "note")]


class TestTurned:
    """Divisions beside each other, years or kinds of figures below each other."""

    ROWS = [
        ["2022年化学需氧量排放总量控制指标（吨）"],
        ["项目", "禅城区", "南海区", "顺德区", "合计"],
        ["2020年排放量", 600, 380, 100, 1080],
        ["2021年控制量", 588, 372, 99, 1059],
        ["2022年控制量", 576, 364, 98, 1038],
        ["注：环境统计数"],
    ]
    LINES = {
        ("440604", "cod", 2021): ("600", "588"),
        ("440604", "cod", 2022): ("600", "576"),
        ("440605", "cod", 2021): ("380", "372"),
        ("440605", "cod", 2022): ("380", "364"),
        ("440606", "cod", 2021): ("100", "99"),
        ("440606", "cod", 2022): ("100", "98"),
    }

    def test_rows_of_years(self):
        understood = read(self.ROWS)
        assert (understood.problems, figures(understood)) == ([], self.LINES)
        assert understood.tables[0].is_turned
        assert [column.address for column in understood.tables[0].columns if column.meaning == Meaning.CAP] == ["4", "5"]

    def test_pollutants_merged_at_the_left(self):
        rows = [
            ["污染物排放总量控制指标", "", "", "单位：吨"],
            ["污染物", "年份", "禅城区", "南海区"],
            ["化学需氧量", "2020年", 600, 380],
            ["", "2022年", 576, 364],
            ["二氧化硫", "2020年", 120, 80],
            ["", "2022年", 116, 76],
        ]
        expected = {
            ("440604", "cod", 2022): ("600", "576"),
            ("440604", "so2", 2022): ("120", "116"),
            ("440605", "cod", 2022): ("380", "364"),
            ("440605", "so2", 2022): ("80", "76"),
        }
        assert clear(rows) == expected
        assert clear(sheet(rows, merged=((3, 1, 4, 1), (5, 1, 6, 1)))) == expected

    def test_sections_between_the_rows(self):
        rows = [
            ["总量控制指标（吨）"],
            ["项目", "禅城区", "南海区"],
            ["一、化学需氧量"],
            ["2020年排放量", 600, 380],
            ["2022年控制量", 576, 364],
            ["二、二氧化硫"],
            ["2020年排放量", 120, 80],
            ["2022年控制量", 116, 76],
        ]
        assert clear(rows) == {
            ("440604", "cod", 2022): ("600", "576"),
            ("440604", "so2", 2022): ("120", "116"),
            ("440605", "cod", 2022): ("380", "364"),
            ("440605", "so2", 2022): ("80", "76"),
        }


class TestLong:
    """One row for each pollutant or year."""

    LINES = {("440604", "cod", 2022): ("600", "576"), ("440604", "so2", 2022): ("120", "116"), ("440605", "cod", 2022): ("380", "364")}

    @pytest.mark.parametrize("second", ["禅城区", ""])
    def test_pollutants_below_each_other(self, second):
        head = ["地区", "污染物", "2020年排放量", "2022年控制量", "计量单位"]
        body = [["禅城区", "COD", 600, 576, "吨"], [second, "SO₂", 120, 116, "吨"], ["南海区", "化学需氧量", 0.038, 0.0364, "万吨"]]
        assert clear([["总量控制指标"], head, *body]) == self.LINES

    def test_years_below_each_other(self):
        head = ["地区", "年份", "化学需氧量控制量(吨)", "化学需氧量基数(吨)"]
        rows = [head, ["禅城", 2021, 588, 600], ["禅城", 2022, 576, 600]]
        assert clear(rows) == {("440604", "cod", 2021): ("600", "588"), ("440604", "cod", 2022): ("600", "576")}

    def test_what_the_row_holds_stands_in_the_row(self):
        head = ["地区", "指标", "2020年", "2022年"]
        rows = [["化学需氧量（吨）"], head, ["禅城", "排放量", 600, ""], ["", "控制目标", "", 576], ["", "削减率（%）", "", 4]]
        assert clear(rows) == {("440604", "cod", 2022): ("600", "576")}

    def test_sections_name_the_pollutant(self):
        head = ["地区", "2020年排放量", "2022年控制量"]
        rows = [["单位：吨"], head, ["一、化学需氧量"], ["禅城", 600, 576], ["南海", 380, 364], ["二、二氧化硫"], ["禅城", 120, 116]]
        assert clear(rows) == self.LINES

    def test_without_a_column_of_divisions_the_title_tells_whose_figures_they_are(self):
        rows = [["汾江市禅城区总量控制指标（吨）"], ["污染物", "2020年", "2022年"], ["化学需氧量", 600, 576], ["二氧化硫", 120, 116]]
        assert clear(rows) == {key: value for key, value in self.LINES.items() if key[0] == "440604"}
