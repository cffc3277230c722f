"""Plants whose inflow is too weak, weakest first, with what stronger inflow would bring (S18)."""

import json

import pytest

import figures.actions
from targets.models import Parameter
from tests.entries import accept

PAGE = "/rankings/inlet-concentration/"
OCTOBER = 202210


@pytest.fixture
def october(city):
    """100 mg/L are required: Dongpo has 80, Shagang 60 and Dali 100."""
    accept(city, city.dongpo, 202209, "100", "60", "30")
    accept(city, city.dongpo, OCTOBER, "300", "86.666", "30")
    accept(city, city.shagang, OCTOBER, "100", "60", "30")
    accept(city, city.dali, OCTOBER, "200", "100", "30", by="neighbour")
    figures.actions.refresh()
    return city


def rows(browser, query: str = "") -> list[dict]:
    return json.loads(browser.get(f"{PAGE}?format=json{query}").content)["rows"]


def test_the_weakest_inflow_stands_first(october, signed_in):
    found = rows(signed_in("vicemayor"))
    keys = ("rank", "plant", "inlet_cod", "required", "shortfall", "potential")
    assert [tuple(row[key] for key in keys) for row in found] == [
        # 40 mg/L × 100 万吨; the mean of Dongpo is (60 × 100 + 86.666 × 300) ÷ 400 = 79.9995, the potential worked out before rounding
        (1, "沙岗污水处理厂", "60.000", "100.000", "40.000", "40.000000000"),
        (2, "东鄱污水处理厂", "80.000", "100.000", "20.000", "80.002000000"),
    ]


def test_above_the_table_stands_how_many_how_large_and_what_is_to_be_had(october, signed_in):
    cards = signed_in("vicemayor").get(PAGE).context["cards"]
    assert [card.value for card in cards] == ["2", "15.00", "120.00"]


def test_plants_that_nobody_knows_of_stand_first_and_are_not_counted(city, signed_in):
    accept(city, city.shagang, OCTOBER, "100", "60", "30")
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    assert [(row["rank"], row["inlet_cod"], row["potential"]) for row in rows(browser)] == [
        (1, None, None),
        (1, None, None),
        (3, "60.000", "40.000000000"),
    ]
    assert browser.get(PAGE).context["cards"][0].value == "1"


def test_the_requirement_of_the_month_is_asked_for(october, signed_in):
    Parameter.objects.create(key="inlet_cod_required_ug_l", valid_from=OCTOBER, amount=70_000, source="test")
    assert [row["required"] for row in rows(signed_in("vicemayor"))] == ["70.000"]
    september = {row["plant"]: row["required"] for row in rows(signed_in("vicemayor"), "&month=2022-09")}
    assert september["东鄱污水处理厂"] == "100.000"


def test_a_district_sees_its_own_plants(october, signed_in):
    assert rows(signed_in("neighbour")) == []
    assert len(rows(signed_in("official"))) == 2


@pytest.mark.parametrize("month", ["2022-11", "abc"])
def test_a_month_that_has_not_ended_is_not_found(october, signed_in, month):
    assert signed_in("vicemayor").get(PAGE, {"month": month}).status_code == 404


def test_plants_that_nobody_knows_of_are_no_good_news(city, signed_in):
    card = signed_in("vicemayor").get("/rankings/inlet-concentration/").context["cards"][0]
    assert (card.value, card.shown_lamp, card.lamp_word) == ("0", "none", "不完整")
