"""A form sent without being signed in: what was typed comes along to the sign-in page and back, unsaved, for its own person only."""

import html
import re

import pytest
from django.test import Client

from accounts.carried import MOST_CHARACTERS
from tests.city import PASSWORD
from tests.treatment_plants.sheets import SHEET, fields, typed
from treatment_plants.models import Operation


@pytest.fixture
def sent(city, signed_in):
    """A stranger's browser that has just sent the official's sheet, and the page that it got."""
    stranger = Client()
    cells = (
        fields(signed_in("official").get(SHEET))
        | typed(city.dongpo, days="31", volume="310.5")
        | {"person": str(city.people["official"].pk)}
    )
    return stranger, stranger.post(SHEET, cells | {"submit": ""})


def carried_in(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(carried|next)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(text) for name, text in found}


def sign_in(stranger: Client, page, username: str, password: str = PASSWORD):
    return stranger.post("/accounts/sign-in/", carried_in(page) | {"username": username, "password": password})


def test_it_comes_back_unsaved_to_its_own_person(city, sent):
    stranger, page = sent
    assert page.status_code == 401
    again = sign_in(stranger, page, "official", "wrong password here")
    assert carried_in(again) == carried_in(page)
    answer = sign_in(stranger, again, "official")
    assert answer["Location"] == SHEET
    shown = stranger.get(SHEET)
    assert fields(shown)[f"plant{city.dongpo.pk}-volume_m3"] == "310.5"
    assert "目前既未保存也未上报" in shown.content.decode()
    assert not Operation.objects.exists()
    stranger.post(SHEET, fields(shown) | {"save": ""})
    assert Operation.objects.get().volume_m3 == 3_105_000
    assert "目前既未保存也未上报" not in stranger.get(SHEET).content.decode()


def test_somebody_else_never_sees_it(city, sent):
    stranger, page = sent
    sign_in(stranger, page, "colleague")
    shown = stranger.get(SHEET).content.decode()
    assert "310.5" not in shown
    assert "不向您显示" in shown


def test_the_person_can_look_at_what_is_stored_instead(city, sent):
    stranger, page = sent
    sign_in(stranger, page, "official")
    assert "310.5" not in stranger.get(f"{SHEET}?drop", follow=True).content.decode()


def test_it_never_leads_away_from_the_portal(sent):
    stranger, page = sent
    form = carried_in(page) | {"next": "https://elsewhere.example/"}
    answer = stranger.post("/accounts/sign-in/", form | {"username": "official", "password": PASSWORD})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("more", [{}, {"person": ""}, {"person": "1", "note": "x" * MOST_CHARACTERS}])
def test_what_is_nobodys_or_too_much_is_not_carried(city, more):
    assert Client().post(SHEET, typed(city.dongpo, days="31") | more).status_code == 302
