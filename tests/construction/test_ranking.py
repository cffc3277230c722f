"""Projects worst first: the order, ties, past months, and why a place changed."""

import pytest

import clock
from construction.models import Project
from tests.city import at
from tests.construction.projects import DAY, accept, add, entry, monthly, promise, reach, replan, submit

ADDRESS = "/rankings/construction-progress/"
NOW = at(2022, 11, 10)
THIRD = DAY(2022, 11, 3)
HALF, FULL = ("100", "50", "0", "0"), ("100", "100", "100", "100")


@pytest.fixture
def ranking(signed_in):
    """Rows of the ranking as somebody reads them on 10 November 2022."""

    def rows(person: str = "vicemayor", **asked) -> list[dict]:
        with clock.moved_to(NOW):
            answer = signed_in(person).get(ADDRESS, asked | {"format": "json"}, HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200
        return answer.json()["rows"]

    return rows


def report(city, *projects: Project, shares=HALF, month=202210, entered=THIRD) -> None:
    by_district: dict = {}
    for project in projects:
        by_district.setdefault(project.district_id, []).append(project)
    for district, known in by_district.items():
        by = "official" if district == city.east.code else "neighbour"
        accept(city, month, *(entry(project, shares) for project in known), entered=entered, by=by)


def places(rows: list[dict]) -> list[tuple]:
    return [(row["project"], row["rank"]) for row in rows]


class TestOrder:
    def test_delay_first_then_progress_against_the_plan_then_name(self, city, ranking):
        late = add(city, "乙", days=monthly(DAY(2022, 9, 1)))
        later = add(city, "丙", days=monthly(DAY(2022, 8, 1)))
        slow = add(city, "丁", days=monthly(DAY(2022, 12, 1)))
        report(city, late, later)
        report(city, slow, shares=("0", "0", "0", "0"), month=202210, entered=DAY(2022, 11, 4))
        quick = add(city, "甲", days=monthly(DAY(2022, 12, 1)), district=city.west)
        report(city, quick)
        rows = ranking()
        assert places(rows) == [("丙", 1), ("乙", 2), ("丁", 3), ("甲", 4)]
        assert [row["delay_days"] for row in rows] == [101, 70, 0, 0]  # 1 August, 1 September … 10 November

    def test_equal_ones_share_a_rank_and_stand_by_name(self, city, ranking):
        projects = [add(city, name) for name in ("b", "a", "c")]
        report(city, *projects)
        behind = add(city, "d", days=monthly(DAY(2022, 10, 1)))
        report(city, behind, entered=DAY(2022, 11, 4))
        assert places(ranking()) == [("a", 1), ("b", 1), ("c", 1), ("d", 4)]

    def test_who_has_not_reported_is_worst_and_says_so(self, city, ranking):
        good = add(city, "报了", days=monthly(DAY(2022, 12, 1)))
        late = add(city, "拖后")
        silent = add(city, "未报", days=monthly(DAY(2022, 12, 1)))
        waiting = add(city, "待审", days=monthly(DAY(2022, 12, 1)), district=city.west)
        report(city, good, late)
        submit(city, 202210, entry(waiting), entered=DAY(2022, 11, 4), by="neighbour")
        rows = ranking()
        assert places(rows) == [("待审", 1), ("未报", 1), ("拖后", 3), ("报了", 4)]
        assert [row["lamp"] for row in rows] == ["waiting for the verifier", "not reported", "lagging badly", "normal"]
        assert [row["progress"] for row in rows][:2] == [None, None]
        assert silent.pk

    def test_finished_ones_are_not_ranked(self, city, ranking):
        project = add(city)
        reach(city, project, "stable", DAY(2022, 9, 1))
        assert ranking() == []

    def test_by_tonnes_at_stake(self, city, ranking):
        small, big = add(city, "小", flow_m3_d=100), add(city, "大", flow_m3_d=90_000, days=monthly(DAY(2022, 3, 1)))
        report(city, small, big)
        assert [name for name, _rank in places(ranking())] == ["小", "大"]
        rows = ranking(order="tonnes")
        assert [name for name, _rank in places(rows)] == ["大", "小"]
        assert float(rows[0]["tonnes"]) > float(rows[1]["tonnes"]) > 0

    def test_like_with_like(self, city, ranking):
        report(city, add(city, "厂"))
        assert places(ranking(group="plants")) == [("厂", 1)]
        assert ranking(group="sewers") == []

    @pytest.mark.parametrize("asked", [{"group": "x"}, {"order": "x"}, {"month": "2022-11"}, {"month": "2022-13"}])
    def test_what_does_not_exist_is_missing(self, city, signed_in, asked):
        with clock.moved_to(NOW):
            assert signed_in("vicemayor").get(ADDRESS, asked).status_code == 404


class TestRows:
    def test_a_row_tells_dates_promises_people_and_tonnes(self, city, ranking):
        project = add(city)
        promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 9, 1))
        report(city, project)
        [row] = ranking()
        told = {
            "rank": 1,
            "project": "沙岗提标改造",
            "district": "Chancheng",
            "kind": "upgrade of a wastewater plant",
            "milestone": "project approval",
            "planned": "2022-01-15",
            "promised": "2022-12-31",
            "promised_times": 2,
            "slip_days": 122,
            "delay_days": 299,
            "progress": "37.0000",
            "level": "district level",
            "leader": "陈志远 副区长",
        }
        assert {key: row[key] for key in told} == told

    def test_neighbours_are_not_told_of(self, city, ranking):
        add(city, "我区"), add(city, "邻区", district=city.west)
        assert [row["project"] for row in ranking("neighbour")] == ["邻区"]
        assert len(ranking("vicemayor")) == 2


