"""Edits that commit while the job runs (settled points 1 and 2). Each guard has a control that fails with it off."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection

import figures.actions
import returns.actions
import treatment_plants.actions
from figures.models import DivisionFigure
from journal.models import StaleMark
from tests.city import build_city
from tests.entries import save, submit

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

OCTOBER = 202210
PATIENCE_SECONDS = 20


@pytest.fixture
def reported():
    """The small city with two plants submitted: 150 t each once they are accepted."""
    city = build_city()
    for plant in (city.dongpo, city.shagang):
        submit(city, plant, OCTOBER, "100", "180", "30")
    figures.actions.refresh()
    return city


def accept_plant(city, plant) -> None:
    one = plant.operations.get(month=OCTOBER).monthly_return
    treatment_plants.actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])


def verified_tonnes() -> float:
    return (DivisionFigure.objects.get(division="440604", month=OCTOBER, pollutant="cod").verified_load_mg or 0) / 10**9


def in_thread(act, *arguments) -> threading.Thread:
    """Do something in a transaction of its own, on a connection of its own."""

    def run():
        try:
            act(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def finished(thread: threading.Thread) -> None:
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


@contextmanager
def after_reading(monkeypatch, act):
    """Let `act` happen once, between the job's reading and its writing."""
    collect, waiting = figures.actions.collect, [act]

    def collect_then_act(*arguments):
        records = collect(*arguments)
        if waiting:
            waiting.pop()()
        return records

    monkeypatch.setattr(figures.actions, "collect", collect_then_act)
    yield
    monkeypatch.setattr(figures.actions, "collect", collect)


def edit_while_the_job_runs(city, monkeypatch) -> None:
    """The job works on Dongpo's acceptance; Shagang's commits after it has read."""
    accept_plant(city, city.dongpo)
    with after_reading(monkeypatch, lambda: finished(in_thread(accept_plant, city, city.shagang))):
        figures.actions.refresh()


def test_an_edit_that_commits_after_the_job_has_read_is_not_lost(reported, monkeypatch):
    edit_while_the_job_runs(reported, monkeypatch)
    assert verified_tonnes() == 150
    assert StaleMark.objects.filter(division="440604").exists()
    figures.actions.refresh()
    assert verified_tonnes() == 300
    assert not StaleMark.objects.exists()


def test_control_deleting_all_marks_of_the_scope_loses_that_edit(reported, monkeypatch):
    monkeypatch.setattr(figures.actions, "release", lambda division, claimed: StaleMark.objects.filter(division=division).delete())
    edit_while_the_job_runs(reported, monkeypatch)
    figures.actions.refresh()
    assert verified_tonnes() == 150


def test_control_one_mark_for_each_scope_loses_that_edit(reported, monkeypatch):
    """A unique mark: the second edit finds the first one's mark there, which the job then deletes."""

    def mark_once(scopes):
        for division, year in scopes:
            StaleMark.objects.get_or_create(division=division, year=year)

    for module in (returns.actions, treatment_plants.actions):
        monkeypatch.setattr(module, "mark_stale", mark_once)
    edit_while_the_job_runs(reported, monkeypatch)
    figures.actions.refresh()
    assert verified_tonnes() == 150


def two_jobs_at_once(city, monkeypatch) -> None:
    """The first job has read when the second edit commits and a second job sets out on the same scope."""
    second_job = []

    def edit_and_start_second_job():
        finished(in_thread(accept_plant, city, city.shagang))
        second_job.append(in_thread(figures.actions.refresh))
        # With the scope locked it waits for the first job; without, it overtakes it.
        second_job[0].join(2)

    accept_plant(city, city.dongpo)
    with after_reading(monkeypatch, edit_and_start_second_job):
        figures.actions.refresh()
    finished(second_job[0])
    figures.actions.refresh()


def test_a_second_job_waits_for_the_first_and_the_newer_figures_stay(reported, monkeypatch):
    two_jobs_at_once(reported, monkeypatch)
    assert verified_tonnes() == 300


def test_control_without_the_lock_the_older_job_writes_over_the_newer_figures(reported, monkeypatch):
    monkeypatch.setattr(figures.actions, "lock_scopes", lambda division: None)
    claim = figures.actions.claim_marks

    def claim_skipping_locked(division):
        ids = [pk for pk, _ in claim(division)]
        free = StaleMark.objects.select_for_update(skip_locked=True).filter(pk__in=ids)
        return [(mark.pk, mark.year) for mark in free]

    monkeypatch.setattr(figures.actions, "claim_marks", claim_skipping_locked)
    two_jobs_at_once(reported, monkeypatch)
    assert verified_tonnes() == 150


def conflicting_saves(city, count: int) -> list[str]:
    """Several people save the same plant at once, each having read the same version."""
    seen = save(city, city.dali, OCTOBER, "100", by="neighbour").version
    start, outcomes = threading.Barrier(count), []

    def save_mine(number):
        start.wait(PATIENCE_SECONDS)
        try:
            save(city, city.dali, OCTOBER, f"{101 + number}", by="neighbour", seen=seen)
            outcomes.append("saved")
        except returns.actions.Conflict:
            outcomes.append("told")

    for thread in [in_thread(save_mine, number) for number in range(count)]:
        finished(thread)
    return outcomes


def test_of_eight_people_who_save_at_once_one_wins_and_seven_are_told(reported):
    outcomes = conflicting_saves(reported, 8)
    assert sorted(outcomes) == ["saved"] + ["told"] * 7
