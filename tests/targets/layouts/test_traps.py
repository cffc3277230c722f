"""The traps that sheets of authorities hold, one by one."""

from decimal import Decimal

import pytest

from targets.layouts import Kind
from tests.targets.layouts.sheets import KNOWN, Formula, clear, problems, read, sheet, warnings
from workbooks import Cell

TITLE = ["化学需氧量排放总量控制指标"]
UNIT = ["单位：吨"]
HEAD = ["地区", "2020年排放量", "2022年控制量"]
ROW = ["禅城区", 600, 576]
LINES = {("440604", "cod", 2022): ("600", "576")}


def table(*rows: list, head: list = HEAD, title: tuple = (TITLE, UNIT)) -> list:
    return [*title, head, *rows]


class TestHeads:
    @pytest.mark.parametrize("above", [0, 1, 2, 3, 4])
    def test_title_and_unit_rows_above_the_head(self, above):
        more = [["附件1"], ["汾环〔2021〕12号"], [], ["2021年3月1日印发"]][:above]
        assert clear([*more, *table(ROW)]) == LINES

    @pytest.mark.parametrize(
        "rows",
        [
            [["化学需氧量控制指标（吨）"], HEAD, ROW],
            [["化学需氧量控制指标", "", "单位：吨"], HEAD, ROW],
            [TITLE, ["（计量单位：t）"], HEAD, ROW],
            [TITLE, ["地区（吨）", *HEAD[1:]], ROW],
            [TITLE, ["地区\\吨", *HEAD[1:]], ROW],
            [TITLE, ["地区", "2020年排放量（吨）", "2022年控制量(t/a)"], ROW],
            [TITLE, ["", "吨", "吨"], HEAD, ROW],
            [TITLE, HEAD, ["禅城区", "600吨", "576 t"]],
        ],
    )
    def test_the_unit_in_title_corner_head_or_cell(self, rows):
        assert clear(rows) == LINES

    def test_tonnes_and_ten_thousand_tonnes_in_one_sheet(self):
        assert clear(table(["禅城区", 0.06, 576], head=["地区", "2020年排放量(万吨)", "2022年控制量"])) == LINES

    def test_kilograms(self):
        assert clear(table(["禅城区", 600_000, 576], head=["地区", "2020年排放量(千克)", "2022年控制量"])) == LINES

    def test_no_unit_at_all_is_asked_for_once(self):
        assert problems([TITLE, HEAD, ROW, ["南海", 1, 1]])[0] == ("unit", "B3")

    def test_two_units_in_the_title_are_asked_about(self):
        assert ("unit", "B4") in problems([TITLE, ["单位：吨、万吨"], HEAD, ROW])

    def test_three_rows_of_heads_with_merged_cells(self):
        head = [["地区", "化学需氧量", ""], ["", "2020年", "2022年"], ["", "排放量", "控制量"]]
        assert clear(sheet([["（吨）"], *head, ROW], merged=((2, 1, 4, 1), (2, 2, 2, 3)))) == LINES

    def test_the_row_that_numbers_the_columns(self):
        assert clear(table(["甲", 1, 2], ROW)) == LINES

    def test_heads_repeated_on_the_next_page(self):
        assert clear(table(ROW, HEAD, ["南海区", 10, 9])) == {**LINES, ("440605", "cod", 2022): ("10", "9")}

    @pytest.mark.parametrize("year", [2022, "２０２２", "二〇二二年", "2022年度", " 2022 年"])
    def test_the_year_however_it_is_written(self, year):
        head = [["地区", "2020年排放量", year], ["", "", "控制量"]]
        assert clear([TITLE, UNIT, *head, ROW]) == LINES

    def test_a_column_for_a_part_is_never_added(self):
        assert clear(table(["禅城区", 600, 576, 100], head=[*HEAD, "其中：工业"])) == LINES

    def test_water_is_no_pollutant_although_it_is_told_in_ten_thousand_tonnes(self):
        assert clear(table([*ROW, 3000], head=[*HEAD, "处理水量(万吨)"])) == LINES

    def test_another_pollutant_is_asked_about(self):
        assert problems(table([*ROW, 5], head=[*HEAD, "总磷2022年控制量"])) == [("column", "D3")]

    def test_words_nobody_knows_are_asked_about(self):
        assert problems(table(["禅城区", 600, 576, 570], head=[*HEAD, "2023年奋斗控制量"])) == [("column", "D3")]

    def test_two_columns_for_one_thing_are_asked_about(self):
        assert ("candidates", "D3") in problems(table(["禅城区", 600, 576, 0.0576], head=[*HEAD, "2022年控制量(万吨)"]))

    def test_emissions_of_a_year_of_the_plan_may_be_caps(self):
        assert problems(table(ROW, head=["地区", "2020年排放量", "2022年排放量"]))[0] == ("column", "C3")

    def test_another_base_year_is_asked_about(self):
        assert ("column", "B3") in problems(table(ROW, head=["地区", "2015年基数", "2022年控制量"]))

    def test_a_year_after_the_plan_is_asked_about(self):
        assert problems(table([*ROW, 5], head=[*HEAD, "2030年控制量"])) == [("column", "D3")]

    def test_title_and_sheet_that_contradict_each_other(self):
        assert ("candidates", "A1") in problems(sheet(table(ROW), "二氧化硫"))

    def test_a_column_that_tells_another_base_year(self):
        head = ["地区", "基准年", *HEAD[1:]]
        assert clear(table(["禅城区", 2020, 600, 576], head=head)) == LINES
        assert ("column", "B4") in problems(table(["禅城区", 2015, 600, 576], head=head))

    def test_a_target_below_a_title_of_reductions_may_be_either(self):
        title = ([["化学需氧量减排目标（吨）"]][0],)
        assert problems(table(ROW, head=["地区", "2020年排放量", "2022年目标"], title=title))[0] == ("column", "C2")
        assert problems(table(ROW, head=["地区", "2020年排放量", "2022年任务"]))[0] == ("column", "C3")

    def test_a_title_of_cuts_makes_years_cuts(self):
        rows = table(["禅城区", 600, 12], head=["地区", "2020年基数", "2021年"], title=(["化学需氧量削减任务表（吨）"],))
        assert clear(rows) == {("440604", "cod", 2021): ("600", "588")}

    def test_pollutant_nobody_names(self):
        assert problems([["控制指标（吨）"], HEAD, ROW])[0] == ("pollutant", "B3")


