"""How a project stood on a day: its dates by cases made by hand, promises counted, progress weighed."""

import datetime
from fractions import Fraction

import pytest

import clock
from construction import actions
from construction.actions import ChangedMeanwhile, DocumentKnown, NotLater, NotPossible
from construction.models import Attainment, Plan, PlannedDate, Promise
from construction.progress import actions as progress
from construction.standing import Standing, end_of, month_due, standings
from tests.city import at
from tests.construction.projects import (
    DAY,
    RUNGS,
    accept,
    add,
    entry,
    milestone,
    monthly,
    on,
    promise,
    reach,
    replan,
    submit,
)


def stood(day: DAY, project) -> Standing:
    """At noon of a day."""
    moment = at(day.year, day.month, day.day, 12)
    return next(one for one in standings("4406", moment) if one.project == project)


class TestDelay:
    @pytest.mark.parametrize(
        ("planned", "today", "days"),
        [
            (DAY(2024, 2, 28), DAY(2024, 3, 1), 2),  # over a leap day
            (DAY(2023, 2, 28), DAY(2023, 3, 1), 1),
            (DAY(2024, 2, 29), DAY(2024, 3, 1), 1),
            (DAY(2022, 12, 31), DAY(2023, 1, 1), 1),  # over the year's end
            (DAY(2022, 11, 10), DAY(2022, 11, 10), 0),  # on its day
            (DAY(2022, 11, 11), DAY(2022, 11, 10), 0),  # before it
        ],
    )
    def test_it_is_counted_in_calendar_days(self, city, planned, today, days):
        others = {code: DAY(2030, 1, 1) for code in RUNGS}
        project = add(city, days=others | {"approval": planned})
        one = stood(today, project)
        assert (one.current.milestone.rung.code, one.delay_days) == ("approval", days)

    def test_the_earliest_unfinished_milestone_is_the_one_that_was_to_be_reached_first(self, city):
        days = monthly(DAY(2022, 1, 15)) | {"eia": DAY(2022, 1, 10)}
        project = add(city, days=days)
        assert stood(DAY(2022, 1, 20), project).current.milestone.rung.code == "eia"
        reach(city, project, "eia", DAY(2022, 1, 21))
        assert stood(DAY(2022, 1, 22), project).current.milestone.rung.code == "approval"

    def test_finished_before_planned_is_no_delay_and_gives_none_to_the_next(self, city):
        project = add(city)
        reach(city, project, "approval", DAY(2022, 1, 3))
        one = stood(DAY(2022, 2, 14), project)
        assert (one.steps[0].delay_days, one.current.milestone.rung.code, one.delay_days) == (0, "eia", 0)

    def test_a_milestone_reached_late_keeps_its_own_delay(self, city):
        project = add(city)
        reach(city, project, "approval", DAY(2022, 3, 1))
        assert stood(DAY(2022, 6, 1), project).steps[0].delay_days == 45  # 15 January … 1 March

    def test_without_any_actual_date_nothing_is_reached(self, city):
        one = stood(DAY(2022, 1, 15), add(city))
        assert [step.reached_on for step in one.steps] == [None] * 12
        assert not one.is_finished

    def test_all_reached_is_finished_and_owes_nothing_after_that_month(self, city):
        project = add(city)
        for number, code in enumerate(RUNGS):
            reach(city, project, code, DAY(2022, 1 + number // 2, 10 + number))
        project.refresh_from_db()
        assert (stood(DAY(2022, 7, 1), project).is_finished, project.finished_on) == (True, DAY(2022, 6, 21))
        july = stood(DAY(2022, 8, 9), project)
        assert (july.month, july.current, july.delay_days, july.owes, july.has_reported) == (202207, None, 0, False, True)
        assert (project.owes(202206), project.owes(202207), project.owes(202112)) == (True, False, False)

    def test_with_the_last_one_reached_nothing_is_due_any_more(self, city):
        project = add(city)
        reach(city, project, "stable", DAY(2022, 5, 1))
        one = stood(DAY(2022, 6, 1), project)
        assert (one.is_finished, one.current, one.delay_days) == (True, None, 0)

    def test_taking_the_last_one_back_opens_the_project_again(self, city):
        project = add(city)
        reach(city, project, "stable", DAY(2022, 5, 1))
        reach(city, project, "stable", None, entered=DAY(2022, 5, 9))
        project.refresh_from_db()
        assert project.finished_on is None
        assert stood(DAY(2022, 5, 5), project).is_finished  # as it was known then
        assert not stood(DAY(2022, 5, 10), project).is_finished
        assert Attainment.objects.count() == 2


class TestPromises:
    def test_each_one_stays_and_they_are_counted(self, city):
        project = add(city)
        for told, day in ((DAY(2022, 3, 1), DAY(2022, 8, 31)), (DAY(2022, 8, 1), DAY(2022, 10, 31)), (DAY(2022, 10, 20), DAY(2023, 1, 4))):
            promise(city, project, "approval", day, told)
        step = stood(DAY(2022, 11, 1), project).current
        assert (step.promised_times, step.promised_on, step.slip_days) == (3, DAY(2023, 1, 4), 126)

    def test_a_past_day_knows_only_the_promises_given_by_then(self, city):
        project = add(city)
        promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 9, 5))
        before, after = stood(DAY(2022, 9, 4), project).current, stood(DAY(2022, 9, 6), project).current
        assert (before.promised_times, before.promised_on, before.is_broken_promise) == (1, DAY(2022, 8, 31), True)
        assert (after.promised_times, after.promised_on, after.is_broken_promise) == (2, DAY(2022, 12, 31), False)

    def test_nobody_promises_what_has_been_reached(self, city):
        project = add(city)
        reach(city, project, "approval", DAY(2022, 1, 10))
        with pytest.raises(NotPossible):
            promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        assert Promise.objects.count() == 0

    def test_the_second_of_two_people_is_told(self, city):
        project = add(city)
        one = milestone(project, "approval")
        promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        late = Promise(milestone=one, promised_on=DAY(2022, 9, 1), told_on=DAY(2022, 3, 1), promised_by="x", meeting="m", reason="y")
        with on(DAY(2022, 3, 1)), pytest.raises(ChangedMeanwhile):
            actions.promise(promise=late, seen_version=one.project.version, by=city.people["reform"])
        assert Promise.objects.count() == 1


