"""Months side by side: a row for each plant, in the layouts in which past years arrive. Figures are told by hand."""

import pytest

from tests.targets.layouts.sheets import sheet
from tests.treatment_plants.plant_sheets import kinds, read
from treatment_plants.layouts import Choices, Meaning, Taken

MONTHS = [f"{month}月" for month in range(1, 13)]
WATER = [250, 240.5, 260] + [""] * 9
TITLE = "2021年各污水处理厂处理水量（万吨）"
VOLUMES = {202101: 2_500_000, 202102: 2_405_000, 202103: 2_600_000}


def volumes(understood, name: str = "北安污水处理厂") -> dict:
    return {row.month: row.volume for row in understood.rows if row.name == name and row.volume is not None}


def pairs(understood, pollutant: str = "cod") -> dict:
    return {row.month: row.concentrations[pollutant] for row in understood.rows if pollutant in row.concentrations}


def table(heads=MONTHS, values=WATER, title: str = TITLE, name: str = "Sheet1"):
    return sheet([[title], ["序号", "污水处理厂", "区", *heads], [1, "北安污水处理厂", "禅城区", *values]], name)


class TestOneIndicator:
    def test_the_title_tells_year_figure_and_unit(self):
        understood = read(table())
        assert (understood.problems, volumes(understood)) == ([], VOLUMES)
        assert {row.district for row in understood.rows} == {"440604"}

    @pytest.mark.parametrize(
        "heads",
        [
            [f"2021年{month}月" for month in (1, 2, 3)],
            [f"2021年{month}月份" for month in (1, 2, 3)],
            ["2021-01", "2021-02", "2021-03"],
            ["202101", "202102", "202103"],
            [202101, 202102, 202103],
            ["2021.01", "2021.02", "2021.03"],
            ["一月", "二月", "三月"],
            ["Jan", "Feb", "Mar"],
            ["１月", "２月", "３月"],
        ],
    )
    def test_months_are_named_in_many_ways(self, heads):
        assert volumes(read(table(heads, WATER[:3]))) == VOLUMES

    def test_a_blank_month_is_no_month_and_zero_is_zero(self):
        assert volumes(read(table(values=[250, "-", 0, *[""] * 9]))) == {202101: 2_500_000, 202103: 0}

    def test_a_plant_without_any_figure_is_told(self):
        understood = read(table(values=[""] * 11 + ["—"]))
        assert (understood.rows, kinds(understood.warnings)) == ([], ["ignored"])

    def test_what_holds_for_the_year_is_not_read(self):
        understood = read(table([*MONTHS[:3], "合计", "月平均"], [250, 240.5, 260, 750.5, 250.2]))
        assert (understood.problems, volumes(understood)) == ([], VOLUMES)

    def test_a_wrong_cell_is_told_at_its_place(self):
        problem = read(table(values=[250, "约240", 260, *[""] * 9])).problems[0]
        assert (problem.kind, problem.column, problem.row) == ("number", "E", 3)

    def test_printed_sums_of_months_are_compared(self):
        rows = [
            [TITLE],
            ["污水处理厂", "区", "1月", "2月"],
            ["甲污水厂", "禅城区", 10, 20],
            ["乙污水厂", "禅城区", 30, 40],
            ["合计", "", 40, 65],
        ]
        understood = read(sheet(rows))
        assert [(one.kind, one.column) for one in understood.warnings] == [("sum", "D")]
        assert len(understood.rows) == 4


class TestHeadsAboveMonths:
    def test_figures_below_each_month(self):
        heads = [["污水处理厂", "区", "2021年1月", "", "", "2021年2月", "", ""]]
        heads += [["", "", "处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"] + ["处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"]]
        merged = ((1, 3, 1, 5), (1, 6, 1, 8), (1, 1, 2, 1), (1, 2, 2, 2))
        understood = read(sheet([*heads, ["北安污水处理厂", "禅城区", 250, 200, 20, 240.5, 210, 21]], "历史", merged))
        assert understood.problems == []
        assert volumes(understood) == {202101: 2_500_000, 202102: 2_405_000}
        assert pairs(understood) == {202101: (200_000, 20_000), 202102: (210_000, 21_000)}

    def test_months_below_each_figure(self):
        heads = [["污水处理厂", "区", "处理水量(万吨)", "", "进水COD(mg/L)", "", "出水COD(mg/L)", ""], ["", "", *["1月", "2月"] * 3]]
        merged = ((1, 3, 1, 4), (1, 5, 1, 6), (1, 7, 1, 8), (1, 1, 2, 1), (1, 2, 2, 2))
        understood = read(sheet([*heads, ["北安污水处理厂", "禅城区", 250, 240.5, 200, 210, 20, 21]], "2021年", merged))
        assert understood.problems == []
        assert pairs(understood) == {202101: (200_000, 20_000), 202102: (210_000, 21_000)}

    def test_three_rows_of_heads_with_the_word_month(self):
        heads = [["污水处理厂", "月份", "", "", ""], ["", "1月", "", "2月", ""], ["", "水量(万吨)", "运行天数", "水量(万吨)", "运行天数"]]
        merged = ((1, 1, 3, 1), (1, 2, 1, 5), (2, 2, 2, 3), (2, 4, 2, 5))
        understood = read(
            sheet(
                [["2021年运行情况"], *heads, ["北安污水处理厂", 250, 31, 240.5, 28]],
                "Sheet1",
                tuple((t + 1, a, b + 1, c) for t, a, b, c in merged),
            )
        )
        assert understood.problems == []
        assert [(row.month, row.volume, row.days) for row in understood.rows] == [(202101, 2_500_000, 31), (202102, 2_405_000, 28)]

    def test_month_and_figure_in_one_head(self):
        heads = ["1月处理水量(万吨)", "1月进水COD(mg/L)", "2月处理水量(万吨)", "2月进水COD(mg/L)"]
        understood = read(table(heads, [250, 200, 240.5, 210], title="2021年运行情况"))
        assert (understood.problems, pairs(understood)) == ([], {202101: (200_000, None), 202102: (210_000, None)})


