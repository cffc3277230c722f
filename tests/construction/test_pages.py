"""The pages of projects as officials use them: entering, promising, asking, paying; the board; the preview."""

import json
import re

import plotly.graph_objects
import pytest

import clock
from construction.models import Approval, Attainment, Fund, FundMovement, Project, Promise
from construction.money import fund_state
from formulas.units import MONEY
from journal.models import Event
from tests.city import at
from tests.construction.projects import DAY, RUNGS, accept, add, entry, milestone, monthly, promise, support
from tests.targets.quotas import in_force

NOW = at(2022, 11, 10)
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(NOW):
        yield


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


NEW = {
    "name": "城北提标改造",
    "district": "440604",
    "responsible_unit": "禅城区水务局",
    "level": "district",
    "flow": "2",
    "cost": "1000",
    "cod_before": "50",
    "cod_after": "30",
    "document_number": "汾建〔2022〕3号",
    "issuing_body": "市住房和城乡建设局",
    "document_date": "2022-03-01",
} | {f"day_{code}": day.isoformat() for code, day in monthly(DAY(2022, 4, 1)).items()}


class TestEntering:
    def add(self, browser, **changes):
        return browser.post("/construction/add/?kind=plant_upgrade", NEW | changes)

    def test_a_project_comes_with_its_document_and_days(self, city, signed_in):
        assert self.add(signed_in("reform")).status_code == 302
        project = Project.objects.get()
        assert (project.flow_m3_d, project.cost_fen, project.reports_from) == (20_000, 10**9, 202211)
        assert project.plans.get().dates.count() == project.milestones.count() == 12
        assert [event.verb for event in Event.objects.filter(subject=f"project {project.pk}").order_by("pk")] == [
            "project_added",
            "plan_fixed",
        ]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"document_date": "2022-11-11"}, "document_date"),
            ({"day_stable": "2022-04-02"}, "day_stable"),
            ({"day_trial": ""}, "day_trial"),
            ({"day_trial": "3022-04-02"}, "day_trial"),
            ({"cod_after": ""}, "cod_after"),
            ({"cod_after": "50"}, "cod_after"),
            ({"flow": ""}, "flow"),
            ({"town": "440604010", "district": "440605"}, "town"),
        ],
    )
    def test_what_can_not_be_is_refused(self, city, signed_in, changes, field):
        answer = self.add(signed_in("reform"), **changes)
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
        assert Project.objects.count() == 0

    def test_a_name_is_taken_once_a_district(self, city, signed_in):
        self.add(signed_in("reform"))
        assert self.add(signed_in("reform")).status_code == 422
        assert self.add(signed_in("reform"), district="440605").status_code == 302

    def test_a_correction_keeps_its_reason_and_meets_nobody_elses(self, city, signed_in):
        project = add(city)
        told = {key: NEW[key] for key in ("district", "responsible_unit", "level", "flow", "cost", "cod_before", "cod_after")}
        told |= {"name": "沙岗提标", "seen_version": project.version, "reason": "名称有误"}
        assert signed_in("reform").post(f"/construction/{project.pk}/correct/", told).status_code == 302
        assert Event.objects.latest("pk").reason == "名称有误"
        assert signed_in("reform").post(f"/construction/{project.pk}/correct/", told).status_code == 422

    def test_a_new_document_stands_beside_the_old_one(self, city, signed_in):
        project = add(city)
        told = {
            "seen_version": 1,
            "document_number": "汾建〔2022〕9号",
            "issuing_body": "局",
            "document_date": "2022-11-01",
            "reason": "选址调整",
        }
        told |= {f"day_{code}": day.isoformat() for code, day in monthly(DAY(2023, 1, 1)).items()}
        older = signed_in("reform").post(f"/construction/{project.pk}/plan/", told | {"document_date": "2021-12-01"})
        assert "只有晚于2021-12-01的文件才能调整计划" in older.content.decode()
        assert signed_in("reform").post(f"/construction/{project.pk}/plan/", told).status_code == 302
        page = text(signed_in("vicemayor").get(f"/construction/{project.pk}/"))
        assert "汾建〔2021〕1号" in page
        assert "汾建〔2022〕9号" in page
        assert "2022-01-15" in page


