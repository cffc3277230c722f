"""Who sees which visits and photos, and where they come back."""

import datetime

import pytest

import clock
import figures.actions
from districts.models import Division
from tests.city import at
from tests.entries import accept
from tests.visits.acts import act, brought_to, instruct, picture, record
from visits import actions
from visits.actions import Finding, NewInstruction, Pictures
from visits.models import Act, State


@pytest.fixture
def photo(city):
    """A photo of a visit of Dali, in Nanhai."""
    return record(city, city.dali, pictures=Pictures([picture()], "大门")).photos.get()


class TestPhotos:
    @pytest.mark.parametrize(("which", "content"), [("", b"\xff\xd8\xff jpeg a"), ("small/", b"\xff\xd8\xff small")])
    def test_they_are_served_as_what_they_are_to_one_browser_alone(self, signed_in, photo, which, content):
        answer = signed_in("neighbour").get(f"/visits/photos/{photo.pk}/{which}")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, content, "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert answer["Content-Disposition"] == f'inline; filename="visit-photo-{photo.pk}.jpg"'

    @pytest.mark.parametrize("which", ["", "small/"])
    def test_a_foreign_one_answers_like_a_missing_one(self, signed_in, photo, which):
        browser = signed_in("official")
        foreign, missing = (browser.get(f"/visits/photos/{pk}/{which}") for pk in (photo.pk, 10**9))
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert b"\xff\xd8" not in foreign.content

    def test_strangers_sign_in_first(self, client, photo):
        assert client.get(f"/visits/photos/{photo.pk}/").status_code == 302


class TestScopes:
    PAGES = ["", "correct/", "problems/add/", "photos/add/", "measures/add/"]

    @pytest.mark.parametrize("page", PAGES)
    def test_a_foreign_visit_is_missing(self, signed_in, city, page):
        visit = record(city, city.dali)
        for who in ("official", "town"):
            answers = [signed_in(who).get(f"/visits/{pk}/{page}").status_code for pk in (visit.pk, 10**9)]
            assert answers[0] == answers[1]
            assert answers[0] in (403, 404)

    @pytest.mark.parametrize("page", ["answer/", "decide/"])
    def test_a_foreign_instruction_is_missing(self, signed_in, city, page):
        instruction = instruct(city, city.dali)
        for method in ("get", "post"):
            assert getattr(signed_in("official"), method)(f"/visits/instructions/{instruction.pk}/{page}").status_code == 404

    @pytest.mark.parametrize("address", ["/visits/", "/visits/instructions/", "/", "/worst/", "/returns/"])
    @pytest.mark.parametrize("wanted", ["", "?format=csv", "?format=json"])
    def test_no_list_tells_of_a_foreign_one(self, signed_in, city, address, wanted):
        with clock.moved_to(at(2022, 10, 28)):
            instruct(city, city.dali, text="南海的要求")
            with clock.moved_to(at(2023, 3, 1)):
                assert "南海的要求" not in signed_in("official").get(address + wanted).content.decode()

    def test_a_town_sees_the_visits_of_its_own_plants(self, signed_in, city):
        record(city)
        assert city.dongpo.name not in signed_in("town").get("/visits/").content.decode()
        city.dongpo.town = Division.objects.get(code="440604010")
        city.dongpo.save()
        record(city)
        assert city.dongpo.name in signed_in("town").get("/visits/").content.decode()

    def test_the_buttons_stand_only_where_they_lead_somewhere(self, signed_in, city):
        visit = instruct(city).visit
        answer, decide, report = "/answer/", "/decide/", "/measures/add/"
        for who, buttons in {"official": {answer, report}, "vicemayor": {decide}, "reform": {report}, "auditor": set()}.items():
            page = signed_in(who).get(f"/visits/{visit.pk}/").content.decode()
            assert {one for one in (answer, decide, report) if one in page} == buttons, who


