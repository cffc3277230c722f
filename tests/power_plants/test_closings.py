"""The closure list: dates that only documents move, facts that two people make, countdown, states, ranks."""

import datetime
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

import clock
from dashboards.closure_ranking import ClosureRow, closure_rows, movement
from figures.actions import refresh
from figures.models import DivisionFigure
from formulas.power import days_left
from journal.models import Event
from power_plants import actions
from power_plants.board import standings
from power_plants.closings.actions import Document, change_closure, list_closure, move_closure, reopen, say_word
from power_plants.models import Closure, PlannedDate, Step, StepKind, YearStatistics
from power_plants.refusals import ChangedMeanwhile, NotLater, NotYet, OwnClaim, Refused, Taken, WrongState
from power_plants.standing import ClosureState, Group
from tests.city import at
from tests.power_plants.units import DOCUMENT, burn, closed, listed, statistics, step, unit, verify

LATER = Document("粤发改能源函〔2022〕207号", "省发展和改革委员会", date(2022, 5, 20))
CITY = "4406"


@pytest.fixture
def closure(city):
    return listed(city, unit(city), date(2022, 9, 30))


def state_on(day: date, month: int = 202210) -> str:
    return standings(CITY, day, month)[0].state


class TestPlannedDate:
    def test_only_a_later_document_moves_it_and_both_stay(self, city, closure):
        move_closure(closure=closure, planned_on=date(2022, 12, 31), document=LATER, by=city.people["reform"])
        assert [(one.planned_on, one.document_number) for one in closure.planned_dates.all()] == [
            (date(2022, 9, 30), DOCUMENT.number),
            (date(2022, 12, 31), LATER.number),
        ]
        event = Event.objects.get(verb="closure_moved")
        assert (event.before["planned_on"], event.after["planned_on"], event.actor) == ("2022-09-30", "2022-12-31", city.people["reform"])

    @pytest.mark.parametrize("day", [DOCUMENT.date, DOCUMENT.date - datetime.timedelta(days=1)])
    def test_an_earlier_document_or_one_of_the_same_day_does_not(self, city, closure, day):
        with pytest.raises(NotLater):
            move_closure(closure=closure, planned_on=date(2023, 1, 1), document=Document("1", "局", day), by=city.people["reform"])

    def test_a_document_of_tomorrow_is_refused(self, city, closure):
        with pytest.raises(NotYet):
            move_closure(
                closure=closure, planned_on=date(2023, 1, 1), document=Document("1", "局", date(2099, 1, 1)), by=city.people["reform"]
            )

    def test_the_database_refuses_what_an_action_would_not_write(self, city, closure):
        first = closure.planned_dates.get()
        values = {
            "closure": closure,
            "planned_on": date(2023, 1, 1),
            "document_number": "1",
            "issuing_body": "局",
            "entered_at": clock.now(),
        }
        values["entered_by"] = city.people["reform"]
        refused = [
            {"document_date": first.document_date, "replaces": first, "replaced_document_date": first.document_date},
            {"document_date": date(2022, 1, 1)},
            {"document_date": date(2022, 1, 1), "replaces": first},
            {"document_date": date(2022, 1, 1), "replaces": first, "replaced_document_date": first.document_date, "document_number": ""},
        ]
        for details in refused:
            with pytest.raises(IntegrityError), transaction.atomic():
                PlannedDate.objects.create(**values | details)

    def test_no_date_is_ever_changed(self, closure):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlannedDate.objects.update(planned_on=date(2025, 1, 1))

    @pytest.mark.postgresql
    def test_nor_removed(self, closure):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlannedDate.objects.all().delete()

    def test_a_unit_is_on_the_list_once(self, city, closure):
        with pytest.raises(Taken):
            list_closure(unit=closure.unit, planned_on=date(2023, 1, 1), document=LATER, by=city.people["reform"])


