"""Districts by completion of the year's cut, worst first (S3, S8; docs/formulas.md)."""

import json

import pandas
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import figures.actions
from formulas.months import months_between
from returns.models import State
from tests.entries import accept, submit
from tests.targets.quotas import changed, in_force
from treatment_plants.models import Measurement

PAGE = "/rankings/districts/"
OCTOBER = 202210


def rows(browser, query: str = "") -> list[dict]:
    figures.actions.refresh()
    answer = browser.get(f"{PAGE}?format=json{query}")
    assert answer.status_code == 200
    return json.loads(answer.content)["rows"]


def of(found: list[dict], district: str, pollutant: str = "cod") -> dict:
    return next(row for row in found if (row["district"], row["pollutant_code"]) == (district, pollutant))


@pytest.fixture
def october(city):
    """Chancheng has 600 t of 1,200 t verified, 750 t declared; Nanhai all of its 800 t and 25 t more."""
    in_force(city)
    accept(city, city.dongpo, 202110, "100", "180", "30")  # 150 t
    accept(city, city.dongpo, OCTOBER, "500", "180", "30")  # 750 t
    submit(city, city.shagang, 202110, "100", "180", "30")
    submit(city, city.shagang, OCTOBER, "200", "180", "30")  # 300 t, of them 150 t more than last year
    accept(city, city.dali, 202110, "50", "180", "30", by="neighbour")  # 75 t
    accept(city, city.dali, OCTOBER, "600", "180", "30", by="neighbour")  # 900 t
    return city


def test_a_district_between_quota_and_time(october, signed_in):
    row = of(rows(signed_in("vicemayor")), "禅城区")
    assert (row["quota"], row["verified"], row["declared"]) == ("1200.000000000", "600.000000000", "750.000000000")
    assert (row["missing"], row["completion"], row["time_progress"]) == ("600.000000000", "50.0000", "83.3333")
    assert row["pace_required"] == "300.000000000"  # two months are left
    assert (row["year"], row["rank"], row["lamp"]) == (2022, 1, "严重滞后于进度")


def test_completion_above_the_whole_is_shown_and_nothing_is_missing(october, signed_in):
    row = of(rows(signed_in("vicemayor")), "南海区")
    assert (row["verified"], row["completion"]) == ("825.000000000", "103.1250")
    assert (row["missing"], row["pace_required"]) == ("0.000000000", "0.000000000")


def test_the_worst_stands_first_and_so2_without_a_source_is_not_ranked(october, signed_in):
    found = rows(signed_in("vicemayor"))
    assert [(row["rank"], row["district"], row["pollutant"]) for row in found] == [
        (1, "禅城区", "COD"),
        (2, "南海区", "COD"),
        (None, "禅城区", "SO₂"),
        (None, "南海区", "SO₂"),
    ]
    so2 = found[-1]
    assert so2["quota"] == "200.000000000"
    assert all(so2[key] is None for key in ("verified", "declared", "missing", "completion", "pace_required", "headroom"))
    assert signed_in("vicemayor").get(PAGE).content.decode().count("未录入发电机组") == 4  # beside the dash and in the lamp


def test_a_source_without_a_verified_figure_stands_at_the_worst_end(city, signed_in):
    in_force(city)
    accept(city, city.dali, 202110, "50", "180", "30", by="neighbour")
    accept(city, city.dali, OCTOBER, "60", "180", "30", by="neighbour")
    found = rows(signed_in("vicemayor"))
    assert [(row["rank"], row["district"], row["completion"]) for row in found[:2]] == [(1, "禅城区", None), (2, "南海区", "1.8750")]


def test_equal_completions_share_a_rank(city, signed_in):
    in_force(city, changed(d440605_cod_2022="36000"))  # both are asked for 1,200 t
    for plant, by in ((city.dongpo, "official"), (city.dali, "neighbour")):
        accept(city, plant, 202110, "100", "180", "30", by=by)
        accept(city, plant, OCTOBER, "200", "180", "30", by=by)
    assert [row["rank"] for row in rows(signed_in("vicemayor"))[:2]] == [1, 1]


