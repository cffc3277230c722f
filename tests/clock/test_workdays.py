"""Public holidays as they were published."""

import datetime

import pytest

from clock.workdays import known_years, published


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("given", "moved"),
    [
        ("2020-01-31", "2020-02-03"),  # the Spring Festival of 2020 was prolonged to 2 February
        ("2020-01-19", "2020-01-19"),  # a Sunday on which offices worked
        ("2021-05-08", "2021-05-08"),
        ("2022-01-29", "2022-01-29"),
        ("2022-12-31", "2023-01-03"),  # across the year
        ("2023-09-29", "2023-10-07"),
        ("2024-02-10", "2024-02-18"),
        ("2025-01-28", "2025-02-05"),
        ("2026-02-15", "2026-02-24"),
        ("2027-05-01", "2027-05-03"),  # not known: a Saturday moves past the weekend alone
    ],
)
def test_a_day_moves_past_holidays_and_weekends(given, moved):
    assert published().moved(day(given)) == day(moved)


def test_the_years_that_are_known_are_told():
    assert known_years() == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert (published().knows(2026), published().knows(2027)) == (True, False)


@pytest.mark.parametrize(("year", "extra"), [(2020, 6), (2021, 7), (2022, 7), (2023, 7), (2024, 8), (2025, 5), (2026, 6)])
def test_weekends_on_which_offices_worked_as_the_notices_count_them(year, extra):
    first = datetime.date(year, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(365)]
    assert sum(1 for one in days if one.weekday() > 4 and published().moved(one) == one) == extra
