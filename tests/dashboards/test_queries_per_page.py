"""How often a page asks the database: as often for three plants as for thirty, and no more than written here."""

import pytest

import figures.actions
from tests import city as small
from tests.targets.quotas import in_force

QUERIES = {
    "/": 27,
    "/rankings/plant-load/": 14,
    "/rankings/districts/": 19,
    "/rankings/inlet-concentration/": 12,
    "/targets/": 14,
    "/targets/quotas/": 13,
    "/treatment-plants/": 10,
    "/returns/": 14,
    "/inbox/": 15,
    "/journal/": 10,
    "/jobs/": 9,
    "/returns/treatment-plants/440604/2022-10/": 20,
    "/returns/treatment-plants/440604/2022-10/review/": 36,
    "/returns/rules/": 9,
}


@pytest.mark.parametrize(("address", "queries"), QUERIES.items())
def test_a_page_asks_no_more_often_when_there_are_more_plants(signed_in, city, django_assert_num_queries, address, queries):
    in_force(city)
    client = signed_in("vicemayor")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
    for number in range(27):
        small.plant(f"第{number}污水处理厂", city.east, 10_000, by=city.people["quota"])
    figures.actions.refresh()
    with django_assert_num_queries(queries):
        client.get(address)