@pytest.mark.parametrize("cap", ["58800", "59000"], ids=["no cut", "a cap that rises"])
def test_where_no_cut_is_asked_for_completion_is_not_defined(city, signed_in, cap):
    in_force(city, changed(d440604_cod_2022=cap))
    accept(city, city.dongpo, 202110, "100", "180", "30")
    accept(city, city.dongpo, OCTOBER, "200", "180", "30")
    row = of(rows(signed_in("vicemayor")), "禅城区")
    assert (row["completion"], row["verified"], row["missing"]) == (None, "150.000000000", "0.000000000")


def test_an_earlier_month_is_shown_with_its_own_time_progress(october, signed_in):
    row = of(rows(signed_in("vicemayor"), "&month=2022-09"), "禅城区")
    assert (row["time_progress"], row["verified"]) == ("75.0000", None)


def test_at_the_end_of_the_year_no_month_is_left(october, signed_in):
    row = of(rows(signed_in("vicemayor"), "&month=2021-12"), "禅城区")
    assert (row["year"], row["time_progress"], row["pace_required"]) == (2021, "100.0000", None)


def test_without_quotas_the_table_says_so(city, signed_in):
    assert rows(signed_in("vicemayor")) == []


def test_a_district_sees_itself_against_the_citys_document(october, signed_in):
    assert {row["district"] for row in rows(signed_in("official"))} == {"禅城区"}


def test_verified_and_headroom_are_those_of_the_raw_records(october, signed_in):
    """The second road: pandas over the measurements."""
    fields = ["plant__district", "plant", "month", "volume_m3", "inlet_ug_l", "outlet_ug_l"]
    accepted = Measurement.objects.filter(operation__monthly_return__state=State.ACCEPTED)
    table = pandas.DataFrame(list(accepted.values_list(*fields)), columns=["district", *fields[1:]])
    table["mg"] = table["volume_m3"] * (table["inlet_ug_l"] - table["outlet_ug_l"])
    by_month = table.pivot_table(index=["district", "plant"], columns="month", values="mg", aggfunc="sum")
    found = rows(signed_in("vicemayor"))
    for code, verified in (by_month[OCTOBER] - by_month[202110]).groupby("district").sum().items():
        row = next(one for one in found if (one["district_code"], one["pollutant_code"]) == (code, "cod"))
        assert float(row["verified"]) == verified / 10**9
    # Dongpo is built for 310 万吨 in October and had 500, Dali for 248 and had 600: no room
    assert {row["headroom"] for row in found if row["pollutant_code"] == "cod"} == {"0.000000000"}


def test_the_page_asks_the_database_as_often_for_many_months_as_for_one(october, signed_in):
    browser = signed_in("vicemayor")
    rows(browser)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for month in months_between(202201, 202209):
        accept(october, october.dongpo, month, "100", "180", "30")
    rows(browser)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few) <= 20


def test_the_whole_city_stands_below_with_its_own_quota_and_not_in_the_file(city, signed_in):
    in_force(city)
    for month, volume in ((202110, "100"), (202210, "155")):
        accept(city, city.dongpo, month, volume)
        accept(city, city.dali, month, volume, by="neighbour")
    figures.actions.refresh()
    page = signed_in("vicemayor").get(PAGE, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    below = page[page.index("<tfoot>") : page.index("</tfoot>")]
    # 98,000 − 96,000 t; verified 2 × 55 万吨 × 150 mg/L
    assert [text in below for text in ("Fenjiang", "2,000.00", "165.00")] == [True, True, True]
    files = signed_in("vicemayor").get(f"{PAGE}?format=json").json()["rows"]
    assert {row["district_code"] for row in files} == {"440604", "440605"}


def test_a_district_sees_no_city_below(city, signed_in):
    in_force(city)
    assert "<tfoot>" not in signed_in("official").get(PAGE).content.decode()
