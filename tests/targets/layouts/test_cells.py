"""What single cells hold: marks, formulas, percentages, digits beyond measure; and cuts that become caps."""

import datetime
from decimal import Decimal

import pytest

from targets.layouts import Kind
from tests.targets.layouts.sheets import Formula, clear, problems, read, sheet, warnings
from tests.targets.layouts.test_traps import HEAD, LINES, ROW, table
from workbooks import Cell


class TestFigures:
    @pytest.mark.parametrize("cap", ["５７６", "576", " 576 ", "576.0", "576吨", "＋576", 576])
    def test_digits_and_text(self, cap):
        assert clear(table(["禅城区", "６００", cap])) == LINES

    def test_thousands_commas(self):
        assert clear(table(["禅城区", "1,200,600", "1，100，000"])) == {("440604", "cod", 2022): ("1200600", "1100000")}

    def test_zero_is_a_cap(self):
        assert clear(table(["禅城区", 600, 0])) == {("440604", "cod", 2022): ("600", "0")}

    @pytest.mark.parametrize("mark", ["-", "—", "－", "/", "无", ""])
    def test_a_mark_for_nothing_is_no_zero(self, mark):
        assert problems(table(ROW, ["南海区", 100, mark])) == [("waiting", "C5")]

    @pytest.mark.parametrize("mark", ["-", "—", "－", "/", "无", ""])
    def test_a_row_of_marks_is_skipped_and_told(self, mark):
        understood = read(table(ROW, ["南海区", mark, mark]))
        assert understood.problems == []
        assert not mark or [row.text for row in understood.tables[0].skipped] == ["南海区"]

    def test_a_pollutant_without_figures_is_told(self):
        rows = [
            ["控制指标（吨）"],
            ["", "COD", "", "SO2", ""],
            ["地区", "2020年", "2022年", "2020年", "2022年"],
            ["禅城", 600, 576, "-", "-"],
        ]
        told = [(one.kind, one.column, one.row) for one in read(rows).warnings]
        assert ("ignored", "D", 4) in told
        assert clear(rows) == LINES

    @pytest.mark.parametrize("value", ["约576", "576左右", "#REF!", True, datetime.date(2022, 1, 1)])
    def test_words_among_figures(self, value):
        assert ("number", "C5") in problems(table(ROW, ["南海区", 600, value]))

    def test_brackets(self):
        assert ("number", "C5") in problems(table(ROW, ["南海区", 600, "(576)"]))

    def test_a_formula(self):
        assert ("formula", "C5") in problems(table(ROW, ["南海区", 600, Formula("=B4*0.96")]))

    def test_a_formula_that_came_to_nothing_is_no_empty_cell(self):
        assert ("formula", "C5") in problems(table(ROW, ["南海区", 600, Cell("Sheet1", 5, 3, None, is_formula=True)]))

    def test_a_figure_below_zero(self):
        assert ("number", "C5") in problems(table(ROW, ["南海区", 600, -5]))

    def test_finer_than_a_milligram_is_never_rounded(self):
        [problem, *_rest] = read(table(["禅城区", 600, "576.0000000001"])).problems
        assert (problem.kind, problem.value) == (Kind.TOO_FINE, "576.0000000001")
        assert clear(table(["禅城区", 600, "576.000000001"])) == {("440604", "cod", 2022): ("600", "576.000000001")}

    def test_larger_than_any_nation_emits(self):
        assert ("number", "B4") in problems(table(["禅城区", 10**12, 5]))

    def test_a_unit_in_the_cell_that_contradicts_the_head(self):
        assert ("unit", "C4") in problems(table(["禅城区", 600, "0.0576万吨"]))

    def test_a_percentage_among_masses(self):
        assert ("number", "C4") in problems(table(["禅城区", 600, "4%"]))
        assert ("number", "C4") in problems(table(["禅城区", 600, Cell("Sheet1", 4, 3, Decimal("0.04"), is_percent=True)]))

    def test_one_cell_for_two_divisions(self):
        rows = table(ROW, ["南海区", 400, ""])
        assert ("number", "C4") in problems(sheet(rows, merged=((4, 3, 5, 3),)))

    def test_a_base_amount_that_is_missing(self):
        assert problems(table(ROW, ["南海区", "", 380])) == [("waiting", "B5")]


class TestCuts:
    def test_a_cut_is_turned_into_a_cap(self):
        assert clear(table(["禅城区", 600, 24], head=["地区", "2020年排放量", "2022年比2020年削减量"])) == LINES

    def test_yearly_cuts_follow_each_other(self):
        head = ["地区", "2020年排放量", "2021年比上年削减量", "2022年比上年削减量"]
        assert clear(table(["禅城区", 600, 12, 12], head=head)) == {**LINES, ("440604", "cod", 2021): ("600", "588")}

    def test_a_span_of_years_is_measured_against_the_base_year(self):
        assert clear(table(["禅城区", 600, 24], head=["地区", "2020年排放量", "2021-2022年累计削减量"])) == LINES

    def test_against_which_year_is_asked(self):
        head = ["地区", "2020年排放量", "2021年削减量", "2022年削减量"]
        assert ("candidates", "D4") in problems(table(["禅城区", 600, 12, 12], head=head))

    def test_without_base_amounts_the_lines_wait(self):
        told = problems(table(["禅城区", 12], head=["地区", "2021年削减量"]))
        assert told == [("waiting", "B4")]

    def test_percentages_alone_make_no_cap(self):
        told = problems(table(["禅城区", 600, 4], head=["地区", "2020年排放量", "2022年比2020年削减率(%)"]))
        assert told == [("quota", "")]

    def test_a_cut_below_zero(self):
        told = problems(table(["禅城区", 600, -12], head=["地区", "2020年排放量", "2021年削减量"]))
        assert told == [("number", "C4")]

    def test_a_cut_beside_a_cap_is_only_checked(self):
        head = [*HEAD, "削减量"]
        assert warnings(table([*ROW, 24], head=head)) == []
        assert warnings(table([*ROW, 30], head=head)) == [("sum", "D4")]
        assert clear(table([*ROW, 30], head=head)) == LINES
