"""Pages of what is to come: the year's end, and what plants could bring on top."""

import datetime
from decimal import Decimal

import pytest

import figures.actions
from dashboards.accounts import division_account
from dashboards.forecast_table import PartRow, parts_tables
from figures.plans import PlannedPart, Route, Standing
from formulas.months import months_between
from tests.dashboards.formulas import is_right
from tests.entries import accept, submit
from tests.targets.quotas import in_force

OCTOBER = 202210


def rows(browser, address: str) -> list[dict]:
    answer = browser.get(f"{address}{'&' if '?' in address else '?'}format=json")
    assert answer.status_code == 200
    return answer.json()["rows"]


@pytest.fixture
def reported(city):
    """Dongpo removes 15 t a month more than in 2021, from January to October."""
    in_force(city)
    for month in months_between(202101, 202110):
        accept(city, city.dongpo, month, "100", "180", "30")
        accept(city, city.dongpo, month + 100, "110", "180", "30")
    figures.actions.refresh()
    return city


def forecast_of(browser, district: str) -> dict:
    return next(row for row in rows(browser, "/forecast/") if (row["district"], row["pollutant_code"]) == (district, "cod"))


def test_the_year_ends_at_the_present_pace(reported, signed_in):
    found = forecast_of(signed_in("vicemayor"), "禅城区")
    assert (Decimal(found["verified"]), found["months_open"], Decimal(found["pace"])) == (150, 2, 15)
    assert Decimal(found["year_end"]) == 180
    quota = Decimal(found["quota"])
    assert Decimal(found["short"]) == max(Decimal(0), quota - 180)
    assert Decimal(found["required_each_month"]) == (max(Decimal(0), quota - 150) / 2)


def test_it_says_in_words_what_it_takes(reported, signed_in):
    found = forecast_of(signed_in("vicemayor"), "禅城区")
    assert found["sentence"].startswith(("其余2个月每月还需", "全年削减量已核定完成"))


def test_a_month_that_lacks_a_return_is_open_with_what_this_still_has_to_bring(reported, signed_in):
    """Shagang brings 7.5 t a month from July to September; its return for October waits for the verifier."""
    for month in months_between(202107, 202109):
        accept(reported, reported.shagang, month, "50", "180", "30")
        accept(reported, reported.shagang, month + 100, "55", "180", "30")
    accept(reported, reported.shagang, 202110, "50", "180", "30")
    submit(reported, reported.shagang, OCTOBER, "55", "180", "30")
    figures.actions.refresh()
    browser = signed_in("vicemayor")
    found = forecast_of(browser, "禅城区")
    # The median of three months of 15 t and three of 22.5 t; of October 15 t are verified.
    pace = Decimal("18.75")
    assert (Decimal(found["verified"]), found["months_open"], Decimal(found["pace"])) == (Decimal("172.5"), 3, pace)
    assert Decimal(found["expected"]) == 2 * pace + pace - 15
    assert Decimal(found["year_end"]) == Decimal("172.5") + 2 * pace + pace - 15
    missing = Decimal(found["quota"]) - Decimal("172.5")
    assert missing > 30
    assert Decimal(found["required_each_month"]) == pytest.approx((missing + 15) / 3, abs=Decimal("0.01"))
    assert "其中1个月已结束但报表未全部审核通过，已审核的15.00吨计入每月所需。" in found["sentence"]
    account = browser.get(division_account("440604", "cod", OCTOBER)).context["steps"]
    formulas = {step.key: step.formula for step in account}
    assert formulas["expected"] == "18.75 × 3 − 15.00 = 41.25"
    assert [formula for formula in formulas.values() if formula and not is_right(formula)] == []
    assert formulas["year_end"] == "172.50 + 41.25 = 213.75"
    assert formulas["highest"] == "172.50 + 22.50 × 3 − 15.00 = 225.00"
    assert formulas["lowest"] == "172.50 + 15.00 × 2 = 202.50"
    assert formulas["required_each_month"].startswith(f"({Decimal(found['quota']):,.2f} − 172.50 + 15.00) ÷ 3 = ")


def test_a_district_sees_its_own_year_only(reported, signed_in):
    assert {row["district"] for row in rows(signed_in("neighbour"), "/forecast/")} == {"南海区"}


def test_what_a_point_of_load_and_stronger_inflow_would_bring(reported, signed_in):
    found = rows(signed_in("vicemayor"), "/rankings/headroom/")
    dongpo = next(row for row in found if row["plant"] == "东鄱污水处理厂")
    # 10 万吨/日 × 1 % × 365 days × 150 mg/L; ten accepted months of 110 万吨 × 10 mg/L and two of last year that lack
    assert Decimal(dongpo["per_point"]) == Decimal("0.1") * 365 * 150 / 100 * 1
    assert Decimal(dongpo["per_inflow"]) == Decimal(110 * 10 * 10) / 100
    assert (dongpo["months"], Decimal(dongpo["drop"]), Decimal(dongpo["inlet"])) == (10, 150, 180)


def test_a_plant_without_an_accepted_month_stands_last_and_has_no_figure(reported, signed_in):
    last = rows(signed_in("vicemayor"), "/rankings/headroom/")[-1]
    assert (last["months"], last["per_point"], last["per_inflow"], last["load_rate"]) == (0, None, None, None)


def test_a_pollutant_that_there_is_not_is_not_found(reported, signed_in):
    assert signed_in("vicemayor").get("/rankings/headroom/?pollutant=gold").status_code == 404


def part(city, name: str, standing: Standing, **brings) -> PartRow:
    day = datetime.date(2022, 12, 31)
    found = PlannedPart(Route.PROJECT, len(name), name, city.east.code, "cod", day, day, standing, **brings)
    return PartRow(found, city.east, "COD")


def test_what_moves_no_figure_of_the_year_stands_apart_and_nothing_is_lost(city):
    rows = [
        part(city, "adds", Standing.COUNTS, amount=5),
        part(city, "is late", Standing.LATER, following=7, taken={2022: 3, 2023: -3}),
        part(city, "nobody knows", Standing.NO_FIGURE),
        part(city, "next year", Standing.LATER, following=9),
        part(city, "in the returns", Standing.IN_RETURNS),
        part(city, "years ahead", Standing.LATER),
    ]
    moving, others = ([row.cells[0].text for row in table.rows] for table in parts_tables(rows, OCTOBER))
    assert set(moving) == {"adds", "is late", "nobody knows"} and moving[0] == "adds"
    assert set(others) == {"next year", "in the returns"}  # the last concerns neither year