class TestMilestone:
    def test_an_official_promises_and_reaches(self, city, signed_in):
        project = add(city)
        address = f"/construction/milestones/{milestone(project, 'approval').pk}/"
        told = {
            "promise": "",
            "seen_version": 1,
            "promised_on": "2022-12-31",
            "told_on": "2022-11-09",
            "promised_by": "王",
            "meeting": "第11次联席会议",
            "reason": "雨季",
        }
        assert signed_in("official").post(address, told).status_code == 302
        assert Promise.objects.get().promised_on == DAY(2022, 12, 31)
        assert signed_in("official").post(address, told).status_code == 422  # read before the promise
        reached = {"reach": "", "seen_version": 2, "reached_on": "2022-11-08", "evidence": "批文"}
        assert signed_in("official").post(address, reached).status_code == 302
        assert Attainment.objects.get().reached_on == DAY(2022, 11, 8)
        people = {"people": "", "seen_version": 3, "leader": "李国栋", "level": "city", "responsible_unit": ""}
        assert signed_in("official").post(address, people).status_code == 302
        page = text(signed_in("vicemayor").get(f"/construction/{project.pk}/"))
        assert all(word in page for word in ("李国栋", "第11次联席会议", "2022-01-15"))

    @pytest.mark.parametrize(
        "told",
        [
            {"promise": "", "promised_on": "2022-11-01", "told_on": "2022-11-09", "promised_by": "王", "meeting": "会", "reason": "雨"},
            {"promise": "", "promised_on": "2022-12-01", "told_on": "2022-11-11", "promised_by": "王", "meeting": "会", "reason": "雨"},
            {"promise": "", "promised_on": "2022-12-01", "told_on": "2022-11-09", "promised_by": "王", "meeting": "会", "reason": ""},
            {"promise": "", "promised_on": "2022-12-01", "told_on": "2022-11-09", "promised_by": "王", "meeting": " ", "reason": "雨"},
            {"reach": "", "reached_on": "2022-11-11", "evidence": "批文"},
            {"reach": "", "reached_on": "", "evidence": "没有的事"},
            {},
        ],
    )
    def test_what_can_not_be_is_refused(self, city, signed_in, told):
        project = add(city)
        answer = signed_in("official").post(f"/construction/milestones/{milestone(project, 'approval').pk}/", told | {"seen_version": 1})
        assert (answer.status_code, Promise.objects.count(), Attainment.objects.count()) == (422, 0, 0)


class TestApprovals:
    def test_the_clock_runs_on_whoever_holds_it(self, city, signed_in):
        project = add(city)
        official = signed_in("official")
        asked = {"seen_version": 1, "subject": "用地批复", "holder": "区自然资源局", "since": "2022-09-01", "due_on": "2022-10-01"}
        assert official.post(f"/construction/{project.pk}/approvals/ask/", asked).status_code == 302
        address = f"/construction/approvals/{Approval.objects.get().pk}/"
        passed = {"pass_on": "", "seen_version": 2, "holder": "市自然资源局", "on": "2022-09-21", "remark": ""}
        assert official.post(address, passed).status_code == 302
        page = text(signed_in("vicemayor").get(f"/construction/{project.pk}/", **ENGLISH))
        assert re.search(r"区自然资源局 2022-09-01 2022-09-21 20 ", page)
        assert re.search(r"市自然资源局 2022-09-21 — 50 .* 40 days overdue", page)
        answer = {"answer": "", "seen_version": 3, "is_granted": "1", "on": "2022-11-09"}
        assert official.post(address, answer | {"answer": "粤府土审〔2022〕8号"}).status_code == 302
        assert Approval.objects.get().is_granted
        assert official.post(address, passed | {"seen_version": 4, "on": "2022-11-10"}).status_code == 422

    def test_nobody_passes_on_before_he_had_it(self, city, signed_in):
        project = add(city)
        support(city, project)
        told = {"pass_on": "", "seen_version": 3, "holder": "x", "on": "2022-05-31"}
        assert signed_in("official").post(f"/construction/approvals/{Approval.objects.get().pk}/", told).status_code == 422


