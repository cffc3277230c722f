"""Printed totals and percentages: checked, kept as printed, never corrected."""

import pytest

from targets.layouts.findings import Kind
from tests.targets.layouts.sheets import clear, problems, read, sheet, warnings

HEAD = ["地区", "2020年排放量", "2025年控制量"]
TITLE = ["化学需氧量控制指标（万吨）"]


def table(*rows: list, head: list = HEAD) -> list:
    return [TITLE, head, *rows]


class TestTotals:
    def test_a_total_that_differs_by_rounding_is_accepted(self):
        """34.06 printed as 34.1."""
        rows = table(["禅城", 20.03, 10.11], ["南海", 14.03, 9.19], ["合计", 34.1, 19.3])
        assert warnings(rows) == []
        assert ("440604", "cod", 2025) in clear(rows)

    def test_each_row_may_be_off_by_half_a_digit(self):
        rows = [["禅城", 1.1, 1.1], ["南海", 1.1, 1.1], ["顺德", 1.1, 1.1]]
        assert warnings(table(*rows, ["合计", 3.5, 3.3])) == []
        assert warnings(table(*rows, ["合计", 3.6, 3.3])) == [("sum", "B6")]

    def test_a_total_that_differs_by_more_is_told_and_not_loaded(self):
        rows = table(["禅城", 20.03, 10.11], ["南海", 14.03, 9.19], ["合计", 35.1, 19.3])
        [warning] = [one for one in read(rows).warnings if one.kind == Kind.SUM]
        assert (warning.row, warning.column, warning.value) == (5, "B", "35.1")
        assert "34.06 10⁴ t" in warning.text and "1.04" in warning.text
        assert len(clear(rows)) == 2

    def test_zeros_that_a_spreadsheet_drops_do_not_widen_the_check(self):
        """34 in a row of totals with one decimal is 34.0."""
        rows = [["禅城", 20.0, 10.5], ["南海", 13.6, 9.5]]
        assert warnings(table(*rows, ["合计", 34, 20.3])) == [("sum", "B5"), ("sum", "C5")]

    def test_subtotals_before_or_after_their_rows(self):
        before = table(["合计", 6, 3], ["东部小计", 3, 2], ["禅城", 1, 1], ["南海", 2, 1], ["西部小计", 3, 1], ["顺德", 3, 1])
        after = table(["禅城", 1, 1], ["南海", 2, 1], ["东部小计", 3, 2], ["顺德", 3, 1], ["西部小计", 3, 1], ["合计", 6, 3])
        assert warnings(before) == warnings(after) == []

    def test_a_wrong_subtotal(self):
        assert warnings(table(["禅城", 1.0, 1.0], ["南海", 2.0, 1.0], ["小计", 9.5, 2.0])) == [("sum", "B5")]

    def test_what_is_kept_back_is_part_of_the_total(self):
        rows = table(["禅城", 1.5, 1.0], ["南海", 2.5, 1.0], ["预留", "", 0.5], ["合计", 4.0, 2.5])
        assert warnings(rows) == []

    def test_a_city_without_a_part_and_that_part_add_up(self):
        rows = table(["汾江市(不含顺德)", 10.5, 9.5], ["顺德区", 2.5, 2.0], ["全省合计", 13.0, 11.5])
        assert warnings(rows) == []

    def test_a_part_is_not_added_to_its_whole(self):
        rows = table(["汾江市", 10.5, 9.5], ["顺德区", 2.5, 2.0], ["合计", 10.5, 9.5])
        assert warnings(rows) == []

    def test_a_pollutant_that_is_handed_down_without_a_quota_of_the_city_is_told(self):
        cod = sheet(table(["汾江市", 10, 9], ["禅城", 6, 5], ["南海", 3, 2]), "COD")
        so2 = sheet([["二氧化硫控制指标（万吨）"], HEAD, ["禅城", 6, 5], ["南海", 3, 2]], "SO2")
        told = [one.text for one in read(cod, so2).warnings if one.kind == Kind.QUOTA]
        assert len(told) == 1 and "Sulphur dioxide" in told[0]
        assert [one for one in read(cod).warnings if one.kind == Kind.QUOTA] == []

    def test_a_total_that_is_a_formula_is_not_checked(self):
        assert warnings(table(["禅城", 1, 1], ["合计", "=B3", 1])) == [("sum", "B4")]

    def test_parts_that_exceed_their_whole(self):
        rows = table(["汾江市", 10, 2], ["禅城", 5, 1.5], ["南海", 5, 1.5])
        assert problems(rows) == [("sum", "C3")]


def percentages(rows: list) -> list[tuple]:
    return [(one.printed, str(one.change), one.computed_millionths, one.agrees) for line in read(rows).lines for one in line.percentages]


class TestPercentages:
    @pytest.mark.parametrize(
        ("head", "values"),
        [
            ("2025年比2020年(%)", (-20.4, -9.4)),
            ("削减率(%)", (20.4, 9.4)),
            ("削减率(%)", (-20.4, -9.4)),
            ("削减率", (0.204, 0.094)),
            ("削减率(%)", (0.204, 0.094)),
            ("削减率", ("20.4%", "9.4%")),
            ("下降比例", ("２０．４％", "9.4")),
            ("2025年比2020年(%)", (20.4, 9.4)),
        ],
    )
    def test_scale_and_sign_are_told_by_the_amounts(self, head, values):
        rows = table(["禅城", 19.1, 15.2, values[0]], ["南海", 26.5, 24.0, values[1]], head=[*HEAD, head])
        assert [(change.rstrip("0"), computed, agrees) for _printed, change, computed, agrees in percentages(rows)] == [
            ("-20.4", -204188, True),
            ("-9.4", -94340, True),
        ]
        assert warnings(rows) == []

    def test_how_a_column_was_read_is_told(self):
        rows = table(["禅城", 19.1, 15.2, 0.204], head=[*HEAD, "削减率"])
        assert "0.348 is 34.8 %" in read(rows).tables[0].columns[3].evidence[-1]

    def test_published_percentages_stay_although_rounded_figures_give_others(self):
        """Computed from figures with more digits than were printed."""
        rows = table(["禅城", 10.01, 9.93, -0.82], ["南海", 17.01, 18.20, 7.00], head=[*HEAD, "变化率(%)"])
        assert percentages(rows) == [("-0.82", "-0.82", -7992, True), ("7.0", "7.0", 69959, True)]
        assert warnings(rows) == []

    def test_a_percentage_that_can_not_be_right_is_told_and_kept(self):
        rows = table(["禅城", 19.1, 15.2, -20.4], ["南海", 26.5, 24.0, -19.4], head=[*HEAD, "2025年比2020年(%)"])
        assert warnings(rows) == [("percent", "D4")]
        assert percentages(rows)[1][:2] == ("-19.4", "-19.4")

    def test_small_figures_without_amounts_are_asked_about(self):
        rows = table(["禅城", 0, 0, 0.5], head=[*HEAD, "削减率(%)"])
        assert problems(rows) == [("percent", "D3")]
        assert problems(table(["禅城", 0, 0, "0.5%"], head=[*HEAD, "削减率(%)"])) == []

    def test_a_formula_among_percentages(self):
        rows = table(["禅城", 19.1, 15.2, "=C3/B3-1"], head=[*HEAD, "2025年比2020年(%)"])
        assert problems(rows) == [("formula", "D3")]

    def test_a_share_is_no_reduction(self):
        assert problems(table(["禅城", 19.1, 15.2, 43], head=[*HEAD, "占全市比重(%)"])) == []
