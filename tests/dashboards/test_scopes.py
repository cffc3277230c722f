"""What people of a town, of a division without plants, or without any division read: never a false all-clear."""

import json

import pytest
from django.test import Client

import figures.actions
from accounts.actions import add_person
from accounts.models import User
from accounts.roles import Role
from districts.actions import add_divisions
from districts.models import Division
from tests.city import PASSWORD
from tests.entries import accept
from treatment_plants.models import Plant

OCTOBER = 202210
PAGES = ["/", "/rankings/plant-load/", "/rankings/districts/", "/rankings/inlet-concentration/", "/returns/"]


@pytest.fixture
def in_town(city):
    """Shagang lies in Shiwan; both plants of Chancheng are accepted, Shagang at 30 %."""
    Plant.objects.filter(pk=city.shagang.pk).update(town="440604010")
    accept(city, city.dongpo, OCTOBER, "279")
    accept(city, city.shagang, OCTOBER, "46.5", "80", "30")
    figures.actions.refresh()
    return city


@pytest.fixture
def reader(city):
    """A browser of a department user of a division, "" for none."""

    def browser(division: str) -> Client:
        person = User(username="reader", name="许静", role=Role.DEPARTMENT_USER, division_id=division or None)
        add_person(person=person, password=PASSWORD, by=None, must_change_password=False)
        client = Client()
        client.force_login(person)
        return client

    return browser


def rows(browser, address: str, **asked) -> list[dict]:
    return json.loads(browser.get(address, asked | {"format": "json"}).content)["rows"]


class TestTown:
    @pytest.mark.parametrize("address", ["/rankings/plant-load/", "/rankings/inlet-concentration/", "/treatment-plants/"])
    def test_lists_hold_the_plants_of_the_town(self, in_town, signed_in, address):
        assert [row["plant"] for row in rows(signed_in("town"), address)] == ["沙岗污水处理厂"]

    def test_the_overview_tells_of_them(self, in_town, signed_in):
        browser = signed_in("town")
        (town,) = rows(browser, "/")
        assert (town["district"], town["owed"], town["accepted"], town["below_required"]) == ("石湾镇街道", 1, 1, 1)
        assert (town["load_rate"], town["verified"], town["left_out"]) == ("30.0000", None, None)
        context = browser.get("/").context
        assert context["lagging"] == 1
        assert [card.shown_lamp for card in context["cards"]] == ["", "late", "late", "good"]

    def test_only_their_pages_open(self, in_town, signed_in):
        browser = signed_in("town")
        addresses = [f"/treatment-plants/{plant.pk}/" for plant in (in_town.shagang, in_town.dongpo)]
        assert [browser.get(address).status_code for address in addresses] == [200, 404]
        assert rows(browser, addresses[0])[0]["load_rate"] == "30.0000"

    def test_the_sheet_stays_with_the_district(self, in_town, signed_in):
        browser = signed_in("town")
        assert browser.get("/returns/treatment-plants/440604/2022-10/").status_code == 404
        assert "月报由各区填报" in browser.get("/returns/").content.decode()

    def test_a_search_never_leaves_the_town(self, in_town, signed_in):
        assert rows(signed_in("town"), "/treatment-plants/", search="东鄱") == []


class TestNothing:
    @pytest.mark.parametrize("page", PAGES)
    def test_who_has_no_division_is_told_whom_to_ask(self, reader, page):
        assert "尚未为您设定行政区划，请联系用户管理员。" in reader("").get(page).content.decode()

    @pytest.mark.parametrize("page", [page for page in PAGES if page != "/rankings/districts/"])
    @pytest.mark.parametrize("division", ["440606", "440606001"])
    def test_where_no_plant_lies_no_lamp_says_that_all_is_well(self, reader, page, division):
        add_divisions(divisions=[Division(code="440606", name="顺德区"), Division(code="440606001", name="大良街道")])
        answer = reader(division).get(page)
        assert "lamp-good" not in answer.content.decode()
        assert not answer.context.get("cards")
        words = "月报由各区填报" if (page, division) == ("/returns/", "440606001") else "您的辖区内没有污水处理厂。"
        assert words in answer.content.decode()

    def test_a_month_before_every_plant_says_so(self, city, signed_in):
        answer = signed_in("vicemayor").get("/", {"month": "2012-05"})
        assert "该月没有应报的污水处理厂。" in answer.content.decode()
        assert "lamp-good" not in answer.content.decode()