class TestComingBack:
    """The instruction is due on 2022-11-20."""

    def on(self, signed_in, who: str, address: str, day) -> str:
        with clock.moved_to(day):
            return signed_in(who).get(address).content.decode()

    @pytest.mark.parametrize("address", ["/", "/worst/", "/visits/", "/returns/"])
    def test_it_waits_on_the_pages_of_the_addressee(self, signed_in, city, address):
        instruction = instruct(city, text="增加施工队伍")
        assert "增加施工队伍" in self.on(signed_in, "official", address, at(2022, 11, 10))
        brought_to(city, instruction, State.CLOSED)
        assert "增加施工队伍" not in self.on(signed_in, "official", address, at(2022, 11, 10))

    def test_it_is_on_the_overview_of_the_vice_mayor_when_overdue_and_when_answered(self, signed_in, city):
        instruction = instruct(city, text="增加施工队伍")
        assert "增加施工队伍" not in self.on(signed_in, "vicemayor", "/", at(2022, 11, 20))
        late = self.on(signed_in, "vicemayor", "/", at(2022, 11, 23))
        assert "增加施工队伍" in late
        assert "逾期3天" in late
        act(city, instruction, Act.ANSWERED, by="official")
        assert "已回复，待销号" in self.on(signed_in, "vicemayor", "/", at(2022, 11, 10))
        act(city, instruction, Act.CLOSED)
        assert "增加施工队伍" not in self.on(signed_in, "vicemayor", "/", at(2022, 11, 23))

    def test_the_menu_counts_what_waits(self, signed_in, city):
        instruct(city)
        assert '<span class="visually-hidden">' in signed_in("official").get("/visits/").content.decode()
        assert signed_in("verifier").get("/visits/").content.decode().count('<span class="visually-hidden">') == 0

    def test_closed_ones_stay_on_the_list_below(self, signed_in, city):
        brought_to(city, instruct(city, text="甲"), State.CLOSED)
        instruct(city, text="乙")
        page = signed_in("vicemayor").get("/visits/instructions/").content.decode()
        assert page.index("乙") < page.index("甲")


class TestWorst:
    def test_the_lagging_plants_from_the_back_with_their_last_visit(self, signed_in, city):
        accept(city, city.dongpo, 202210, "62")
        accept(city, city.shagang, 202210, "31")
        accept(city, city.dali, 202210, "240", by="neighbour")
        figures.actions.refresh()
        instruct(city)
        page = signed_in("vicemayor").get("/worst/").content.decode()
        assert f"/visits/add/?kind=plant&amp;key={city.dongpo.pk}" in page
        assert "上次检查2022-10-27" in page
        assert "1项整改要求未销号" in page
        assert city.dali.name not in page
        assert "/visits/add/" not in signed_in("official").get("/worst/").content.decode()

    def test_a_district_sees_its_own(self, signed_in, city):
        accept(city, city.dali, 202210, "24", by="neighbour")
        figures.actions.refresh()
        assert city.dali.name in signed_in("vicemayor").get("/worst/").content.decode()
        assert city.dali.name not in signed_in("official").get("/worst/").content.decode()


class TestSideBySide:
    def test_the_same_viewpoint_of_the_visit_before(self, signed_in, city):
        first = record(city, on=datetime.date(2022, 8, 1), pictures=Pictures([picture("a")], "进水口")).photos.get()
        middle = record(city, on=datetime.date(2022, 9, 1), pictures=Pictures([picture("b")], "进水口")).photos.get()
        last = record(city, pictures=Pictures([picture("c")], "进水口"))
        record(city, city.dali, on=datetime.date(2022, 10, 1), pictures=Pictures([picture("d")], "进水口"))
        page = signed_in("vicemayor").get(f"/visits/{last.pk}/").content.decode()
        assert "同一点位前后对比" in page
        assert f"/visits/photos/{middle.pk}/" in page
        assert f"/visits/photos/{first.pk}/" not in page
        assert "同一点位前后对比" not in signed_in("vicemayor").get(f"/visits/{first.visit_id}/").content.decode()

    def test_the_page_of_the_plant_shows_its_visits(self, signed_in, city):
        visit = record(city)
        address = f"/treatment-plants/{city.dongpo.pk}/"
        assert f'href="/visits/{visit.pk}/"' in signed_in("official").get(address).content.decode()
        assert "/visits/add/" in signed_in("vicemayor").get(address).content.decode()
        assert "/visits/add/" not in signed_in("official").get(address).content.decode()


@pytest.mark.parametrize(("address", "queries"), [("/visits/", 7), ("/visits/instructions/", 6), ("/visits/{visit}/", 18), ("/worst/", 29)])
def test_a_page_asks_as_often_for_many_visits_as_for_few(signed_in, city, django_assert_num_queries, address, queries):
    accept(city, city.dongpo, 202210, "62")
    figures.actions.refresh()
    instruction = brought_to(city, instruct(city, pictures=Pictures([picture("a")], "大门")), State.ANSWERED)
    client, path = signed_in("vicemayor"), address.format(visit=instruction.visit_id)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
    for number in range(12):
        instruct(city, text=f"第{number}项", pictures=Pictures([picture(f"b{number}")], "大门"))
    for number in range(5):
        new = NewInstruction(f"再{number}", city.east, "", instruction.due_on)
        actions.add_finding(
            visit=instruction.visit,
            finding=Finding(f"问题{number}", "city", "town", new),
            pictures=Pictures([picture(f"c{number}")], f"点{number}"),
            by=city.people["vicemayor"],
        )
    with django_assert_num_queries(queries):
        client.get(path)
