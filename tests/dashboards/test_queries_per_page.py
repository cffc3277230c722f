"""How often a page asks the database: as often for three plants as for thirty, and no more than written here."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import figures.actions
from tests import city as small
from tests.entries import submit
from tests.targets.quotas import in_force

QUERIES = {
    "/": 28,
    "/rankings/plant-load/": 14,
    "/rankings/districts/": 17,
    "/rankings/inlet-concentration/": 13,
    "/rankings/headroom/": 13,
    "/worst/": 27,
    "/forecast/": 18,
    "/targets/": 12,
    "/targets/quotas/": 11,
    "/treatment-plants/": 10,
    "/returns/": 17,
    "/journal/": 8,
    "/jobs/": 9,
    "/returns/treatment-plants/440604/2022-10/": 19,
    "/inbox/": 17,
    "/returns/treatment-plants/440604/2022-10/review/": 29,
    "/returns/rules/": 7,
}


def test_a_page_asks_no_more_often_when_there_are_more_plants(signed_in, city):
    in_force(city)
    submit(city, city.dongpo, 202210, "25")
    figures.actions.refresh()
    client = signed_in("vicemayor")
    assert asked(client) == QUERIES
    for number in range(27):
        plant = small.plant(f"第{number}污水处理厂", city.east, 10_000, by=city.people["quota"])
        submit(city, plant, 202210, "25")
    figures.actions.refresh()
    assert asked(client) == QUERIES


def asked(client) -> dict[str, int]:
    """How often each page asks that has been opened before."""
    found = {}
    for address in QUERIES:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found[address] = len(queries)
    return found
