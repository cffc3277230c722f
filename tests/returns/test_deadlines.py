"""When months are due and close: tables made by hand from printed calendars."""

import datetime

import pytest

import clock
from returns.closing import Closing, deadline_of
from returns.models import Kind, Terms
from returns.opening_actions import AlreadySet, TooLate, set_terms
from tests.city import at
from tests.returns.terms import due_on_5th_closes_on_15th

# month → due on the 5th and closed on the 15th of the next one
BY_HAND = {
    201912: ("2020-01-06", "2020-01-15"),  # the 5th is a Sunday
    202001: ("2020-02-05", "2020-02-17"),
    202009: ("2020-10-09", "2020-10-15"),  # National Day and Mid-autumn together
    202101: ("2021-02-05", "2021-02-18"),  # the 15th lies in the Spring Festival
    202104: ("2021-05-06", "2021-05-17"),
    202109: ("2021-10-08", "2021-10-15"),
    202112: ("2022-01-05", "2022-01-17"),  # over the year
    202201: ("2022-02-07", "2022-02-15"),
    202209: ("2022-10-08", "2022-10-17"),  # a Saturday on which offices worked
    202210: ("2022-11-07", "2022-11-15"),
    202212: ("2023-01-05", "2023-01-16"),
    202309: ("2023-10-07", "2023-10-16"),
    202401: ("2024-02-05", "2024-02-18"),  # a Sunday on which offices worked
    202402: ("2024-03-05", "2024-03-15"),
    202501: ("2025-02-05", "2025-02-17"),
    202601: ("2026-02-05", "2026-02-24"),
    202612: ("2027-01-05", "2027-01-15"),
}


@pytest.mark.parametrize(("month", "days"), BY_HAND.items())
def test_both_days_move_to_the_next_working_day(month, days):
    found = deadline_of(Terms(due_day=5, closing_day=15), month)
    assert (found.due_on.isoformat(), found.closes_on.isoformat()) == days
    assert found.holidays_known == (month < 202612)


def test_a_leap_year_has_its_29th_of_february():
    assert deadline_of(Terms(due_day=28, closing_day=28), 202001).due_on == datetime.date(2020, 2, 28)
    assert deadline_of(Terms(due_day=1, closing_day=28), 202002).due_on == datetime.date(2020, 3, 2)  # the 1st is a Sunday


@pytest.mark.parametrize(
    ("instant", "overdue", "closed"),
    [
        (at(2022, 11, 7, 23, 59), False, False),
        (at(2022, 11, 8, 0, 0), True, False),
        (at(2022, 11, 15, 23, 59), True, False),
        (at(2022, 11, 16, 0, 0), True, True),
        (at(2022, 11, 16, 7, 59).astimezone(datetime.UTC), True, True),
        (at(2022, 11, 15, 23, 59).astimezone(datetime.UTC), True, False),
    ],
)
def test_a_day_ends_at_midnight_in_china(instant, overdue, closed):
    found = deadline_of(Terms(due_day=5, closing_day=15), 202210)
    with clock.moved_to(instant):
        assert (found.is_overdue, found.is_closed) == (overdue, closed)


class TestTerms:
    def set(self, city, division, valid_from, due_day=8, closing_day=20):
        return set_terms(
            kind=Kind.TREATMENT_PLANT,
            division=division,
            valid_from=valid_from,
            due_day=due_day,
            closing_day=closing_day,
            reason="按照市统计调度制度执行。",
            by=city.people["quota"],
        )

    def test_without_any_no_month_closes(self, city):
        closing = Closing("440604", Kind.TREATMENT_PLANT)
        assert closing.deadline("440604", 201501) is None
        assert closing.lock("440604", 201501, city.dongpo.pk) is None

    def test_they_hold_from_their_month_on_and_for_the_smallest_division(self, city):
        due_on_5th_closes_on_15th(city)
        with clock.moved_to(at(2022, 11, 10)):
            self.set(city, city.people["quota"].division, 202211)
            self.set(city, city.east, 202212, due_day=3)
        closing = Closing("4406", Kind.TREATMENT_PLANT)
        days = {(code, month): closing.terms(code, month).due_day for code in ("440604", "440605") for month in (202210, 202211, 202212)}
        assert days == {
            ("440604", 202210): 5,
            ("440604", 202211): 8,
            ("440604", 202212): 3,
            ("440605", 202210): 5,
            ("440605", 202211): 8,
            ("440605", 202212): 8,
        }
        assert Closing("440604", Kind.TREATMENT_PLANT).terms("440604", 202210).due_day == 5

    def test_what_has_ended_is_not_opened_in_silence(self, city):
        due_on_5th_closes_on_15th(city)
        with clock.moved_to(at(2022, 11, 10)), pytest.raises(TooLate):
            self.set(city, city.east, 202210)

    def test_nothing_is_overwritten(self, city):
        due_on_5th_closes_on_15th(city)
        with clock.moved_to(at(2022, 11, 10)):
            self.set(city, city.east, 202211)
            with pytest.raises(AlreadySet):
                self.set(city, city.east, 202211, due_day=9)