class TestFacts:
    def test_who_enters_never_verifies(self, city, closure):
        claim = step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1), verified=False)
        with pytest.raises(OwnClaim):
            actions.verify_claim(claim=claim, by=city.people["reform"])
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.filter(pk=claim.pk).update(state="accepted", decided_by=city.people["reform"], decided_at=clock.now())

    def test_a_fact_is_never_reworded(self, city, closure):
        step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1))
        statistics(city, closure.unit, 2021, "100")
        for change in (lambda: Step.objects.update(on=date(2022, 1, 1)), lambda: YearStatistics.objects.update(so2_mg=1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_one_live_fact_at_a_time_and_a_refused_one_makes_room(self, city, closure):
        claim = step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1))
        with pytest.raises(Taken):
            step(city, closure, StepKind.OFF_GRID, date(2022, 9, 2))
        actions.refuse_claim(claim=claim, reason="日期有误", by=city.people["verifier"])
        step(city, closure, StepKind.OFF_GRID, date(2022, 9, 2))
        assert list(closure.steps.order_by("pk").values_list("state", flat=True)) == ["refused", "accepted"]

    def test_a_refusal_needs_a_reason(self, city, closure):
        claim = step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1), verified=False)
        with pytest.raises(Refused):
            actions.refuse_claim(claim=claim, reason=" ", by=city.people["verifier"])

    def test_what_was_verified_can_not_be_withdrawn(self, city, closure):
        claim = step(city, closure, StepKind.OFF_GRID, date(2022, 9, 1))
        with pytest.raises(WrongState):
            actions.withdraw_claim(claim=claim, reason="误报", by=city.people["reform"])

    @pytest.mark.parametrize("day", [date(2099, 1, 1), date(1980, 1, 1)], ids=["to come", "before the unit"])
    def test_a_step_lies_between_the_unit_and_today(self, city, closure, day):
        with pytest.raises(NotYet):
            step(city, closure, StepKind.BOILER, day)

    def test_the_statistics_of_a_running_year_do_not_exist(self, city, closure):
        with pytest.raises(NotYet):
            statistics(city, closure.unit, clock.today().year, "1")

    def test_grid_and_staff_are_not_overwritten_unseen(self, city, closure):
        changes = {"staff_working": 40, "staff_resettled": 12}
        change_closure(closure=closure, seen_version=1, changes=changes, by=city.people["reform"])
        with pytest.raises(ChangedMeanwhile):
            change_closure(closure=closure, seen_version=1, changes=changes, by=city.people["reform"])
        with pytest.raises(IntegrityError), transaction.atomic():
            Closure.objects.update(staff_resettled=41)


class TestCountdown:
    @pytest.mark.parametrize(
        ("planned", "day", "days"),
        [
            (date(2022, 12, 31), date(2022, 12, 31), 0),
            (date(2022, 12, 31), date(2023, 1, 1), -1),
            (date(2023, 1, 1), date(2022, 12, 31), 1),
            (date(2024, 3, 1), date(2024, 2, 28), 2),  # a leap year
            (date(2023, 3, 1), date(2023, 2, 28), 1),
            (date(2024, 2, 29), date(2025, 2, 28), -365),
        ],
    )
    def test_days_are_those_of_the_calendar(self, planned, day, days):
        assert days_left(planned, day) == days

    def test_on_its_day_a_closing_is_not_overdue_and_on_the_next_it_is(self, closure):
        assert state_on(date(2022, 9, 30)) == ClosureState.PLANNED
        assert state_on(date(2022, 10, 1)) == ClosureState.OVERDUE

    def test_before_its_document_it_is_not_on_the_list(self, closure):
        assert standings(CITY, date(2021, 2, 28), 202102) == []

    def test_a_slip_of_the_grid_moves_the_expected_stop_and_not_the_planned_date(self, city, closure):
        changes = {"grid_project": "220千伏线路", "grid_due_on": date(2022, 12, 15)}
        change_closure(closure=closure, seen_version=1, changes=changes, by=city.people["reform"])
        one = standings(CITY, date(2022, 9, 1), 202208)[0]
        assert (one.planned.planned_on, one.expected_on) == (date(2022, 9, 30), date(2022, 12, 15))