class TestFunds:
    def test_allocated_then_paid_and_never_more(self, city, signed_in):
        project = add(city)
        support(city, project)  # 300 × 10,000 yuan, due on 30 September
        fund = Fund.objects.get()
        address = f"/construction/funds/{fund.pk}/"

        def move(step, amount, version, **more):
            told = {"seen_version": version, "step": step, "amount": amount, "moved_on": "2022-11-09"} | more
            return signed_in("reform").post(address, told).status_code

        assert move("paid", "100", 3) == 422  # nothing is allocated yet
        assert move("allocated", "300.000001", 3) == 422
        assert move("allocated", "200", 3) == 302
        assert move("paid", "150", 4) == 302
        assert move("allocated", "60", 5, takes_back="on", remark="误填") == 422  # then more would be paid than allocated
        assert move("allocated", "50", 5, takes_back="on") == 422  # without a reason
        assert move("allocated", "50", 5, takes_back="on", remark="误填") == 302
        state = fund_state(Fund.objects.get(), DAY(2022, 11, 10))
        assert [MONEY.typed(one) for one in (state.allocated, state.paid, state.overdue)] == ["150", "150", "150"]
        assert state.overdue_days == 41
        assert FundMovement.objects.count() == 3

    @pytest.mark.parametrize(("day", "overdue", "days"), [(DAY(2022, 9, 30), 0, 0), (DAY(2022, 10, 1), 300 * 10**6, 1)])
    def test_overdue_from_the_day_after(self, city, day, overdue, days):
        support(city, add(city))
        state = fund_state(Fund.objects.get(), day)
        assert (state.overdue, state.overdue_days) == (overdue, days)


class TestBoard:
    def test_those_with_a_problem_stand_apart(self, city, signed_in):
        good, silent = add(city, "没问题", days=monthly(DAY(2022, 12, 1))), add(city, "没上报", days=monthly(DAY(2022, 12, 1)))
        accept(city, 202210, entry(good), entered=DAY(2022, 11, 3))
        support(city, silent)
        answer = signed_in("vicemayor").get("/construction/?format=json", **ENGLISH).json()
        told = {row["project"]: (row["invited"], row["problems"]) for row in answer["rows"]}
        assert told["没问题"] == ("no", None)
        invited, problems = told["没上报"]
        assert invited == "yes"
        assert problems.split("；") == [
            "has not reported",
            "用地批复: for 162 days with 市自然资源局",
            "city level funds overdue: 300 × 10,000 yuan",
        ]
        page = signed_in("vicemayor").get("/construction/", **ENGLISH).content.decode()
        assert page.index("With a problem") < page.index("没上报") < page.index("Without a problem") < page.index("没问题")

    def test_districts_and_years_add_up_to_the_city(self, city, signed_in):
        in_force(city)
        both = {"cod": (50_000, 30_000), "nh3n": (5_000, 1_500)}
        add(city, "甲"), add(city, "乙", days=monthly(DAY(2023, 6, 1)), loads=both), add(city, "丙", district=city.west, loads=both)
        page = signed_in("vicemayor").get("/construction/", **ENGLISH)
        cod, nh3n = ([[cell.value for cell in row.cells] for row in table.rows] for table in page.context["years"])
        for rows in (cod, nh3n):
            for year in (2022, 2023, 2024, 2025):
                of_year = {row[0]: row[2:] for row in rows if row[1] == year}
                for column in (1, 2, 3, 4):
                    assert of_year["Chancheng"][column] + of_year["Nanhai"][column] == of_year["Fenjiang"][column]
        assert all(row[2] is not None for row in cod)
        # Both reduce 35 kg of NH₃-N a day; 丙 ends in December 2022 by plan and counts all of 2023. 甲 has no design values of it.
        assert [(row[0], f"{row[3]:.3f}", row[6]) for row in nh3n if row[1] == 2023] == [
            ("Chancheng", "0.000", 1),
            ("Nanhai", "12.775", 0),
            ("Fenjiang", "12.775", 1),
        ]


