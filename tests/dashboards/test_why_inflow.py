"""Why a plant moved in the ranking by inflow: months that came, left, or were corrected, in µg/L that add up."""

import pytest

import clock
import figures.actions
from dashboards.stands import Now, Then
from dashboards.why.inflow import inflow_moved
from formulas.months import months_between
from tests.city import at
from tests.entries import accept
from tests.frozen.months import AUGUST, SEPTEMBER, closing_from_august_on, copy_of, corrected, refresh_and_freeze

CITY = "4406"


@pytest.fixture
def city(city):
    """100 mg/L are required. Dongpo has 60 in August and 90 in September, Shagang 70 in both, Dali 80 for a year and then 60."""
    closing_from_august_on(city)
    with clock.moved_to(at(2022, 9, 4)):
        for month in months_between(202109, AUGUST):
            accept(city, city.dali, month, "100", "80", by="neighbour")
        accept(city, city.dongpo, AUGUST, "100", "60")
        accept(city, city.shagang, AUGUST, "100", "70")
    with clock.moved_to(at(2022, 10, 4)):
        accept(city, city.dongpo, SEPTEMBER, "300", "90")
        accept(city, city.shagang, SEPTEMBER, "100", "70")
        accept(city, city.dali, SEPTEMBER, "100", "60", by="neighbour")
    refresh_and_freeze(at(2022, 10, 18, 0, 10))
    return city


def told(moved) -> list[tuple]:
    return [(part.what, part.note, part.shown) for part in moved.parts]


def adds_up(moved) -> None:
    assert sum(cause.places for cause in moved.causes) == moved.rank_before - moved.rank
    assert sum(part.shown for part in moved.parts) == moved.figure - moved.figure_before


def test_a_month_that_came(city):
    moved = inflow_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), city.dongpo.pk)
    adds_up(moved)
    # (60 × 100 + 90 × 300) ÷ 400 = 82.5
    assert (moved.rank_before, moved.rank, told(moved)) == (1, 3, [("计入", "2022-09", 22_500)])
    assert [(cause.what, cause.places) for cause in moved.causes] == [("improved", -2)]


def test_a_month_that_left_with_it(city):
    """Twelve months count: (12 × 80 + 60) ÷ 13 = 78.462, and without September of last year (11 × 80 + 60) ÷ 12 = 78.333."""
    moved = inflow_moved(Now(CITY, AUGUST), Now(CITY, SEPTEMBER), city.dali.pk)
    adds_up(moved)
    assert told(moved) == [("计入", "2022-09", -1_538), ("不再计入", "2021-09", -129)]
    assert moved.rank == 2


def test_a_month_that_was_corrected_after_the_freeze(city):
    corrected(city, city.dongpo, AUGUST, 500_000, at(2022, 10, 25))
    figures.actions.refresh()
    moved = inflow_moved(Then(CITY, copy_of(SEPTEMBER)), Now(CITY, SEPTEMBER), city.dongpo.pk)
    adds_up(moved)
    # (60 × 50 + 90 × 300) ÷ 350 = 85.714
    assert told(moved) == [("已更正", "2022-08", 3_214)]


def test_its_page(city, signed_in):
    page = signed_in("vicemayor").get(f"/rankings/inlet-concentration/why/{city.dali.pk}/?month=2022-09", HTTP_ACCEPT_LANGUAGE="en")
    assert [words in page.content.decode() for words in ("80.0 mg/L → 78.3 mg/L", "−1.54", "left the account")] == [True] * 3