class TestStates:
    def test_the_way_to_a_closed_unit(self, city, closure):
        day = date(2022, 11, 10)
        with clock.moved_to(at(2022, 11, 10)):
            states = [state_on(day)]
            for kind in (StepKind.OFF_GRID, StepKind.BOILER, StepKind.CHIMNEY, StepKind.CONFIRMATION):
                step(city, closure, kind, date(2022, 10, 1), verified=kind != StepKind.CONFIRMATION)
                states.append(state_on(day))
            verify(city, closure.steps.get(kind=StepKind.CONFIRMATION))
            states.append(state_on(day))
        S = ClosureState
        assert states == [S.OVERDUE, S.SHUT_DOWN, S.SHUT_DOWN, S.DISMANTLED, S.PUBLISHED, S.CLOSED]

    def test_closed_is_not_shut_down(self, city, closure):
        step(city, closure, StepKind.OFF_GRID, date(2022, 9, 20))
        one = standings(CITY, date(2022, 11, 10), 202210)[0]
        assert (one.state, one.group, one.days) == (ClosureState.SHUT_DOWN, Group.STOPPED, -41)

    def test_a_unit_that_runs_again_stands_among_those_to_be_shut_down(self, city, closure):
        closed(city, closure, date(2022, 9, 20))
        reopen(closure=closure, on=date(2022, 10, 20), reason="夜间巡查发现", by=city.people["reform"])
        one = standings(CITY, date(2022, 11, 10), 202210)[0]
        assert (one.state, one.group) == (ClosureState.RESURRECTED, Group.RUNNING)
        with pytest.raises(WrongState):
            step(city, closure, StepKind.CHIMNEY, date(2022, 10, 21))

    def test_it_can_be_listed_anew_and_only_the_new_closing_is_ranked(self, city, closure):
        closed(city, closure, date(2022, 9, 20))
        reopen(closure=closure, on=date(2022, 10, 20), reason="夜间巡查发现", by=city.people["reform"])
        again = list_closure(unit=closure.unit, planned_on=date(2023, 1, 31), document=LATER, by=city.people["reform"])
        assert [(one.closure, one.state) for one in standings(CITY, date(2022, 11, 10), 202210)] == [(again, ClosureState.PLANNED)]

    @pytest.mark.parametrize("on", [date(2022, 9, 19), date(2099, 1, 1)])
    def test_it_runs_again_after_it_stopped_and_not_tomorrow(self, city, closure, on):
        step(city, closure, StepKind.OFF_GRID, date(2022, 9, 20))
        with pytest.raises(NotYet):
            reopen(closure=closure, on=on, reason="恢复", by=city.people["reform"])