class TestProjectPage:
    def test_the_gantt_says_what_the_table_says(self, city, signed_in):
        project = add(city)
        promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 11, 1))
        page = signed_in("vicemayor").get(f"/construction/{project.pk}/", **ENGLISH).content.decode()
        figure = json.loads(re.search(r'<script id="milestones-figure" type="application/json">(.*?)</script>', page, re.DOTALL)[1])
        planned, promised, _reached = figure["data"]
        rows = signed_in("vicemayor").get(f"/construction/{project.pk}/?format=json", **ENGLISH).json()["rows"]
        assert planned["text"] == [row["planned"] for row in rows]
        assert promised["text"] == ["2022-12-31"]
        assert plotly.graph_objects.Figure(figure)
        assert page.count('fill="#9db3cc"') == len(RUNGS) + 1  # and the legend

    def test_another_end_is_shown_and_not_kept(self, city, signed_in):
        in_force(city)
        project = add(city)
        before = Event.objects.count()
        answer = signed_in("vicemayor").get(f"/construction/{project.pk}/?end=2024-06-30", **ENGLISH)
        assert "Tried out, not stored" in text(answer)
        [table] = answer.context["tried"]
        tried = {row.cells[0].value: row.cells[2].value for row in table.rows}
        # July to December 2024 have 184 days, January to June 2025 have 181; 200 kg a day.
        assert (str(tried[2024]), str(tried[2025])) == ("36.800000000", "36.200000000")
        assert (Event.objects.count(), Promise.objects.count()) == (before, 0)

    def test_each_pollutant_of_the_design_has_its_years_and_what_is_not_known_is_said(self, city, signed_in):
        both = {"cod": (50_000, 30_000), "nh3n": (5_000, 1_500)}
        known = signed_in("vicemayor").get(f"/construction/{add(city, '甲', loads=both).pk}/", **ENGLISH)
        assert [table.title.split()[0] for table in known.context["years"]] == ["COD", "NH₃-N"]
        unknown = text(signed_in("vicemayor").get(f"/construction/{add(city, '乙').pk}/", **ENGLISH))
        assert "The design values of NH₃-N have not been entered: nothing can be said of it." in unknown

    @pytest.mark.parametrize("end", ["", "soon", "9999-12-31", "2022-02-30", "1900-01-01"])
    def test_an_end_that_can_not_be_is_told(self, city, signed_in, end):
        answer = signed_in("vicemayor").get(f"/construction/{add(city).pk}/?end={end}")
        assert answer.status_code == 200
        assert "tried" not in answer.context
        assert answer.context["form"].errors

    def test_a_district_without_projects_is_told_so(self, city, signed_in):
        assert "No project has been entered for your division." in text(signed_in("neighbour").get("/construction/", **ENGLISH))

    def test_a_towns_official_sees_the_projects_of_the_town(self, city, signed_in):
        from districts.models import Division

        own = add(city, "镇内", town=Division.objects.get(code="440604010"))
        other = add(city, "镇外")
        assert signed_in("town").get(f"/construction/{own.pk}/").status_code == 200
        assert signed_in("town").get(f"/construction/{other.pk}/").status_code == 404


QUERIES = {
    "/construction/": 35,
    "/rankings/construction-progress/": 32,
    "/construction/{pk}/": 40,
    "/returns/construction/440604/2022-10/": 13,
}


@pytest.mark.parametrize(("address", "queries"), QUERIES.items())
def test_a_page_asks_no_more_often_when_there_are_more_projects(signed_in, city, django_assert_num_queries, address, queries):
    in_force(city)
    first = add(city)
    support(city, first)
    accept(city, 202209, entry(first), entered=DAY(2022, 10, 3))
    address = address.format(pk=first.pk)
    client = signed_in("vicemayor")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
    for number in range(5):
        other = add(city, f"第{number}号")
        support(city, other)
        promise(city, other, "approval", DAY(2022, 12, 31), DAY(2022, 11, 1))
    with django_assert_num_queries(queries):
        client.get(address)
