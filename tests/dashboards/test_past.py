"""Rankings, overview and the page of the worst as they stood on a day: the copy that was the newest then, or a plain no."""

import csv
import io

import pytest

import clock
import figures.actions
from frozen.models import Freeze
from tests.city import at
from tests.frozen.months import (
    AUGUST,
    copy_of,
    corrected,
    quotas_in_force,
    refresh_and_freeze,
    two_frozen_months,
)

CORRECTED_ON = at(2022, 10, 25)
RANKINGS = ["/rankings/plant-load/", "/rankings/districts/", "/rankings/inlet-concentration/"]
PAGES = ["/", "/worst/", *RANKINGS]


@pytest.fixture
def city(city):
    """August was corrected after its closing: Dongpo had 70 % in the first copy, and has 30 % since."""
    quotas_in_force(city)
    two_frozen_months(city)
    corrected(city, city.dongpo, AUGUST, 930_000, CORRECTED_ON)
    refresh_and_freeze(CORRECTED_ON)
    return city


def rows(browser, page: str, query: str) -> list[dict]:
    return browser.get(f"{page}?format=json&{query}").json()["rows"]


def load_of_dongpo(browser, query: str) -> str:
    return next(row["load_rate"] for row in rows(browser, RANKINGS[0], query) if row["plant"] == "东鄱污水处理厂")


def test_a_day_or_a_number_asks_for_a_copy(city, signed_in):
    browser = signed_in("vicemayor")
    expected = {
        "month=2022-08": "30.0000",
        "month=2022-08&as_of=2022-09-16": "70.0000",
        "month=2022-08&as_of=2022-10-24": "70.0000",
        "month=2022-08&as_of=2022-10-25": "30.0000",
        "month=2022-08&as_of=1": "70.0000",
        "month=2022-08&as_of=2": "30.0000",
        "as_of=2022-09-20": "70.0000",  # August was the last month frozen by then
    }
    assert {asked: load_of_dongpo(browser, asked) for asked in expected} == expected


@pytest.mark.parametrize("page", RANKINGS)
def test_a_ranking_is_what_it_was_on_that_day(city, signed_in, page):
    """The file of the day against that of the copy, after figures, names, leaders and quotas have changed."""
    limit = "&limit=300" if "inlet" in page else ""
    with clock.moved_to(at(2022, 10, 20)):
        then = rows(signed_in("vicemayor"), page, f"month=2022-09{limit}")
    city.east.name, city.east.leader = "新禅城区", "别人"
    city.east.save()
    city.dongpo.name = "另一个名字"
    city.dongpo.save()
    corrected(city, city.dongpo, 202209, 300_000, at(2022, 10, 28), document="禅环函〔2022〕10号")
    figures.actions.refresh()
    now, kept = (rows(signed_in("vicemayor"), page, query) for query in (f"month=2022-09{limit}", f"month=2022-09{limit}&as_of=2"))
    moves = {"moved"}  # the list of the month before was compared with as it was then, not as it is now
    without = [[{key: row[key] for key in row if key not in moves} for row in found] for found in (then, kept)]
    assert without[0] == without[1] != []
    assert kept != now