class TestRanking:
    @pytest.fixture
    def four(self, city):
        """Overdue 41 days without a word; overdue 10 and 10 days; due in 51 days; and one that is off the grid."""
        dates = [date(2022, 9, 30), date(2022, 10, 31), date(2022, 10, 31), date(2022, 12, 31), date(2022, 6, 30)]
        closures = [listed(city, unit(city, number=f"{number}号"), day) for number, day in enumerate(dates)]
        for one in closures[1:]:
            say_word(closure=one, month=202210, text="在网", by=city.people["reform"])
        step(city, closures[4], StepKind.OFF_GRID, date(2022, 7, 1))
        return closures

    def ranks(self, order: str = "days") -> list[tuple]:
        return [(one.unit.number, one.rank, one.group) for one in standings(CITY, date(2022, 11, 10), 202210, order)]

    def test_silent_first_then_the_longest_overdue_and_equals_share_a_rank(self, four):
        assert self.ranks() == [
            ("0号", 1, "running"),
            ("1号", 2, "running"),
            ("2号", 2, "running"),
            ("3号", 4, "running"),
            ("4号", 1, "stopped"),
        ]

    def test_by_tonnes_the_most_at_stake_stands_first_after_the_silent(self, city, four):
        for one, tonnes in zip(four, ["10", "100", "300", "200", "5"], strict=True):
            statistics(city, one.unit, 2021, tonnes)
        assert [number for number, _rank, _group in self.ranks("tonnes")] == ["0号", "2号", "3号", "1号", "4号"]

    def test_one_word_a_month_and_none_for_a_month_to_come(self, city, four):
        with pytest.raises(Taken):
            say_word(closure=four[1], month=202210, text="再报", by=city.people["reform"])
        with pytest.raises(NotYet):
            say_word(closure=four[1], month=209901, text="早报", by=city.people["reform"])

    def test_movement_tells_the_weightiest_reason(self, city, four):
        move_closure(closure=four[3], planned_on=date(2022, 12, 1), document=LATER, by=city.people["reform"])
        say_word(closure=four[0], month=202209, text="在网", by=city.people["reform"])
        rows = {row.now.unit.number: row for row in closure_rows(CITY, date(2022, 11, 10), 202210, "days")}
        with translation.override("en"):
            told = {number: movement(row) for number, row in rows.items()}
            new = movement(ClosureRow(rows["0号"].now, None))
        assert told["0号"].endswith("no word this month")
        assert told["1号"].endswith("reported again")
        assert told["4号"].endswith("reported again")
        assert new == "new on the list"

    def test_as_it_stood_at_the_end_of_a_month(self, city, four):
        move_closure(
            closure=four[0], planned_on=date(2023, 9, 30), document=Document("9号", "省", date(2022, 10, 15)), by=city.people["reform"]
        )
        then, now = (standings(CITY, day, 202209) for day in (date(2022, 9, 30), date(2022, 10, 31)))
        assert [one.planned.planned_on for one in then if one.unit.number == "0号"] == [date(2022, 9, 30)]
        assert [one.planned.planned_on for one in now if one.unit.number == "0号"] == [date(2023, 9, 30)]


class TestForecast:
    def test_it_stands_beside_the_figures_and_never_in_them(self, city):
        one = unit(city)
        statistics(city, one, 2021, "420")
        listed(city, one, date(2022, 12, 31))
        found = standings(CITY, date(2022, 11, 10), 202210)[0]
        assert found.freed == {2022: 0, 2023: 420 * 10**9}
        assert not DivisionFigure.objects.filter(pollutant="so2", declared_reduction_mg__gt=0).exists()

    def test_once_it_has_stopped_the_coal_that_was_burnt_takes_its_place(self, city):
        one = unit(city)
        statistics(city, one, 2021, "3420")
        for month in range(202201, 202206):
            burn(city, one, month, "2.6")
        step(city, listed(city, one, date(2022, 12, 31)), StepKind.OFF_GRID, date(2022, 5, 31))
        found = standings(CITY, date(2022, 11, 10), 202210)[0]
        assert found.freed == {2022: 1860 * 10**9, 2023: 1560 * 10**9}

    def test_what_fell_due_before_the_confirmation_comes_with_it(self, city):
        """Example 7, in the year before: until it is confirmed this year is the first that can get it, then that of the confirmation."""
        one = unit(city)
        statistics(city, one, 2020, "3420")
        for month in range(202101, 202106):
            burn(city, one, month, "2.6")
        closure = listed(city, one, date(2021, 5, 31))
        for kind in (StepKind.OFF_GRID, StepKind.BOILER, StepKind.TURBINE):
            step(city, closure, kind, date(2021, 5, 31))
        all_of_it = 3420 * 10**9
        [waits] = standings(CITY, date(2022, 11, 10), 202210)
        assert (waits.freed, waits.at_stake) == ({2022: all_of_it, 2023: 0}, all_of_it)
        step(city, closure, StepKind.CONFIRMATION, date(2022, 3, 8), document="公告")
        [confirmed] = standings(CITY, date(2022, 11, 10), 202210)
        assert (confirmed.state, confirmed.freed, confirmed.at_stake) == (ClosureState.CLOSED, {2022: all_of_it, 2023: 0}, None)
        refresh()
        booked = DivisionFigure.objects.filter(division=city.east, pollutant="so2", month__range=(202201, 202212))
        assert sum(row.verified_reduction_mg or 0 for row in booked) == all_of_it