class TestBlocks:
    ROWS = ["北安污水处理厂", "禅城区"]

    def block(self, title: str, *values, heads: bool = True) -> list:
        return [[title], *([["污水处理厂", "区", "1月", "2月"]] if heads else []), [*self.ROWS, *values]]

    @pytest.mark.parametrize("heads", [True, False])
    def test_blocks_one_below_the_other(self, heads):
        rows = [["2021年污水处理厂运行情况"], ["污水处理厂", "区", "1月", "2月"]]
        rows += self.block("一、处理水量（万吨）", 250, 240.5, heads=False) + self.block("二、进水COD（mg/L）", 200, 210, heads=heads)
        understood = read(sheet(rows))
        assert understood.problems == []
        assert [one.fingerprint for one in understood.tables][0] != understood.tables[1].fingerprint
        assert (volumes(understood)[202102], pairs(understood)[202102]) == (2_405_000, (210_000, None))

    def test_a_sheet_for_each_figure(self):
        told = {"处理水量(万吨)": (250, 240.5), "进水COD(mg／L)": (200, 210), "出水COD(mg／L)": (20, 21)}
        understood = read(*(table(MONTHS[:2], values, title="2021年", name=name) for name, values in told.items()))
        assert understood.problems == []
        assert len(understood.rows) == 6

    def test_a_row_for_each_figure(self):
        heads = ["污水处理厂", "区", "指标", "单位", "1月", "2月"]
        rows = [["处理水量", "万吨", 250, 240.5], ["进水COD", "mg/L", 200, 210], ["出水COD", "mg/L", 20, 21], ["污泥产量", "吨", 1, 2]]
        understood = read(sheet([["2021年运行年报"], heads, *([*self.ROWS, *row] for row in rows)]))
        assert (understood.problems, kinds(understood.warnings)) == ([], ["ignored"])
        assert (volumes(understood)[202101], pairs(understood)[202102], len(understood.rows)) == (2_500_000, (None, 21_000), 6)


class TestAsked:
    def test_a_year_that_nothing_tells(self):
        understood = read(table(title="各污水处理厂处理水量（万吨）"))
        assert (kinds(understood.problems), understood.rows, understood.tables[0].asks_year) == (["year"], [], True)
        assert volumes(read(table(title="各污水处理厂处理水量（万吨）"), choices=Choices(years={"Sheet1": 2021}))) == VOLUMES

    def test_two_years_in_a_title_are_none(self):
        assert kinds(read(table(title="2020年、2021年处理水量（万吨）")).problems) == ["year"]

    def test_a_figure_that_nothing_tells(self):
        understood = read(table(title="2021年"))
        assert kinds(understood.problems) == ["column"]
        first = next(one for one in understood.tables[0].columns if one.month)
        said = Choices(columns={understood.tables[0].fingerprint: {first.number: Taken(Meaning.VOLUME, "10⁴ m³")}})
        assert volumes(read(table(title="2021年"), choices=said)) == VOLUMES

    @pytest.mark.parametrize("title", ["2021年处理水量及进水COD", "2021年进水、出水COD（mg/L）"])
    def test_a_title_of_two_figures_tells_none(self, title):
        assert kinds(read(table(title=title)).problems) == ["column"]

    def test_a_sheet_whose_name_and_title_disagree(self):
        assert kinds(read(table(name="进水COD")).problems) == ["column"]

    def test_what_was_said_of_one_sheet_holds_for_no_other(self):
        both = table(title="2021年", name="甲"), table(title="2021年", name="乙")
        understood = read(*both)
        assert understood.tables[0].fingerprint != understood.tables[1].fingerprint

    def test_a_unit_is_asked_once(self):
        assert kinds(read(table(title="2021年处理水量")).problems) == ["unit"]

    def test_one_month_twice(self):
        assert "candidates" in kinds(read(table(["1月", "2月", "1月"], WATER[:3])).problems)

    def test_months_that_have_not_ended(self):
        understood = read(table([f"2022年{month}月" for month in (9, 10, 11)], [1, 2, 3]))
        assert kinds(understood.problems) == ["year"]

    @pytest.mark.parametrize("heads", [["1-3月", "4-6月"], ["1月至3月", "4月至6月"], ["一季度", "二季度"], ["1月底", "2月底"]])
    def test_longer_times_are_no_months(self, heads):
        understood = read(table(heads, [1, 2], title="2021年污水处理厂处理水量（万吨）"))
        assert understood.rows == [] or all(row.month is None for row in understood.rows)