class TestNames:
    @pytest.mark.parametrize("name", ["禅 城", "禅　城　区", "禅城", "禅城区", "1.禅城区", "Chancheng", "chancheng qu"])
    def test_blanks_suffix_and_language(self, name):
        assert clear(table([name, 600, 576])) == LINES

    @pytest.mark.parametrize("name", ["汾江市(不含顺德)", "汾江市（不含顺德区）"])
    def test_a_city_without_one_of_its_parts(self, name):
        [line] = read(table([name, 600, 576])).lines
        assert (line.division, line.excludes) == ("4406", ("440606",))

    def test_a_part_that_is_none(self):
        assert problems(table(["汾江市(不含高明)", 600, 576]))[0] == ("division", "A4")

    @pytest.mark.parametrize("name", ["合计", "全市合计", "合 计", "总计", "全市", "全省", "Total"])
    def test_totals_are_not_loaded(self, name):
        assert clear(table(ROW, [name, 600, 576])) == LINES

    @pytest.mark.parametrize("name", ["小计", "中心城区小计", "其中：工业", "预留", "机动指标"])
    def test_subtotals_parts_and_reserves_are_not_loaded(self, name):
        assert clear(table(ROW, [name, 600, 576])) == LINES

    def test_a_part_that_is_a_division_is_loaded_and_not_added(self):
        rows = table(["汾江市", 1000, 900], ["其中：禅城区", 600, 576], ["合计", 1000, 900])
        assert clear(rows) == {**LINES, ("4406", "cod", 2022): ("1000", "900")}
        assert warnings(rows) == []

    def test_sections_between_the_rows(self):
        assert clear(table(["一、中心城区"], ROW, ["二、其他"])) == LINES

    @pytest.mark.parametrize("text", ["注：统计数", "填表人：吴刚  审核人：林静", "备注：含预留", "联系电话：0757-12345678", "说明:1.略"])
    def test_footers(self, text):
        assert clear(table(ROW, [text])) == LINES

    def test_empty_rows_between(self):
        assert clear(table([], ROW, [], [])) == LINES

    def test_an_unknown_division_comes_with_the_nearest(self):
        [problem] = read(table(["禅成区", 600, 576], ROW)).problems
        assert (problem.kind, problem.row, problem.column, problem.value) == (Kind.DIVISION, 4, "A", "禅成区")
        assert "禅城区" in problem.remedy

    def test_a_division_twice(self):
        assert problems(table(ROW, ["禅城", 600, 570])) == [("duplicate", "C5")]

    def test_two_base_amounts_for_one_division(self):
        assert ("candidates", "B5") in problems(table(ROW, ["禅城", 601, 576]))

    def test_figures_in_a_row_without_a_name(self):
        assert problems(table(ROW, ["", 5, 5])) == [("division", "B5")]

    @pytest.mark.parametrize(
        ("code", "told"), [("440604", []), (440604, []), ("440605", [("division", "B4")]), ("440699", [("division", "B4")])]
    )
    def test_codes_must_fit_the_names(self, code, told):
        head = ["行政区划代码", *HEAD]
        assert [one for one in problems(table([code, *ROW], head=head)) if one[0] != "quota"] == told

    def test_a_city_beside_its_districts(self):
        head = ["市", "区", *HEAD[1:]]
        rows = [["汾江市", "禅城区", 600, 576], ["", "南海", 10, 9]]
        assert clear(table(*rows, head=head)) == {**LINES, ("440605", "cod", 2022): ("10", "9")}
        assert ("division", "B4") in problems(table(["顺德区", "禅城区", 600, 576], head=head))

    def test_a_code_alone_is_enough(self):
        assert clear(table(["440604", 600, 576], head=["代码", *HEAD[1:]])) == LINES


