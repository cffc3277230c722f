"""Accounts of plants and of divisions: who answers for a number, what a month is made of, who may see it."""

import datetime
from decimal import Decimal

import pytest

import figures.actions
from formulas.months import months_between
from tests.city import plant
from tests.entries import accept, submit
from tests.targets.quotas import in_force


@pytest.fixture
def reported(city):
    in_force(city)
    for month in months_between(202101, 202110):
        accept(city, city.dongpo, month, "100", "95", "30")
        accept(city, city.dongpo, month + 100, "110", "98", "30")
    accept(city, city.dali, 202210, "90", by="neighbour")
    submit(city, city.shagang, 202210, "77")
    figures.actions.refresh()
    return city


def test_an_account_names_who_entered_and_who_accepted(reported, signed_in):
    page = signed_in("vicemayor").get(f"/explanations/plants/{reported.dongpo.pk}/2022-10/").content.decode()
    assert "王晓明于" in page
    assert "林静于" in page


def test_the_parts_of_a_month_add_up_to_its_figure(reported, signed_in):
    answer = signed_in("vicemayor").get("/explanations/divisions/440604/cod/2022-10/?format=json").json()
    october = next(row for row in answer["rows"] if row["month"] == "2022-10")
    parts = signed_in("vicemayor").get("/explanations/divisions/440604/cod/2022-10/").context["parts"]
    assert parts.totals[0]["reduction"].value == Decimal(october["verified"])


def test_what_a_closed_plant_takes_back_has_its_account(city, signed_in):
    in_force(city)
    closed = plant("石湾污水处理厂", city.east, 20_000, closed_on=datetime.date(2022, 5, 31), by=city.people["quota"])
    accept(city, closed, 202110, "30", "180", "30")
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    parts = browser.get("/explanations/divisions/440604/cod/2022-10/").context["parts"]
    row = next(row for row in parts.rows if row.cells[0].text == closed.name)
    [step] = browser.get(row.cells[0].url).context["steps"]
    assert (row.cells[3].text, step.result.text, step.formula) == ("-45.00", "-45.00", "0.00 − 45.00 = -45.00")
    assert "2022-05-31" in step.inputs[0].source
    assert browser.get(f"/explanations/plants/{closed.pk}/2022-09/").status_code == 200  # it counted then, though nobody reported
    assert browser.get(f"/explanations/plants/{closed.pk}/2010-01/").status_code == 404


def test_a_plant_and_a_division_of_others_have_no_account_here(reported, signed_in):
    neighbour = signed_in("neighbour")
    assert neighbour.get(f"/explanations/plants/{reported.dongpo.pk}/2022-10/").status_code == 404
    assert neighbour.get("/explanations/divisions/440604/cod/2022-10/").status_code == 404
    assert neighbour.get("/explanations/divisions/4406/cod/2022-10/").status_code == 404


@pytest.mark.parametrize("month", ["2022-13", "2022-11", "abc"])
def test_a_month_that_has_not_ended_or_is_none_has_no_account(reported, signed_in, month):
    assert signed_in("vicemayor").get(f"/explanations/divisions/440604/cod/{month}/").status_code == 404
