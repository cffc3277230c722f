"""What waits for whom, when it steps up, and that everybody is told once a day."""

import threading

import pytest
from django.core import mail
from django.db import connection

import clock
import reminders.actions
from accounts.models import User
from accounts.roles import Role
from reminders.actions import send_due_digests
from reminders.matters import matters_of
from reminders.models import Digest
from returns.models import Kind
from returns.opening_actions import propose_opening
from tests.city import at, build_city
from tests.construction import projects
from tests.entries import accept, submit
from tests.power_plants.units import unit
from tests.returns.terms import closes_on_15th, due_on_5th_closes_on_15th, opened, opening
from tests.returns.test_corrections import propose
from treatment_plants import actions

EIGHTH = at(2022, 11, 8)
TOLD = ("official", "neighbour", "verifier", "vicemayor")
OCTOBER = 202210  # due on Monday 7 November, closes on 15 November


@pytest.fixture
def city(city):
    due_on_5th_closes_on_15th(city)
    return city


def told(city, who: str, day) -> list[tuple[str, str]]:
    with clock.moved_to(day):
        return [(matter.key, matter.text) for matter in matters_of(city.people[who])]


def keys(city, who: str, day) -> list[str]:
    return [key for key, text in told(city, who, day) if "2022-10" in text]


class TestWho:
    @pytest.mark.parametrize(
        ("day", "official", "verifier", "vicemayor"),
        [
            (3, [], [], []),
            (4, ["due_soon"], [], []),
            (7, ["due_soon"], [], []),
            (8, ["overdue"], [], []),
            (9, ["overdue"], ["district_late", "district_late"], []),
            (11, ["overdue"], ["district_late", "district_late"], []),
            (12, ["overdue"], ["district_late", "district_late"], ["district_late", "district_late"]),
            (15, ["overdue"], ["district_late", "district_late"], ["district_late", "district_late"]),
            (16, [], [], []),
        ],
    )
    def test_it_steps_up_by_the_clock_until_the_month_closes(self, city, day, official, verifier, vicemayor):
        found = [keys(city, who, at(2022, 11, day)) for who in ("official", "verifier", "vicemayor")]
        assert found == [official, verifier, vicemayor]

    def test_it_stops_when_the_duty_is_done(self, city):
        for plant in (city.dongpo, city.shagang):
            submit(city, plant, OCTOBER, "100")
        day = at(2022, 11, 12)
        assert keys(city, "official", day) == []
        assert sorted(keys(city, "verifier", day)) == ["district_late", "review_late"]
        assert len(keys(city, "vicemayor", day)) == 1

    @pytest.mark.parametrize(
        ("handed_in", "day", "verifier", "vicemayor"),
        [
            (2, at(2022, 11, 8), ["to_review"], []),  # due on the 7th: who comes early presses nobody
            (2, at(2022, 11, 9), ["review_late"], []),
            (9, at(2022, 11, 10), ["to_review"], []),
            (9, at(2022, 11, 11), ["review_late"], []),
            (9, at(2022, 11, 13), ["review_late"], []),
            (9, at(2022, 11, 14), ["review_late"], ["review_late"]),
            (9, at(2022, 12, 1), ["review_late"], ["review_late"]),  # closed, and still to be reviewed
        ],
    )
    def test_the_verifiers_own_duty_steps_up_too(self, city, handed_in, day, verifier, vicemayor):
        with clock.moved_to(at(2022, 11, handed_in)):
            one = submit(city, city.dongpo, OCTOBER, "100")
        found = [[key for key in keys(city, who, day) if key != "district_late"] for who in ("verifier", "vicemayor")]
        assert found == [verifier, vicemayor]
        with clock.moved_to(day):
            actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        assert "review_late" not in keys(city, "verifier", day) + keys(city, "vicemayor", day)

    @pytest.mark.parametrize("kind", [Kind.CONSTRUCTION, Kind.POWER_UNIT])
    def test_projects_and_units_are_told_of_like_plants(self, city, kind):
        closes_on_15th(city, kind)
        projects.add(city, reports_from=OCTOBER), unit(city)
        words = {Kind.CONSTRUCTION: "项目进度", Kind.POWER_UNIT: "机组耗煤"}[kind]
        found = {who: [key for key, text in told(city, who, at(2022, 11, 12)) if words in text and "2022-10" in text] for who in TOLD}
        assert found == {"official": ["overdue"], "neighbour": [], "verifier": ["district_late"], "vicemayor": ["district_late"]}

    def test_what_was_sent_back_is_told_and_then_its_answer(self, city):
        submit(city, city.dongpo, OCTOBER, "100")
        one = submit(city, city.shagang, OCTOBER, "100")
        with clock.moved_to(at(2022, 11, 4)):
            actions.send_back(seen={one.pk: one.version}, remarks={one.pk: {"volume_m3": "少了一位"}}, by=city.people["verifier"])
        assert sorted(keys(city, "official", at(2022, 11, 4))) == ["due_soon", "remark", "sent_back"]
        assert "remark" not in keys(city, "verifier", at(2022, 11, 4))

    def test_a_second_person_is_asked_and_the_first_is_not(self, city):
        with clock.moved_to(at(2022, 11, 4)):
            propose_opening(opening=opening(city, OCTOBER, at(2022, 11, 20)), by=city.people["verifier"])
        assert ("opening" in keys(city, "quota", at(2022, 11, 4)), "opening" in keys(city, "verifier", at(2022, 11, 4))) == (True, False)
        assert "opening" not in keys(city, "quota", at(2022, 11, 20))

    def test_a_correction_waits_for_the_verifier(self, city):
        with clock.moved_to(at(2022, 10, 9)):
            one = accept(city, city.dongpo, 202209, "250")
        propose(city, one)
        assert "correction" in [key for key, _text in told(city, "verifier", at(2022, 11, 4))]

    def test_an_exception_keeps_the_duty_alive(self, city):
        with clock.moved_to(at(2022, 11, 16)):
            opened(city, OCTOBER, at(2022, 11, 20))
        assert keys(city, "official", at(2022, 11, 17)) == ["overdue"]
        assert keys(city, "neighbour", at(2022, 11, 17)) == []

    @pytest.mark.parametrize("who", ["town", "admin", "reform", "auditor"])
    def test_whoever_owes_nothing_is_told_nothing(self, city, who):
        assert told(city, who, at(2022, 11, 12)) == []