class TestNothingIsSilent:
    def test_figures_beside_the_table(self):
        assert problems(table([*ROW, "", 7])) == [("column", "E4")]

    def test_figures_above_the_table(self):
        assert ("left_over", "C1") in problems(table(ROW, title=([*TITLE, "", 7], UNIT)))

    def test_a_sheet_of_figures_without_heads(self):
        assert ("table", "A1") in problems(sheet(table(ROW), "a"), sheet([["x", 1], ["y", 2]], "b"))

    def test_an_empty_workbook(self):
        assert problems(sheet([], "a")) == [("quota", "")]

    def test_every_problem_is_told_at_once_and_by_cause(self):
        understood = read(table(["禅成区", 1, 1], ["南海区", "约5", 1], ["禅城区", 600, Formula("=B6")], ["顺德区", 1, 1]))
        assert [*understood.grouped()][:3] == [Kind.DIVISION, Kind.NUMBER, Kind.FORMULA]
        assert all(problem.text and problem.sheet == "Sheet1" and problem.remedy for problem in understood.problems)

    def test_a_row_of_another_quantity_is_told(self):
        rows = [["控制指标（吨）"], ["指标", "2020年", "2022年"], ["化学需氧量", 600, 576], ["优良天数", 340, 350]]
        understood = read(rows)
        assert not understood.problems and len(understood.lines) == 1
        assert [(row.text, row.what) for row in understood.tables[0].skipped] == [("优良天数", "other")]

    def test_a_column_of_remarks_is_told(self):
        understood = read(table([*ROW, "重点区"], head=[*HEAD, "类型"]))
        assert not understood.problems
        assert ("ignored", "D") in [(warning.kind, warning.column) for warning in understood.warnings]

    def test_a_row_that_was_merged_downwards_is_named_once(self):
        assert clear([["单位：吨"], ["地区", "污染物", *HEAD[1:]], ["禅城区", "COD", 600, 576], ["", "SO2", 5, 4]]) == {
            **LINES,
            ("440604", "so2", 2022): ("5", "4"),
        }


def test_a_sheet_needs_no_more_than_cells_by_place():
    """Whatever reads workbooks: `cell`, `last_row` and a name are enough."""

    class Bare:
        name, last_row = "bare", 4

        def cell(self, row, column):
            rows = table(ROW)
            values = rows[row - 1] if row <= len(rows) else []
            value = values[column - 1] if column <= len(values) else None
            return Cell(self.name, row, column, Decimal(value) if isinstance(value, int) else value)

    from targets.layouts import understand

    assert [line.cap.amount_mg for line in understand([Bare()], KNOWN).lines] == [576 * 10**9]