class TestPlans:
    def test_a_new_document_replaces_the_days_and_the_old_ones_stay(self, city):
        project = add(city)
        replan(city, project, monthly(DAY(2022, 7, 1)), DAY(2022, 5, 20))
        before, after = stood(DAY(2022, 5, 19), project), stood(DAY(2022, 5, 21), project)
        assert (before.current.planned_on, after.current.planned_on) == (DAY(2022, 1, 15), DAY(2022, 7, 1))
        assert (before.delay_days, after.delay_days) == (124, 0)
        assert (Plan.objects.count(), PlannedDate.objects.count()) == (2, 24)

    def test_no_document_comes_twice(self, city):
        project = add(city)
        with pytest.raises(DocumentKnown):
            replan(city, project, monthly(DAY(2022, 7, 1)), DAY(2022, 5, 20), number="汾建〔2021〕1号")

    @pytest.mark.parametrize("dated", [DAY(2021, 12, 1), DAY(2009, 3, 1)], ids=["the same day", "an earlier one"])
    def test_only_a_later_document_replaces_it(self, city, dated):
        project = add(city)
        older = Plan(document_number="旧文", issuing_body="局", document_date=dated, reason="x")
        with on(DAY(2022, 5, 20)), pytest.raises(NotLater):
            actions.fix_plan(project=project, seen_version=1, plan=older, dates=monthly(DAY(2024, 1, 1)), by=city.people["reform"])
        assert stood(DAY(2022, 5, 21), project).current.planned_on == DAY(2022, 1, 15)

    def test_a_plan_has_a_day_for_every_milestone(self, city):
        project = add(city)
        days = monthly(DAY(2022, 7, 1))
        del days["trial"]
        with pytest.raises(NotPossible):
            replan(city, project, days, DAY(2022, 5, 20))