class TestDigests:
    @pytest.fixture(autouse=True)
    def reachable(self, city, settings):
        settings.SENDS_MAIL = True
        settings.PORTAL_ADDRESS = "https://portal.example"
        User.objects.filter(role=Role.DISTRICT_OFFICIAL, division="440604").update(email="chancheng@fenjiang.example")

    def send(self, moment=EIGHTH) -> int:
        with clock.moved_to(moment):
            return send_due_digests()

    def test_one_letter_a_day_with_everything(self):
        assert (self.send(), self.send(at(2022, 11, 8, 18))) == (2, 0)
        assert len(mail.outbox) == 2
        assert "禅城区 2022-10 污水处理厂运行：2 份月报尚未报送，已逾期 1 天。" in mail.outbox[0].body
        assert "https://portal.example/returns/treatment-plants/440604/2022-10/" in mail.outbox[0].body
        assert "2022-11-08" in mail.outbox[0].subject
        assert self.send(at(2022, 11, 9)) == 2

    @pytest.mark.parametrize("moment", [at(2022, 11, 8, 7, 59), at(2022, 11, 12, 10), at(2022, 10, 3, 10)])
    def test_nobody_is_woken(self, moment):
        """Before eight, on a Saturday, on National Day."""
        assert self.send(moment) == 0

    def test_nothing_waits_nothing_leaves(self, city):
        submit(city, city.dongpo, OCTOBER, "100"), submit(city, city.shagang, OCTOBER, "100")
        assert (self.send(), mail.outbox) == (0, [])

    def test_without_mail_nothing_is_claimed(self, settings):
        settings.SENDS_MAIL = False
        assert (self.send(), Digest.objects.count()) == (0, 0)

    def test_who_may_not_sign_in_or_has_no_address_is_left_alone(self, city):
        User.objects.filter(username="official").update(is_active=False)
        User.objects.filter(username="colleague").update(email="")
        assert self.send() == 0

    def test_what_the_server_refused_is_sent_an_hour_later(self, monkeypatch):
        def refused(message):
            raise OSError("no route to host")

        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMessage.send", refused)
            assert self.send() == 0
        assert set(Digest.objects.values_list("failure", flat=True)) == {"OSError: no route to host"}
        assert self.send(at(2022, 11, 8, 9, 30)) == 0
        assert self.send(at(2022, 11, 8, 10, 1)) == 2

    def test_the_inbox_tells_the_same(self, city, signed_in):
        with clock.moved_to(at(2022, 11, 8)):
            rows = signed_in("official").get("/inbox/?format=json").json()["rows"]
            page = signed_in("official").get("/inbox/").content.decode()
        assert ["2022-10" in row["matter"] for row in rows] == [True]
        assert "chancheng@fenjiang.example" in page


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def claims(self, settings) -> int:
        """Four runs of the job ask for the same person in the same moment."""
        settings.SENDS_MAIL = True
        city = build_city()
        due_on_5th_closes_on_15th(city)
        User.objects.filter(username="official").update(email="chancheng@fenjiang.example")
        start, sent = threading.Barrier(4), []

        def run():
            start.wait(20)
            with clock.moved_to(at(2022, 11, 8)):
                sent.append(send_due_digests())
            connection.close()

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return sum(sent)

    def test_four_jobs_send_one_letter(self, settings):
        assert self.claims(settings) == 1
        assert len(mail.outbox) == 1

    def test_control_without_the_claim_each_sends_its_own(self, settings, monkeypatch):
        monkeypatch.setattr(reminders.actions, "people_to_remind", lambda divisions, day: list(User.objects.exclude(email="")))
        monkeypatch.setattr(reminders.actions, "claim", lambda **told: Digest(pk=1))
        assert self.claims(settings) == 4