class TestPast:
    def test_a_month_shows_what_was_known_at_its_end(self, city, ranking):
        project = add(city)
        promise(city, project, "approval", DAY(2022, 9, 30), DAY(2022, 8, 20))
        promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 10, 2))
        reach(city, project, "approval", DAY(2022, 11, 2), entered=DAY(2022, 11, 5))
        [now] = ranking()
        [october], [september] = ranking(month="2022-10"), ranking(month="2022-09")
        assert [row["milestone"] for row in (now, october, september)] == ["EIA approval", "project approval", "project approval"]
        assert [row["promised"] for row in (october, september)] == ["2022-12-31", "2022-09-30"]
        assert [row["delay_days"] for row in (october, september)] == [289, 258]

    def test_what_is_entered_later_changes_no_past_month(self, city, ranking):
        project = add(city)
        report(city, project, month=202208, entered=DAY(2022, 9, 3))
        before = ranking(month="2022-09")
        replan(city, project, monthly(DAY(2022, 12, 1)), DAY(2022, 11, 1))
        reach(city, project, "approval", DAY(2022, 8, 1), entered=DAY(2022, 11, 2))
        promise(city, project, "eia", DAY(2023, 5, 1), DAY(2022, 11, 3))
        report(city, project, month=202209, entered=DAY(2022, 10, 20))
        assert ranking(month="2022-09") == before
        assert ranking() != before

    def test_a_project_entered_later_is_not_there_yet(self, city, ranking):
        add(city, entered=DAY(2022, 10, 5))
        assert (len(ranking(month="2022-09")), len(ranking(month="2022-10"))) == (0, 1)


class TestMovement:
    def test_the_reason_is_told_beside_the_places(self, city, ranking):
        reached, silent = add(city, "完成"), add(city, "沉默", days=monthly(DAY(2022, 12, 1)))
        report(city, reached, silent, month=202209, entered=DAY(2022, 10, 4))
        report(city, reached, month=202210)
        reach(city, reached, "approval", DAY(2022, 11, 1))
        with clock.moved_to(NOW):
            rows = {row["project"]: row["moved"] for row in ranking()}
        # At the end of October 完成 stood before 沉默, for its approval was late and September reported.
        assert rows == {"沉默": 1, "完成": -1}

    def test_the_page_says_why(self, city, signed_in):
        project = add(city)
        promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 11, 3))
        report(city, project)
        with clock.moved_to(NOW):
            page = signed_in("vicemayor").get(ADDRESS, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "postponed to 2022-12-31" in page
        assert "promised 2 times, 122 days later than first" in page
        assert "same place" in page
