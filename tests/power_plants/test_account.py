"""The account of one unit against hand-made tables: examples 6 to 8, C1 to C4, and every line of rules.md 3.10 that concerns it."""

import random

import pytest

from formulas.months import months_between, months_of
from formulas.power import so2_emitted
from formulas.units import COAL, PERCENT
from power_plants.account import Facility, Side, Stop, by_year, credits, forecast

T = 10**9  # mg of a tonne
START = 199001


def tonnes(side: Side, last_month: int = 202412) -> dict[int, float | None]:
    return {year: None if amount is None else amount / T for year, amount in by_year(credits(side, last_month)).items()}


def months(first: int, last: int, amount: int) -> dict[int, int]:
    return dict.fromkeys(months_between(first, last), amount)


def closed_in_may(**details) -> Side:
    """Example 6: 420 t in the statistics, 33 t in each of the five months that it still ran."""
    known = {"statistics": {2021: 420 * T}, "formed": months(202201, 202205, 33 * T), "stops": (Stop(202205, 202205),)}
    return Side(START, **known | details)


class TestClosing:
    def test_example_6_the_year_and_its_remainder(self):
        assert tonnes(closed_in_may()) == {2022: 255, 2023: 165}

    def test_example_7_by_c4(self):
        coal, sulphur = COAL.parse("28.5"), PERCENT.parse("0.75")
        assert (so2_emitted(coal, sulphur, 1600, 0) / T, so2_emitted(coal, sulphur, 1700, 0) / T) == (3420, 3633.75)
        burnt = so2_emitted(COAL.parse("2.6"), sulphur, 1600, 0)  # five times: 13.0 万吨
        side = closed_in_may(statistics={2021: 3420 * T}, formed=months(202201, 202205, burnt))
        assert tonnes(side) == {2022: 1860, 2023: 1560}

    def test_nothing_falls_due_before_the_unit_stops_and_later_months_bring_their_twelfth(self):
        found = credits(closed_in_may(), 202312)
        assert min(found) == 202205
        assert found[202205] / T == 420 * 5 / 12 - 165
        assert [found[month] / T for month in months_between(202206, 202212)] == [35] * 7
        assert [found[month] / T for month in months_between(202301, 202305)] == [33] * 5
        assert max(found) == 202305

    def test_without_the_confirmation_nothing_is_booked(self):
        assert tonnes(closed_in_may(stops=(Stop(202205, None),))) == {}

    def test_a_confirmation_later_in_the_year_settles_what_fell_due_and_changes_no_month_before(self):
        found = credits(closed_in_may(stops=(Stop(202205, 202209),)), 202312)
        assert min(found) == 202209
        assert by_year(found) == {2022: 255 * T, 2023: 165 * T}

    def test_a_confirmation_after_the_year_brings_all_of_it_in_its_own_period(self):
        assert tonnes(closed_in_may(stops=(Stop(202205, 202303),))) == {2023: 420}

    def test_a_confirmation_after_both_years_too(self):
        assert tonnes(closed_in_may(stops=(Stop(202205, 202402),))) == {2024: 420}

    def test_a_unit_that_runs_again_gives_everything_back_in_that_month(self):
        side = closed_in_may(stops=(Stop(202205, 202205, 202302),), formed=months(202201, 202205, 33 * T) | months(202302, 202312, 33 * T))
        found = credits(side, 202312)
        assert found[202302] / T == -(255 + 33)
        assert tonnes(side) == {2022: 255, 2023: 33 - 255 - 33}

    def test_a_unit_that_runs_again_before_anything_was_booked_gives_nothing_back(self):
        assert tonnes(closed_in_may(stops=(Stop(202205, 202209, 202208),))) == {}

    @pytest.mark.parametrize("statistics", [{}, {2020: 420 * T}, {2021: 0}], ids=["never", "not last year", "stood still"])
    def test_nothing_for_a_unit_that_last_years_statistics_do_not_hold(self, statistics):
        assert tonnes(closed_in_may(statistics=statistics)) == {}

    def test_a_month_that_is_not_known_leaves_all_of_it_unknown(self):
        side = closed_in_may(formed=months(202201, 202204, 33 * T))
        assert tonnes(side) == {2022: None, 2023: None}

    def test_a_unit_that_burnt_more_than_last_year_gives_a_negative_year_and_the_sum_holds(self):
        side = Side(START, statistics={2021: 420 * T}, formed=months(202201, 202212, 36 * T), stops=(Stop(202212, 202212),))
        assert tonnes(side) == {2022: -12, 2023: 432}

    def test_a_forecast_is_c2(self):
        assert forecast(420 * T, 202205) == {2022: 245 * T, 2023: 175 * T}
        assert forecast(420 * T, 202212) == {2022: 0, 2023: 420 * T}


