"""The vice-mayor's page: plants by load, worst first (S12, S17)."""

import datetime
import json

import pytest

import figures.actions
from tests import city as small
from tests.entries import accept, save, submit

OCTOBER = 202210
PAGE = "/rankings/plant-load/"


@pytest.fixture
def vicemayor(signed_in):
    return signed_in("vicemayor")


def rows(browser, query: str = "") -> list[dict]:
    figures.actions.refresh()
    answer = browser.get(f"{PAGE}?format=json{query}")
    assert answer.status_code == 200
    return json.loads(answer.content)["rows"]


def order(found: list[dict]) -> list[tuple]:
    return [(row["rank"], row["plant"], row["load_rate"]) for row in found]


def test_the_lowest_load_rate_stands_first(city, vicemayor):
    accept(city, city.dongpo, OCTOBER, "279")  # 90 % of 10 万吨/日
    accept(city, city.shagang, OCTOBER, "46.5")  # 30 % of 5 万吨/日
    accept(city, city.dali, OCTOBER, "148.8", by="neighbour")  # 60 % of 8 万吨/日
    assert order(rows(vicemayor)) == [
        (1, "沙岗污水处理厂", "30.0000"),
        (2, "大沥污水处理厂", "60.0000"),
        (3, "东鄱污水处理厂", "90.0000"),
    ]


def test_what_is_not_reported_or_still_waits_stands_at_the_worst_end(city, vicemayor):
    accept(city, city.dongpo, OCTOBER, "9.3")
    submit(city, city.shagang, OCTOBER, "140")
    found = rows(vicemayor)
    assert order(found) == [(1, "大沥污水处理厂", None), (1, "沙岗污水处理厂", None), (3, "东鄱污水处理厂", "3.0000")]
    assert [row["lamp"] for row in found] == ["未报", "待审", "严重滞后"]


def test_a_draft_shows_nothing_to_others(city, vicemayor):
    save(city, city.dongpo, OCTOBER, "279")
    assert rows(vicemayor)[0]["actual_flow"] is None


def test_equal_load_rates_share_a_rank(city, vicemayor):
    accept(city, city.dongpo, OCTOBER, "155")
    accept(city, city.shagang, OCTOBER, "77.5")
    accept(city, city.dali, OCTOBER, "248", by="neighbour")
    assert [row["rank"] for row in rows(vicemayor)] == [1, 1, 3]


def test_each_laggard_stands_beside_its_leader_in_charge(city, vicemayor):
    assert {row["plant"]: row["leader"] for row in rows(vicemayor)}["大沥污水处理厂"] == "李国栋"


def test_the_columns_that_others_rely_on(city, vicemayor):
    accept(city, city.dongpo, OCTOBER, "279.1234")
    accept(city, city.shagang, OCTOBER, "1")
    accept(city, city.dali, OCTOBER, "1", by="neighbour")
    last = rows(vicemayor)[-1]
    assert {key: last[key] for key in ("rank", "plant", "district", "month")} == {
        "rank": 3,
        "plant": "东鄱污水处理厂",
        "district": "禅城区",
        "month": "2022-10",
    }
    # 2,791,234 m³ ÷ 31 days = 90,039.8 m³/d; ÷ 100,000 m³/d = 90.03981 %
    assert (last["design_capacity"], last["actual_flow"], last["load_rate"]) == ("10.0000", "9.0040", "90.0398")


def test_another_month_is_shown_on_request(city, vicemayor):
    accept(city, city.dongpo, 202209, "270")
    by_plant = {row["plant"]: row for row in rows(vicemayor, "&month=2022-09")}
    assert by_plant["东鄱污水处理厂"]["load_rate"] == "90.0000"


@pytest.mark.parametrize("month", ["2022-11", "2022-13", "abc", "202210", "2022-10-01", "９９"])
def test_a_month_that_has_not_ended_or_is_none_is_not_found(city, vicemayor, month):
    assert vicemayor.get(PAGE, {"month": month}).status_code == 404


def test_a_district_sees_its_own_plants_only(city, signed_in):
    assert {row["plant"] for row in rows(signed_in("official"))} == {"东鄱污水处理厂", "沙岗污水处理厂"}


def test_a_plant_in_its_first_year_is_flagged_and_ranked_as_it_is(city, vicemayor):
    new = small.plant("新城污水处理厂", city.east, 40_000, by=city.people["quota"], started_on=datetime.date(2022, 5, 20))
    accept(city, new, OCTOBER, "12.4")
    found = rows(vicemayor)
    assert [row["plant"] for row in found][-1] == "新城污水处理厂"
    page = vicemayor.get(PAGE).content.decode()
    assert page.count("投产不满一年") == 1


def test_a_plant_owes_from_its_first_month_to_its_last(city, vicemayor):
    quota = city.people["quota"]
    small.plant("新厂", city.east, 10_000, by=quota, started_on=datetime.date(2022, 10, 31))
    small.plant("旧厂", city.east, 10_000, by=quota, closed_on=datetime.date(2022, 9, 1))
    september = {row["plant"] for row in rows(vicemayor, "&month=2022-09")}
    october = {row["plant"] for row in rows(vicemayor)}
    assert ("新厂" in september, "旧厂" in september) == (False, True)
    assert ("新厂" in october, "旧厂" in october) == (True, False)


@pytest.mark.parametrize(("volume", "doubtful"), [("372", False), ("373", True)])
def test_a_load_rate_above_120_percent_carries_a_note(city, vicemayor, volume, doubtful):
    accept(city, city.dongpo, OCTOBER, volume)
    figures.actions.refresh()
    assert ("超过120%，待核实" in vicemayor.get(PAGE).content.decode()) == doubtful


class TestSkipping:
    """Plants without a return come first; on a phone they fill many screens."""

    LINK = 'href="#first-known"'

    def page(self, browser) -> str:
        figures.actions.refresh()
        return browser.get(PAGE).content.decode()

    def test_a_link_leads_to_the_first_plant_with_a_figure(self, city, vicemayor):
        accept(city, city.dongpo, OCTOBER, "279")
        page = self.page(vicemayor)
        assert self.LINK in page
        row = page.split('id="first-known"')
        assert len(row) == 2
        assert row[1].split("</tr>")[0].count("东鄱污水处理厂") == 1

    def test_it_is_not_there_where_nothing_is_to_be_skipped(self, city, vicemayor):
        assert self.LINK not in self.page(vicemayor)
        for plant, by in ((city.dongpo, "official"), (city.shagang, "official"), (city.dali, "neighbour")):
            accept(city, plant, OCTOBER, "100", by=by)
        assert self.LINK not in self.page(vicemayor)
