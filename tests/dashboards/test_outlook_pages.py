"""Pages of what is to come: the year's end, and what plants could bring on top."""

import datetime
from decimal import Decimal

import pytest

import figures.actions
from dashboards.forecast_table import PartRow, parts_tables
from figures.plans import PlannedPart, Route, Standing
from formulas.months import months_between
from tests.entries import accept
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
