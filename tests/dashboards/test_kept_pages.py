"""A page is kept until something changes; what is one person's own is never kept."""

import gzip
import re
import threading

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

import clock
import figures.actions
from accounts.actions import change_person, set_password
from accounts.roles import Role
from figures.queries import version_of_everything
from journal.actions import Happening, record
from journal.models import Verb
from tests.city import at
from tests.entries import accept, save
from tests.targets.quotas import in_force

PAGES = [
    "/",
    "/rankings/plant-load/",
    "/rankings/districts/",
    "/rankings/inlet-concentration/",
    "/targets/",
    "/targets/quotas/",
    "/rankings/plant-load/?format=json",
]
# Session, person, version.
QUERIES_WHEN_KEPT = QUERIES_WHEN_UNCHANGED = 3


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.KEEP_PAGES = True
    caches["pages"].clear()
    caches["heads"].clear()


@pytest.fixture
def vicemayor(city, signed_in):
    in_force(city)
    accept(city, city.dongpo, 202210, "100")
    figures.actions.refresh()
    return signed_in("vicemayor")


@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_is_the_page(vicemayor, settings, page):
    first, again = vicemayor.get(page), vicemayor.get(page)
    settings.KEEP_PAGES = False
    anew = vicemayor.get(page)
    assert without_tokens(first) == without_tokens(again) == without_tokens(anew)
    assert first.headers["Content-Type"] == again.headers["Content-Type"] == anew.headers["Content-Type"]
    assert b"of the person-->" not in again.content


