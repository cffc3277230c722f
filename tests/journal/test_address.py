"""From where an event came: the connection's address, or the one that our own proxy wrote down."""

import pytest
from django.test import Client

from journal.models import Event
from tests.city import PASSWORD

CLAIMED = "198.51.100.9, 203.0.113.7"


def address_of_sign_in(**headers) -> str | None:
    Client(REMOTE_ADDR="192.0.2.1", **headers).post("/accounts/sign-in/", {"username": "official", "password": PASSWORD})
    return Event.objects.order_by("-pk").first().address


def test_without_a_proxy_no_header_is_believed(city):
    assert address_of_sign_in(HTTP_X_FORWARDED_FOR=CLAIMED) == "192.0.2.1"


@pytest.mark.parametrize(("proxies", "address"), [(1, "203.0.113.7"), (2, "198.51.100.9"), (3, "192.0.2.1")])
def test_behind_proxies_only_what_they_wrote_down_is(city, settings, proxies, address):
    settings.PROXIES = proxies
    assert address_of_sign_in(HTTP_X_FORWARDED_FOR=CLAIMED) == address


def test_what_is_no_address_is_not_kept(city, settings):
    settings.PROXIES = 1
    assert address_of_sign_in(HTTP_X_FORWARDED_FOR="<script>") is None
