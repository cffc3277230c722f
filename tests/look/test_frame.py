"""What stands around every page, in both languages."""

import re

import pytest
from django.test import Client

from tests.entries import save

PAGES = (
    "/",
    "/rankings/plant-load/",
    "/rankings/districts/",
    "/rankings/inlet-concentration/",
    "/targets/",
    "/targets/quotas/",
    "/treatment-plants/",
    "/returns/",
    "/journal/",
    "/jobs/",
    "/returns/treatment-plants/440604/2022-10/",
    "/accounts/password/",
    "/no/such/page/",
)
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def page(client: Client, address: str, language: dict = CHINESE) -> str:
    return client.get(address, **language).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_that_the_city_is_invented(signed_in, address):
    assert "全部数据均为虚构" in page(signed_in("vicemayor"), address)


def test_a_real_city_says_no_such_thing(signed_in, settings):
    settings.DEMONSTRATION = False
    assert "虚构" not in page(signed_in("vicemayor"), "/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_its_language_and_its_title_once(signed_in, address):
    chinese, english = (page(signed_in("vicemayor"), address, language) for language in (CHINESE, ENGLISH))
    assert '<html lang="zh-hans">' in chinese
    assert '<html lang="en">' in english
    assert chinese.count("<h1>") == english.count("<h1>") == 1


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_styles_or_scripts_of_its_own(signed_in, address):
    """The browser refuses them by the portal's own security policy."""
    html = page(signed_in("vicemayor"), address)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_the_language_is_switched_in_the_header_and_stays(signed_in):
    client = signed_in("vicemayor")
    answer = client.post("/language/", {"language": "en", "next": "/returns/"}, **CHINESE)
    assert answer["Location"] == "/returns/"
    assert "Monthly returns" in page(client, "/returns/", CHINESE)


def test_the_menu_counts_what_waits_for_the_person(signed_in):
    html = page(signed_in("official"), "/", ENGLISH)
    assert re.search(r"Returns<span class=\"menu-count\">.*?\d+</span>", html, re.DOTALL)


def test_the_menu_holds_only_what_the_role_opens(signed_in):
    assert "/accounts/people/" in page(signed_in("admin"), "/accounts/people/")
    assert "/accounts/people/" not in page(signed_in("official"), "/")


def test_a_page_whose_figures_wait_for_their_job_says_so_and_asks_again(signed_in, city):
    client = signed_in("vicemayor")
    assert "data-stale" not in page(client, "/")
    save(city, city.dongpo, 202210, "250")
    assert 'data-stale="/freshness/"' in page(client, "/")
    assert client.get("/freshness/").json() == {"stale": True}


def test_a_refused_form_token_says_that_nothing_was_stored(city):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(city.people["official"])
    answer = browser.post("/returns/treatment-plants/440604/2022-10/", {}, **CHINESE)
    assert answer.status_code == 403
    assert "本次操作未保存" in answer.content.decode()


def test_a_failure_is_told_in_both_languages_and_nothing_of_it_is_shown(signed_in, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("the database has a secret")

    client = signed_in("vicemayor")
    client.raise_request_exception = False
    monkeypatch.setattr("dashboards.views.jobs_table", fail)
    answer = client.get("/jobs/")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "本次操作未保存" in html
    assert "nothing of this was stored" in html
    assert "secret" not in html