def without_tokens(answer) -> bytes:
    lines = answer.content.splitlines()
    return b"\n".join(line for line in lines if b"csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("page", PAGES)
def test_who_takes_it_compressed_gets_the_same_page(vicemayor, page):
    as_it_is = vicemayor.get(page)
    for _written_then_kept in range(2):
        packed = vicemayor.get(page, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.content) < len(as_it_is.content) / (1 if "json" in page else 2)
        packed.content = gzip.decompress(packed.content)
        assert without_tokens(packed) == without_tokens(as_it_is)
    assert "Content-Encoding" not in as_it_is.headers
    assert "Accept-Encoding" in as_it_is.headers["Vary"]


@pytest.mark.parametrize("page", PAGES)
def test_a_browser_that_has_the_page_is_told_so(vicemayor, django_assert_max_num_queries, page):
    tag = vicemayor.get(page)["ETag"]
    with django_assert_max_num_queries(QUERIES_WHEN_KEPT):
        assert vicemayor.get(page).status_code == 200
    with django_assert_max_num_queries(QUERIES_WHEN_UNCHANGED):
        answer = vicemayor.get(page, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def acts(city) -> dict:
    return {
        "a row is saved": lambda: save(city, city.shagang, 202210, "90"),
        "figures are worked out": figures.actions.refresh,
        "figures are asked for without an act": lambda: figures.actions.mark_everything(divisions="4406", first_year=2020),
        "an act on no figure": lambda: record([Happening(verb=Verb.DIVISION_CHANGED, subject="d", subject_name="d")], by=None),
    }


def test_every_act_and_every_figure_changes_the_version(vicemayor, city):
    versions = [version_of_everything()]
    for act in acts(city).values():
        act()
        versions.append(version_of_everything())
    assert len(set(versions)) == len(versions)


def test_signing_in_changes_nothing(city):
    before = version_of_everything()
    record([Happening(verb=Verb.SIGNED_IN, subject="p", subject_name="p")], by=None)
    assert version_of_everything() == before


def test_an_entry_is_seen_at_once(vicemayor, city):
    page, tag = "/rankings/plant-load/?format=json", vicemayor.get("/rankings/plant-load/?format=json")["ETag"]
    accept(city, city.shagang, 202210, "31")
    figures.actions.refresh()
    answer = vicemayor.get(page, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert {row["plant"]: row["load_rate"] for row in answer.json()["rows"]}["沙岗污水处理厂"] == "20.0000"


def test_another_day_is_another_page(vicemayor):
    before = vicemayor.get("/rankings/plant-load/")
    with clock.moved_to(at(2022, 12, 2)):
        after = vicemayor.get("/rankings/plant-load/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert b"2022-11" in after.content


def test_each_person_has_the_own_head_and_each_division_its_own_page(vicemayor, signed_in):
    for username, name in (("vicemayor", "郑海"), ("auditor", "马超"), ("official", "王晓明"), ("neighbour", "周强")):
        browser = vicemayor if username == "vicemayor" else signed_in(username)
        browser.get("/rankings/plant-load/")
        page = browser.get("/rankings/plant-load/").content.decode()
        assert name in page
        assert ("大沥污水处理厂" in page) == (username != "official")


def test_one_persons_tag_is_no_answer_for_another(vicemayor, signed_in):
    tag = vicemayor.get("/")["ETag"]
    assert signed_in("auditor").get("/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "answer"),
    [({"is_active": False}, 302), ({"role": Role.USER_ADMINISTRATOR}, 403)],
    ids=["who is blocked", "who no longer reads figures"],
)
def test_nobody_sees_a_kept_page_any_longer_than_they_may(vicemayor, city, changes, answer):
    page = "/rankings/plant-load/"
    tag, person = vicemayor.get(page)["ETag"], city.people["vicemayor"]
    change_person(person=person, seen=person.told(), changes=changes, by=city.people["admin"])
    for headers in ({}, {"If-None-Match": tag}):
        assert vicemayor.get(page, headers=headers).status_code == answer


def test_neither_does_who_signed_out_nor_whose_password_was_set(vicemayor, city, signed_in):
    page, other = "/rankings/plant-load/", signed_in("vicemayor")
    tag, other_tag = vicemayor.get(page)["ETag"], other.get(page)["ETag"]
    vicemayor.post("/accounts/sign-out/")
    assert vicemayor.get(page, headers={"If-None-Match": tag}).status_code == 302
    set_password(person=city.people["vicemayor"], password="another-2022-secret", by=city.people["admin"])
    assert other.get(page, headers={"If-None-Match": other_tag}).status_code == 302


def test_the_forms_of_a_kept_head_have_a_token_of_this_answer(vicemayor, city):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(city.people["vicemayor"])
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/").content.decode()) for _ in range(3)]
    assert all(len(one) == 2 for one in tokens)  # to choose the language, and to sign out
    assert len({token for one in tokens for token in one}) == 3
    answer = browser.post("/language/", {"language": "en", "next": "/", "csrfmiddlewaretoken": tokens[-1][0]})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Overview" in browser.get("/").content.decode()


def test_a_name_that_changed_is_in_the_head_at_once(vicemayor, city):
    assert "郑海" in vicemayor.get("/").content.decode()
    person = city.people["vicemayor"]
    change_person(person=person, seen=person.told(), changes={"name": "欧阳静"}, by=city.people["admin"])
    assert "欧阳静" in vicemayor.get("/").content.decode()


def test_a_message_is_shown_once_though_the_page_has_not_changed(city, signed_in):
    browser = signed_in("quota")
    tag = browser.get("/targets/quotas/")["ETag"]
    one = in_force(city)
    browser.post(f"/targets/quotas/uploads/{one.pk}/confirm/")  # decided before: only a message comes of it
    told = browser.get("/targets/quotas/", headers={"If-None-Match": tag})
    assert told.status_code == 200


def test_a_page_says_that_its_figures_wait(vicemayor, city):
    vicemayor.get("/")
    save(city, city.shagang, 202210, "90")
    assert b"data-stale" in vicemayor.get("/").content
    figures.actions.refresh()
    assert b"data-stale" not in vicemayor.get("/").content


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_acts_the_one_with_the_lower_number_may_come_later():
    """The last number alone, as a control, would not see it."""
    from journal.models import Event

    numbered, go_on = threading.Event(), threading.Event()

    def slow_act():
        with transaction.atomic():
            record([Happening(verb=Verb.DIVISION_CHANGED, subject="slow", subject_name="slow")], by=None)
            numbered.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow_act)
    thread.start()
    assert numbered.wait(10)
    record([Happening(verb=Verb.DIVISION_CHANGED, subject="quick", subject_name="quick")], by=None)
    before, last_before = version_of_everything(), Event.objects.latest("pk").pk
    go_on.set()
    thread.join(10)
    assert version_of_everything() != before
    assert Event.objects.latest("pk").pk == last_before
