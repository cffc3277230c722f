"""What the delay of a closing takes from each year, month by month in a second hand of plain tables; and its sums."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from django.db import DatabaseError, transaction

import clock
from dashboards.closure_delay import unit_years
from formulas.units import MASS
from power_plants.actions import enter_statistics, refuse_claim
from power_plants.board import standings
from power_plants.knock_on import taken
from power_plants.models import StepKind, YearStatistics
from tests.city import at
from tests.power_plants.units import closed, listed, step, unit
from tests.targets.quotas import in_force

TODAY = date(2022, 11, 10)
SO2, NOX = 420, 307  # t a year


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(at(2022, 11, 10)):
        yield


def told(city, one, year: int, so2: int, nox: int | None) -> YearStatistics:
    facts = {"coal_kg": 10**8, "sulphur_millionths": 7500, "so2_mg": so2 * 10**9, "nox_mg": None if nox is None else nox * 10**9}
    return enter_statistics(unit=one, year=year, document="基表", by=city.people["official"], **facts)


def waiting_unit(city, planned: date, nox: int | None = NOX, **details):
    """On the list, without steps: as of today it can stop today at the earliest."""
    one = unit(city, **details)
    told(city, one, 2021, SO2, nox)
    return listed(city, one, planned)


def by_hand(tonnes: int, stop: date) -> dict[int, Fraction]:
    """A month after the month of the stop, within a year of it, brings what it no longer emits, a twelfth of the year."""
    counted = [(year, month) for year in range(2020, 2030) for month in range(1, 13)]
    counted = [place for place in counted if (stop.year, stop.month) < place <= (stop.year + 1, stop.month)]
    return {year: Fraction(tonnes * sum(place[0] == year for place in counted), 12) for year in range(2020, 2030)}


def tonnes(amount: int) -> Fraction:
    return Fraction(amount, 10**9)


PLANNED = (date(2021, 6, 1), date(2022, 9, 30), date(2022, 11, 10), date(2022, 12, 31), date(2023, 1, 1), date(2024, 2, 29))
STOPS = (date(2022, 11, 10), date(2022, 12, 31), date(2023, 1, 31), date(2024, 2, 29))


def test_each_year_is_that_of_the_second_hand(city):
    for number, planned in enumerate(PLANNED):
        waiting_unit(city, planned, number=f"{number}号")
    for one, stops_on, (pollutant, amount) in product(standings("4406", TODAY, 202210), STOPS, (("so2", SO2), ("nox", NOX))):
        by_plan, as_expected = by_hand(amount, one.planned.planned_on), by_hand(amount, stops_on)
        rows = taken(one, pollutant, stops_on)
        for row in rows:
            # Twelfths are cut off below the mg, and what is left goes to the next year.
            assert abs(tonnes(row.planned) - by_plan[row.year]) < Fraction(1, 10**9)
            assert abs(tonnes(row.held_back) - (by_plan[row.year] - as_expected[row.year])) < Fraction(2, 10**9)
        assert {year for year in by_plan if by_plan[year] or as_expected[year]} <= {row.year for row in rows}
        assert sum(row.held_back for row in rows) == 0  # nothing is lost for good, it comes later


class TestWhatIsKnown:
    def test_without_nox_in_the_statistics_nothing_is_said_of_it(self, city, signed_in):
        closure = waiting_unit(city, date(2022, 9, 30), nox=None)
        [one] = standings("4406", TODAY, 202210)
        assert taken(one, "nox") == []
        assert taken(one, "so2")
        assert [(row.so2 is None, row.nox) for row in unit_years(one)] == [(False, None)] * 2
        page = signed_in("vicemayor").get(f"/power-plants/{closure.unit_id}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "The statistics of this unit do not tell its NOₓ: nothing can be said of it." in page

    def test_zero_is_a_figure(self, city):
        waiting_unit(city, date(2022, 9, 30), nox=0)
        [one] = standings("4406", TODAY, 202210)
        assert [row.held_back for row in taken(one, "nox")] == [0, 0]

    def test_the_latest_year_that_tells_it_counts(self, city):
        closure = waiting_unit(city, date(2022, 9, 30), nox=None)
        told(city, closure.unit, 2020, 500, 200)
        told(city, closure.unit, 2019, 900, 900)
        [one] = standings("4406", TODAY, 202210)
        assert sum(row.planned for row in taken(one, "nox")) == 200 * 10**9
        assert sum(row.planned for row in taken(one, "so2")) == SO2 * 10**9

    def test_what_the_city_refused_does_not_count(self, city):
        closure = waiting_unit(city, date(2022, 9, 30))
        refuse_claim(claim=closure.unit.statistics.get(), reason="误报", by=city.people["verifier"])
        [one] = standings("4406", TODAY, 202210)
        assert (taken(one, "so2"), taken(one, "nox")) == ([], [])

    def test_a_unit_that_stopped_late_keeps_what_its_delay_took(self, city):
        closure = waiting_unit(city, date(2022, 3, 31))
        step(city, closure, StepKind.OFF_GRID, date(2022, 8, 15))
        [one] = standings("4406", TODAY, 202210)
        assert {row.year: tonnes(row.held_back) for row in taken(one, "so2")} == {2022: 175, 2023: -175}

    def test_one_that_stopped_early_has_gained(self, city):
        closure = waiting_unit(city, date(2022, 12, 31))
        closed(city, closure, date(2022, 6, 30))
        [one] = standings("4406", TODAY, 202210)
        assert {row.year: tonnes(row.held_back) for row in taken(one, "so2")} == {2022: -210, 2023: 210}


class TestSums:
    def test_units_add_up_to_districts_and_districts_to_the_city(self, city, signed_in):
        in_force(city)
        waiting_unit(city, date(2022, 9, 30))
        waiting_unit(city, date(2022, 6, 30), number="2号", nox=None)
        waiting_unit(city, date(2022, 3, 31), name="西樵电厂", district=city.west)
        answer = signed_in("vicemayor").get("/power-plants/", HTTP_ACCEPT_LANGUAGE="en")
        rows = {(row.cells[0].text, row.cells[1].text): row.cells[2:] for row in answer.context["years"].rows}
        assert {place for place, _year in rows} == {"Chancheng", "Nanhai", "Fenjiang"}
        # As of today all stop in November. SO₂ of 2022: 105 + 210 − 2 × 35 in the east, 315 − 35 in the west.
        for place, lost, nox_lost, left_out in (
            ("Chancheng", "245.00", "51.17", "1"),
            ("Nanhai", "280.00", "204.67", "0"),
            ("Fenjiang", "525.00", "255.83", "1"),
        ):
            cells = [cell.text for cell in rows[place, "2022"]]
            assert (cells[3], cells[6], cells[7]) == (lost, nox_lost, left_out)

    def test_a_district_reads_its_own_only(self, city, signed_in):
        waiting_unit(city, date(2022, 9, 30))
        waiting_unit(city, date(2022, 9, 30), name="西樵电厂", district=city.west)
        answer = signed_in("official").get("/power-plants/", HTTP_ACCEPT_LANGUAGE="en")
        assert {row.cells[0].text for row in answer.context["years"].rows} == {"Chancheng"}


class TestEntering:
    def test_nox_is_stated_with_the_statistics_verified_and_never_reworded(self, city, signed_in):
        one = unit(city)
        values = {"year": "2021", "coal_kg": "28.5", "sulphur_millionths": "0.75", "so2_mg": "420", "document": "基表"}
        official = signed_in("official")
        assert official.post(f"/power-plants/{one.pk}/claim/statistics/", values | {"nox_mg": "-1"}).status_code == 422
        assert official.post(f"/power-plants/{one.pk}/claim/statistics/", values | {"nox_mg": "306.123456789"}).status_code == 302
        claim = YearStatistics.objects.get()
        assert claim.nox_mg == MASS.parse("306.123456789")
        page = signed_in("verifier").get(f"/power-plants/{one.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "NOₓ 306.12 t" in page  # what is verified is read before
        with pytest.raises(DatabaseError), transaction.atomic():
            YearStatistics.objects.update(nox_mg=1)

    def test_empty_is_not_zero(self, city, signed_in):
        one = unit(city)
        values = {"year": "2021", "coal_kg": "28.5", "sulphur_millionths": "0.75", "so2_mg": "420", "document": "基表", "nox_mg": ""}
        assert signed_in("official").post(f"/power-plants/{one.pk}/claim/statistics/", values).status_code == 302
        assert YearStatistics.objects.get().nox_mg is None
