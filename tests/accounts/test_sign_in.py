"""Signing in and out, and the own password."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions import add_person, change_person, set_password
from accounts.models import User
from accounts.roles import Role
from journal.models import Event, Verb
from tests.city import PASSWORD

SIGN_IN = "/accounts/sign-in/"
OWN_PASSWORD = "/accounts/password/"
ANOTHER = "a quiet river at dawn"


def sign_in(browser: Client, username: str, password: str = PASSWORD, **more):
    return browser.post(SIGN_IN, {"username": username, "password": password, **more})


def is_signed_in(browser: Client) -> bool:
    return browser.get(OWN_PASSWORD).status_code == 200


def change_own(browser: Client, old: str, new: str, repeated: str | None = None):
    return browser.post(OWN_PASSWORD, {"old_password": old, "new_password1": new, "new_password2": repeated or new})


class TestSignIn:
    def test_the_right_password_opens_the_overview(self, city, client):
        answer = sign_in(client, "official")
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert client.get("/").context["user"] == city.people["official"]

    def test_it_is_kept_in_the_journal_with_the_address(self, city, client):
        sign_in(client, "official")
        event = Event.objects.latest("pk")
        assert (event.verb, event.actor, event.address) == (Verb.SIGNED_IN, city.people["official"], "127.0.0.1")

    def test_an_address_that_the_browser_claims_is_not_believed(self, city, client):
        client.post(SIGN_IN, {"username": "official", "password": PASSWORD}, headers={"X-Forwarded-For": "203.0.113.9"})
        assert Event.objects.latest("pk").address == "127.0.0.1"

    @pytest.mark.parametrize("password", ["wrong", "", PASSWORD.upper(), f"{PASSWORD} "])
    def test_another_password_does_not(self, city, client, password):
        assert sign_in(client, "official", password).status_code == 422
        assert not is_signed_in(client)

    def test_a_failed_attempt_is_kept_without_what_was_typed(self, city, client):
        sign_in(client, "official", "nearly right")
        event = Event.objects.latest("pk")
        assert (event.verb, event.actor, event.subject) == (Verb.SIGN_IN_FAILED, None, f"person {city.people['official'].pk}")
        assert "nearly right" not in str(vars(event))

    def test_nobody_learns_which_user_names_exist(self, city, client):
        known, unknown = (sign_in(client, name, "wrong") for name in ("official", "nobody"))
        assert known.context["form"].errors == unknown.context["form"].errors
        assert known.status_code == unknown.status_code

    @pytest.mark.parametrize("username", ["", "of\x00ficial", "x" * 10_000, "official'--"])
    def test_a_user_name_that_nobody_can_have_is_only_wrong(self, city, client, username):
        assert sign_in(client, username).status_code == 422

    def test_the_session_gets_a_new_key(self, city, client):
        client.post("/language/", {"language": "en"})
        session = client.session
        session["seen"] = True
        session.save()
        client.cookies["portal_session"] = before = session.session_key
        sign_in(client, "official")
        assert client.session.session_key != before

    def test_a_form_from_another_site_is_refused(self, city):
        browser = Client(enforce_csrf_checks=True)
        assert sign_in(browser, "official").status_code == 403

    @pytest.mark.parametrize(
        "address",
        [
            "//evil.example",
            "https://evil.example/",
            "http:evil.example",
            "/\\evil.example",
            "///evil.example",
            "javascript:alert(1)",
            " //evil.example",
        ],
    )
    def test_nobody_is_led_to_another_site(self, city, client, address):
        assert sign_in(client, "official", next=address)["Location"] == "/"
        assert client.post("/language/", {"language": "en", "next": address})["Location"] == "/"

    def test_who_asked_for_a_page_comes_to_it(self, city, client):
        asked = client.get("/returns/", {"format": "csv"})
        assert asked["Location"] == "/accounts/sign-in/?next=/returns/%3Fformat%3Dcsv"
        assert sign_in(client, "official", next="/returns/?format=csv")["Location"] == "/returns/?format=csv"

    def test_who_is_signed_in_needs_no_form(self, signed_in):
        assert signed_in("official").get(SIGN_IN)["Location"] == "/"

    def test_the_user_administrator_starts_at_the_people(self, city, client):
        answer = client.post(SIGN_IN, {"username": "admin", "password": PASSWORD}, follow=True)
        assert (answer.redirect_chain[-1][0], answer.status_code) == ("/accounts/people/", 200)

    def test_only_the_demonstration_tells_its_accounts(self, city, client, settings):
        assert len(client.get(SIGN_IN).context["accounts"]) == len(city.people)
        settings.DEMONSTRATION = False
        assert client.get(SIGN_IN).context["accounts"] == []


def let_sign_in(city, may: bool) -> None:
    official = User.objects.get(username="official")
    change_person(person=official, seen=official.told(), changes={"is_active": may}, by=city.people["admin"])


class TestDeactivated:
    @pytest.fixture
    def gone(self, city) -> User:
        let_sign_in(city, False)
        return city.people["official"]

    def test_a_deactivated_person_can_not_sign_in_and_is_told_nothing_else(self, gone, client):
        known, unknown = (sign_in(client, name) for name in ("official", "nobody"))
        assert known.status_code == 422
        assert known.context["form"].errors == unknown.context["form"].errors

    def test_an_open_session_ends(self, city, signed_in):
        browser = signed_in("official")
        assert is_signed_in(browser)
        let_sign_in(city, False)
        assert not is_signed_in(browser)

    def test_a_person_who_is_back_can_sign_in(self, city, gone, client):
        let_sign_in(city, True)
        assert sign_in(client, "official").status_code == 302


class TestSignOut:
    def test_a_form_ends_the_session(self, signed_in):
        browser = signed_in("official")
        assert browser.post("/accounts/sign-out/")["Location"] == SIGN_IN
        assert not is_signed_in(browser)
        assert not Session.objects.exists()

    def test_a_link_or_a_picture_does_not(self, signed_in):
        browser = signed_in("official")
        assert browser.get("/accounts/sign-out/").status_code == 405
        assert is_signed_in(browser)

    def test_whose_session_has_ended_meanwhile_is_not_sent_back_to_the_button(self, city, client):
        assert client.post("/accounts/sign-out/")["Location"] == SIGN_IN


class TestFirstPassword:
    """A password that somebody else has chosen opens one page only: the one on which it is changed."""

    @pytest.fixture
    def newcomer(self, city) -> Client:
        person = User(username="newcomer", name="许静", role=Role.DISTRICT_OFFICIAL, division=city.east)
        add_person(person=person, password=PASSWORD, by=city.people["admin"])
        browser = Client()
        sign_in(browser, "newcomer")
        return browser

    @pytest.mark.parametrize(
        "address",
        ["/", "/returns/?format=json", "/returns/treatment-plants/440604/2022-10/", "/freshness/", "/treatment-plants/1/", SIGN_IN],
    )
    def test_no_other_page_opens(self, newcomer, address):
        assert newcomer.get(address)["Location"] == OWN_PASSWORD

    def test_no_form_is_taken(self, city, newcomer):
        answer = newcomer.post("/returns/treatment-plants/440604/2022-10/", {"save": ""})
        assert answer["Location"] == OWN_PASSWORD

    def test_once_it_is_changed_the_portal_opens(self, newcomer):
        assert change_own(newcomer, PASSWORD, ANOTHER)["Location"] == "/"
        assert newcomer.get("/").status_code == 200
        assert not User.objects.get(username="newcomer").must_change_password

    def test_the_same_password_again_is_no_change(self, newcomer):
        assert change_own(newcomer, PASSWORD, PASSWORD).status_code == 422
        assert newcomer.get("/")["Location"] == OWN_PASSWORD

    def test_who_does_not_want_to_may_leave(self, newcomer):
        assert newcomer.post("/accounts/sign-out/")["Location"] == SIGN_IN
        assert not is_signed_in(newcomer)

    def test_the_first_administrator_comes_from_it_to_the_people(self, city, client):
        set_password(person=city.people["admin"], password=PASSWORD, by=city.people["auditor"])
        sign_in(client, "admin")
        change_own(client, PASSWORD, ANOTHER)
        assert client.get("/")["Location"] == "/accounts/people/"


class TestOwnPassword:
    def test_the_new_one_holds_and_the_old_one_does_not(self, city, signed_in):
        change_own(signed_in("official"), PASSWORD, ANOTHER)
        assert sign_in(Client(), "official").status_code == 422
        assert sign_in(Client(), "official", ANOTHER).status_code == 302

    def test_the_own_session_stays_and_all_others_end(self, city, signed_in):
        here, elsewhere = signed_in("official"), signed_in("official")
        change_own(here, PASSWORD, ANOTHER)
        assert is_signed_in(here)
        assert not is_signed_in(elsewhere)

    @pytest.mark.parametrize(
        ("old", "new", "repeated"),
        [
            ("wrong", ANOTHER, ANOTHER),
            (PASSWORD, ANOTHER, f"{ANOTHER}!"),
            (PASSWORD, "short", "short"),
            (PASSWORD, "2468013579", "2468013579"),
            (PASSWORD, "password123", "password123"),
            (PASSWORD, "official-1", "official-1"),
        ],
    )
    def test_what_is_wrong_or_weak_changes_nothing(self, city, signed_in, old, new, repeated):
        browser = signed_in("official")
        assert change_own(browser, old, new, repeated).status_code == 422
        assert sign_in(Client(), "official").status_code == 302

    def test_the_journal_knows_that_but_not_what(self, city, signed_in):
        change_own(signed_in("official"), PASSWORD, ANOTHER)
        event = Event.objects.filter(verb=Verb.PASSWORD_SET).latest("pk")
        assert (event.actor, event.before, event.after) == (city.people["official"], {}, {})