class TestProgress:
    def test_each_stage_weighs_as_much_as_its_milestones(self, city):
        project = add(city)
        accept(city, 202202, entry(project, ("100", "40", "10", "0")), entered=DAY(2022, 3, 3))
        expected = Fraction(220 * 100 + 300 * 40 + 330 * 10 + 150 * 0, 1000) * 10_000  # percents in millionths
        assert stood(DAY(2022, 3, 9), project).progress == round(expected) == 373_000

    def test_the_plan_earns_a_milestone_evenly_up_to_its_day(self, city):
        project = add(city)
        # From the document of 1 December to the first milestone of 15 January are 45 days; its weight is 40 of 1000.
        assert stood(DAY(2021, 12, 10), project).planned_progress == 8_000  # 9 of 45 days
        assert stood(DAY(2022, 1, 15), project).planned_progress == 40_000
        assert stood(DAY(2022, 12, 15), project).planned_progress == 1_000_000

    def test_the_plan_day_by_day_by_another_road(self, city):
        project = add(city)
        one = stood(DAY(2022, 7, 20), project)
        marks = [(DAY(2021, 12, 1), 0)]
        for step in one.steps:
            marks.append((step.planned_on, marks[-1][1] + step.milestone.weight))
        earned = {}
        for (since, before), (until, after) in zip(marks, marks[1:], strict=False):
            for passed in range((until - since).days + 1):
                earned[since + datetime.timedelta(passed)] = Fraction(before) + Fraction(after - before) * passed / (until - since).days
        for day in (DAY(2022, 2, 28), DAY(2022, 5, 1), DAY(2022, 7, 20), DAY(2022, 12, 14)):
            assert stood(day, project).planned_progress == int(earned[day] * 1000 + Fraction(1, 2))

    def test_progress_of_a_month_is_held_against_the_plan_of_that_month(self, city):
        project = add(city)
        accept(city, 202201, entry(project, ("100", "0", "0", "0")), entered=DAY(2022, 2, 3))
        by_the_end_of_january = stood(DAY(2022, 1, 31), project).planned_progress
        later = [stood(day, project) for day in (DAY(2022, 2, 4), DAY(2022, 3, 20))]
        assert {one.planned_progress for one in later} == {by_the_end_of_january}
        assert {one.gap for one in later} == {later[0].progress - by_the_end_of_january}

    def test_money_far_from_work_is_flagged(self, city):
        project = add(city)  # costs 1,000
        accept(city, 202202, entry(project, ("100", "100", "40", "0"), ("10", "100")), entered=DAY(2022, 3, 3))
        one = stood(DAY(2022, 3, 9), project)
        assert (one.progress, one.money, one.is_apart) == (652_000, 100_000, True)
        accept(city, 202203, entry(project, ("100", "100", "40", "0"), ("300", "400")), entered=DAY(2022, 4, 3))
        assert not stood(DAY(2022, 4, 9), project).is_apart

    def test_who_reports_a_stage_as_done_without_its_milestones_is_asked(self, city):
        project = add(city)
        reach(city, project, "start", DAY(2022, 2, 1))
        accept(city, 202202, entry(project, ("50", "100", "0", "0")), entered=DAY(2022, 3, 3))
        assert [step.milestone.rung.code for step in stood(DAY(2022, 3, 9), project).claims_too_much] == ["structure"]


class TestReturns:
    @pytest.mark.parametrize(
        ("day", "month"), [(DAY(2022, 11, 7), 202209), (DAY(2022, 11, 8), 202210), (DAY(2023, 1, 31), 202212), (DAY(2023, 1, 1), 202211)]
    )
    def test_a_month_is_asked_for_from_the_day_of_reporting_on(self, city, day, month):
        assert month_due(day) == month

    def test_missing_then_waiting_then_accepted(self, city):
        project = add(city)
        assert (stood(DAY(2022, 3, 9), project).state, stood(DAY(2022, 3, 9), project).has_reported) == ("missing", False)
        [one] = submit(city, 202202, entry(project), entered=DAY(2022, 3, 9))
        assert stood(DAY(2022, 3, 9), project).state == "submitted"
        with on(DAY(2022, 3, 11)):
            progress.accept(seen={one.pk: one.version}, by=city.people["verifier"])
        assert stood(DAY(2022, 3, 10), project).state == "submitted"
        assert stood(DAY(2022, 3, 12), project).state == "accepted"

    def test_what_was_sent_back_later_still_counted_then(self, city):
        project = add(city)
        [one] = accept(city, 202202, entry(project, ("50", "0", "0", "0")), entered=DAY(2022, 3, 3))
        one.refresh_from_db()
        with on(DAY(2022, 4, 2)):
            progress.send_back(seen={one.pk: one.version}, reason="照片不符", by=city.people["verifier"])
        assert stood(DAY(2022, 3, 9), project).progress == 110_000
        assert stood(DAY(2022, 4, 3), project).progress is None

    def test_before_its_first_month_it_owes_nothing(self, city):
        project = add(city, reports_from=202206)
        assert stood(DAY(2022, 6, 20), project).has_reported
        assert not stood(DAY(2022, 7, 20), project).has_reported

    def test_a_project_is_unknown_before_it_was_entered(self, city):
        add(city, entered=DAY(2022, 5, 5))
        assert standings("4406", end_of(202204)) == []
        assert len(standings("4406", end_of(202205))) == 1


def test_how_it_stands_now_follows_the_portals_clock(city):
    project = add(city)
    with clock.moved_to(at(2022, 2, 1)):
        [one] = standings("4406")
    assert (one.project, one.as_of, one.delay_days) == (project, DAY(2022, 2, 1), 17)