class TestDesulphurisation:
    def side(self, *facilities: Facility, **details) -> Side:
        known = {"statistics": {year: 12_800 * T for year in range(2019, 2024)}, "formed": months(202001, 202312, 1_000 * T)}
        return Side(START, facilities=facilities, **known | details)

    def test_example_8(self):
        formed = so2_emitted(COAL.parse("58"), PERCENT.parse("0.8"), 1600, 0)
        for removal, expected in ((874_000, 6488.576), (800_000, 5939.2)):
            side = self.side(Facility(202207, removal), formed=months(202101, 202312, 0) | {202207: formed})
            assert tonnes(side, 202212) == {2022: expected}

    def test_it_counts_against_the_year_before_and_carries_the_rest_over(self):
        assert tonnes(self.side(Facility(202207, 800_000))) == {2022: 6 * 800, 2023: 6 * 800}

    def test_an_older_facility_is_deducted(self):
        assert tonnes(self.side(Facility(200001, 600_000), Facility(202207, 800_000)), 202212) == {2022: 6 * 200}

    def test_a_better_operation_rate_is_the_difference_of_the_rates(self):
        side = self.side(Facility(200001, 800_000), Facility(202201, 850_000))
        assert tonnes(side) == {2022: 12 * 50}

    def test_a_unit_outside_the_statistics_brings_nothing(self):
        assert tonnes(self.side(Facility(202207, 800_000), statistics={})) == {}


class TestNothingCountsTwice:
    """rules.md 3.10."""

    def test_1_closed_and_desulphurised_in_one_year_is_only_the_difference(self):
        """100 t formed a month; from April on 80 % removed; stopped in September."""
        side = Side(
            START,
            statistics={2021: 1200 * T},
            formed=months(202201, 202209, 100 * T),
            facilities=(Facility(202204, 800_000),),
            stops=(Stop(202209, 202209),),
        )
        actual = 3 * 100 + 6 * 20
        assert tonnes(side) == {2022: 1200 - actual, 2023: actual}
        found = credits(side, 202312)
        assert [found[month] / T for month in months_between(202204, 202208)] == [80] * 5  # as desulphurisation until it stopped

    def test_1_also_where_the_confirmation_comes_a_year_later(self):
        side = Side(
            START,
            statistics={2021: 1200 * T},
            formed=months(202201, 202209, 100 * T),
            facilities=(Facility(202204, 800_000),),
            stops=(Stop(202209, 202302),),
        )
        assert tonnes(side) == {2022: 6 * 80, 2023: 1200 - 6 * 80}

    @pytest.mark.parametrize("seed", range(40))
    def test_2_a_closing_split_over_two_years_sums_to_the_statistics_exactly(self, seed):
        luck = random.Random(seed)
        stopped, statistics = luck.choice(months_of(2022)), luck.randrange(1, 10**13)
        formed = {month: luck.randrange(10**12) for month in months_between(202201, stopped)}
        facilities = (Facility(luck.choice(months_of(2022)), luck.randrange(10**6)),) if luck.random() < 0.5 else ()
        booked = luck.choice([month for month in months_between(stopped, 202312)])
        side = Side(START, {2021: statistics}, formed, facilities, (Stop(stopped, booked),))
        assert sum(credits(side, 202412).values()) == statistics
        if booked <= 202212:
            assert by_year(credits(side, 202412))[2022] == statistics - side.emission_of_year(2022, 202212)

    def test_7_a_unit_belongs_to_one_district_a_year(self):
        """A unit has no district of its own but its plant's: there is nothing that could count in two."""
        from power_plants.models import PowerPlant, Unit

        assert [field.name for field in Unit._meta.get_fields() if field.name == "district"] == []
        assert not PowerPlant._meta.get_field("district").many_to_many


def test_a_unit_that_ran_again_and_is_closed_again_counts_once():
    """Stopped in March, running again in June, closed for good in October: E_stat(2021) − E_actual(2022)."""
    formed = months(202201, 202203, 30 * T) | months(202206, 202210, 30 * T)
    side = Side(START, {2021: 420 * T}, formed, (), (Stop(202203, 202203, 202206), Stop(202210, 202210)))
    assert tonnes(side) == {2022: 420 - 8 * 30, 2023: 8 * 30}