def test_the_banner_says_of_when_and_by_which_seal(city, signed_in):
    browser, copy = signed_in("vicemayor"), copy_of(AUGUST)
    for page in PAGES:
        text = browser.get(f"{page}?month=2022-08&as_of=2022-09-20", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "As it stood on 2022-09-20." in text, page
        assert f"frozen on 2022-09-16, seal <code>{copy.short_seal}</code>" in text, page
        assert 'href="?month=2022-08"' in text, page  # the way back
        assert "explanations/" not in text, page  # accounts are given of what is kept now


NONE = {
    "month=2022-08&as_of=2022-09-15": "On 2022-09-15 there was no copy of 2022-08. It was frozen first on 2022-09-16.",
    "month=2022-10&as_of=2022-11-09": "The month closes at the end of 2022-11-15 and is frozen then.",
    "month=2022-08&as_of=9": "There is no copy no. 9 of 2022-08.",
    "as_of=2020-01-01": "On 2020-01-01 no month had been frozen.",
    "month=2022-08&as_of=2023-01-01": "2023-01-01 has not come yet.",
    "month=2021-05&as_of=2022-09-20": "The month has not been frozen.",
}


def test_without_a_copy_no_figure_is_shown(city, signed_in):
    browser = signed_in("vicemayor")
    for page in PAGES:
        for asked, told in NONE.items():
            answer = browser.get(f"{page}?{asked}", HTTP_ACCEPT_LANGUAGE="en")
            text = answer.content.decode()
            assert (answer.status_code, told in text, "<table" in text) == (404, True, False), (page, asked)


def test_what_is_no_day_is_not_found(city, signed_in):
    browser = signed_in("vicemayor")
    for asked in ("abc", "2022-02-30", "20220920", "0", "-1", "２"):
        assert browser.get(f"{RANKINGS[0]}?month=2022-08&as_of={asked}").status_code == 404, asked


def test_machines_are_told_which_copy_it_is(city, signed_in):
    browser, copy = signed_in("vicemayor"), copy_of(AUGUST)
    told = browser.get(f"{RANKINGS[0]}?format=json&month=2022-08&as_of=2022-09-20").json()
    assert told["as_of"] == "2022-09-20"
    assert told["frozen"] == {
        "as_of": "2022-09-20",
        "month": "2022-08",
        "number": 1,
        "frozen_at": "2022-09-16T00:10:00+08:00",
        "seal": copy.seal,
    }
    assert "frozen" not in browser.get(f"{RANKINGS[0]}?format=json&month=2022-08").json()
    none = browser.get(f"{RANKINGS[0]}?format=json&month=2022-10&as_of=2022-11-09")
    assert (none.status_code, list(none.json())) == (404, ["error"])
    assert browser.get(f"{RANKINGS[0]}?format=csv&month=2022-10&as_of=2022-11-09").status_code == 404


def test_the_file_holds_the_rows_of_the_copy_and_its_name(city, signed_in):
    answer = signed_in("vicemayor").get(f"{RANKINGS[0]}?format=csv&month=2022-08&as_of=1")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "70.0000" in next(row for row in found if "东鄱污水处理厂" in row)
    assert "2022-09-16" in answer["Content-Disposition"]


def test_a_district_sees_its_own_plants_of_the_copy(city, signed_in):
    assert {row["plant"] for row in rows(signed_in("official"), RANKINGS[0], "month=2022-08&as_of=1")} == {
        "东鄱污水处理厂",
        "沙岗污水处理厂",
    }
    assert {row["plant"] for row in rows(signed_in("neighbour"), RANKINGS[0], "month=2022-08&as_of=1")} == {"大沥污水处理厂"}


def test_the_overview_adds_up_what_the_copy_holds(city, signed_in):
    found = rows(signed_in("vicemayor"), "/", "month=2022-08&as_of=1")
    # East: 217 + 93 万吨 of 15 万吨/日 × 31 d; × 150 mg/L removed
    assert [(row["district"], row["load_rate"], row["removed"]) for row in found][0] == ("禅城区", "66.6667", "465.000000000")


class TestKept:
    """Pages of copies are kept and answered by their tags like all others."""

    ADDRESS = f"{RANKINGS[0]}?month=2022-08&as_of=2022-09-20"

    def test_a_copy_has_a_tag(self, city, signed_in, settings):
        settings.KEEP_PAGES = True
        browser = signed_in("vicemayor")
        tag = browser.get(self.ADDRESS)["ETag"]
        assert browser.get(self.ADDRESS, HTTP_IF_NONE_MATCH=tag).status_code == 304
        assert browser.get(f"{RANKINGS[0]}?month=2022-08")["ETag"] != tag

    def test_a_new_copy_ends_what_was_kept(self, city, signed_in, settings):
        settings.KEEP_PAGES = True
        browser, address = signed_in("vicemayor"), f"{RANKINGS[0]}?month=2022-08"
        before = browser.get(address)
        corrected(city, city.dongpo, AUGUST, 1_550_000, at(2022, 10, 29), document="禅环函〔2022〕11号")
        refresh_and_freeze(at(2022, 10, 30))
        after = browser.get(address)
        assert (before["ETag"] != after["ETag"], "第3份" in before.content.decode(), "第3份" in after.content.decode()) == (
            True,
            False,
            True,
        )

    def test_an_answer_that_is_no_page_has_its_head(self, city, signed_in, settings):
        settings.KEEP_PAGES = True
        text = signed_in("vicemayor").get(f"{RANKINGS[0]}?month=2022-10&as_of=2022-11-09").content.decode()
        assert "of the person-->" not in text
        assert "郑海" in text


def test_the_chain_and_a_copy_can_be_read(city, signed_in):
    browser, second = signed_in("vicemayor"), copy_of(AUGUST, 2)
    found = browser.get("/frozen/?format=json").json()["rows"]
    assert [row["seal"] for row in found] == [one.seal for one in Freeze.objects.order_by("-sequence")]
    text = browser.get(f"/frozen/{second.key}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for told in (second.seal, second.previous, "fits what it seals", "禅环函〔2022〕9号", "corrected"):
        assert told in text, told


def test_another_districts_plants_are_not_named_on_a_copys_page(city, signed_in):
    text = signed_in("neighbour").get(f"/frozen/{copy_of(AUGUST, 2).key}/").content.decode()
    assert "东鄱" not in text


def test_a_month_without_a_closing_day_has_no_copies(signed_in, city):
    assert signed_in("vicemayor").get(f"{RANKINGS[0]}?month=2022-07").context["copies"] == []


def test_projects_and_closings_of_the_worst_are_as_of_that_day(city, signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr("dashboards.worst_closures.standings", lambda divisions, day, month: asked.append((day.isoformat(), month)) or [])
    browser = signed_in("vicemayor")
    for query in ("month=2022-08&as_of=2022-09-20", "month=2022-08&as_of=1", "month=2022-08"):
        browser.get(f"/worst/?{query}")
    assert asked == [("2022-09-20", 202208), ("2022-09-16", 202208), ("2022-08-31", 202208)]


def test_projects_and_closings_take_a_day_too(city, signed_in):
    browser = signed_in("vicemayor")
    for page, words in (("/rankings/construction-progress/", "at the end of 2022-09-20"), ("/rankings/closures/", "As of 2022-09-20")):
        assert words in browser.get(f"{page}?as_of=2022-09-20", HTTP_ACCEPT_LANGUAGE="en").content.decode(), page
        assert [browser.get(f"{page}?as_of={asked}").status_code for asked in ("2023-01-01", "1", "abc", "1999-12-31", "0001-01-01")] == [
            404
        ] * 5, page
