"""Several tables and sheets, and sheets of other work that hold no quotas."""

from tests.targets.layouts.sheets import clear, problems, read, sheet


class TestSeveralTables:
    LINES = {("440604", "cod", 2021): ("600", "588"), ("440604", "cod", 2022): ("600", "576")}

    def test_a_sheet_for_each_year(self):
        rows = [["化学需氧量控制指标（吨）"], ["地区", "基数", "控制量"]]
        assert clear(sheet([*rows, ["禅城", 600, 588]], "2021年"), sheet([*rows, ["禅城", 600, 576]], "2022")) == self.LINES

    def test_a_sheet_for_each_pollutant(self):
        rows = [["2022年控制指标（吨）"], ["地区", "2020年排放量", "控制量"]]
        read_back = clear(sheet([*rows, ["禅城", 600, 576]], "COD"), sheet([*rows, ["禅城", 120, 116]], "二氧化硫"))
        assert read_back == {("440604", "cod", 2022): ("600", "576"), ("440604", "so2", 2022): ("120", "116")}

    def test_two_tables_below_each_other(self):
        rows = [
            ["表1 化学需氧量控制指标（吨）"],
            ["地区", "2020年", "2022年"],
            ["禅城", 600, 576],
            ["注：统计数"],
            [],
            ["表2 二氧化硫控制指标（万吨）"],
            ["地区", "2020年", "2022年"],
            ["禅城", 0.012, 0.0116],
        ]
        assert clear(rows) == {("440604", "cod", 2022): ("600", "576"), ("440604", "so2", 2022): ("120", "116")}

    def test_base_amounts_on_a_sheet_of_their_own(self):
        bases = sheet([["化学需氧量（吨）"], ["地区", "2020年排放量"], ["禅城", 600]], "基数")
        caps = sheet([["化学需氧量（吨）"], ["地区", "2022年控制量"], ["禅城", 576]], "目标")
        assert clear(bases, caps) == {("440604", "cod", 2022): ("600", "576")}

    def test_a_sheet_of_words_is_told_and_not_read(self):
        rows = [["化学需氧量（吨）"], ["地区", "2020年排放量", "2022年控制量"], ["禅城", 600, 576]]
        understood = read(sheet([["说明"], ["本表由市局编制"]], "说明"), sheet(rows, "指标"))
        assert not understood.problems and understood.lines
        assert "table" in [warning.kind for warning in understood.warnings]


class TestNoQuotas:
    """Sheets of other work are recognised as such: nothing of them becomes a quota."""

    def test_c_weekly_progress_of_projects(self):
        head = ["县区", "项目名称", "本月完成投资(万元)", "累计完成投资(万元)", "累计投资完成进度(%)", "工程进度", "", ""]
        rows = [
            ["重点减排工程项目建设进度周报表"],
            head,
            ["", "", "", "", "", "未启动", "前期", "土建"],
            ["禅城", "东鄱厂", 12, 340, 51.5, "", "√", ""],
        ]
        assert ("quota", "") in problems(rows)
        assert read(rows).lines == []

    def test_d_tasks_with_sections(self):
        head = ["编号", "项目名称", "建设周期", "项目规模和概况", "总投资(万元)", "目前进展", "责任单位"]
        rows = [
            ["2022年水污染治理重点项目实施任务分解表"],
            head,
            ["一、污水处理厂建设任务"],
            [1, "东鄱厂", "2006.04-2009.01", "规模56万吨/日", 5600, "在建", "水务局"],
        ]
        assert ("quota", "") in problems(rows)
        assert read(rows).lines == []

    def test_e_points_of_an_assessment(self):
        head = [["序号", "考核项目", "考核目标", "", "", "分值", "计分办法", "备注"], ["", "", "2021年", "2022年", "2023年", "", "", ""]]
        rows = [
            ["环境保护目标责任书"],
            *head,
            [1, "空气质量优良天数", "340天", "", "", 5, "达标得分", ""],
            [2, "化学需氧量排放量(吨)", 98, 96, 94, 10, "", ""],
        ]
        assert problems(rows)

    def test_g_monthly_sheet_of_plants(self):
        head = [
            [
                "序号",
                "区",
                "镇(街)",
                "污水处理厂名称",
                "设计能力(万吨/日)",
                "处理水量(万吨)",
                "",
                "COD进水(mg/L)",
                "COD削减量(吨)",
                "",
                "备注",
            ],
            ["", "", "", "", "", "本月", "累计", "", "本月", "累计", ""],
        ]
        rows = [
            ["2022年10月运行情况表"],
            *head,
            ["", "禅城区小计", "", "", 10, 300, 3000, "", 500, 5000, ""],
            [1, "禅城区", "石湾", "东鄱厂", 10, 300, 3000, 180, 500, 5000, ""],
        ]
        assert problems(rows)
        assert read(rows).lines == []

    def test_h_closure_schedule(self):
        head = [
            [
                "序号",
                "电厂名称",
                "机组编号",
                "单机容量(万千瓦)",
                "计划关停时间",
                "上年耗煤(万吨)",
                "含硫率(%)",
                "SO2削减量(吨)",
                "",
                "责任单位",
            ],
            ["", "", "", "", "", "", "", "申报", "核定", ""],
        ]
        rows = [["小火电机组关停计划表"], *head, [1, "汾江电厂", "1#", 5, "2022年底前", 12, 0.8, 1500, 1400, "发改局"]]
        assert problems(rows)
        assert read(rows).lines == []
