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
def before_releasing(monkeypatch, act):
    """Let `act` happen once, after the job's statements have read and written, and before it lets its marks go and commits."""
    write, waiting = figures.actions.write_figures, [act]

    def write_then_act(*arguments):
        written = write(*arguments)
        if waiting:
            waiting.pop()()
        return written

    monkeypatch.setattr(figures.actions, "write_figures", write_then_act)
    yield
    monkeypatch.setattr(figures.actions, "write_figures", write)


def edit_while_the_job_runs(city, monkeypatch) -> None:
    """The job works on Dongpo's acceptance; Shagang's commits after it has read."""
    accept_plant(city, city.dongpo)
    with before_releasing(monkeypatch, lambda: finished(in_thread(accept_plant, city, city.shagang))):
        figures.actions.refresh()


def test_an_edit_that_commits_after_the_job_has_read_is_not_lost(reported, monkeypatch):
    edit_while_the_job_runs(reported, monkeypatch)
    assert verified_tonnes() == 150
    assert StaleMark.objects.filter(division="440604").exists()
    figures.actions.refresh()
    assert verified_tonnes() == 300
    assert not StaleMark.objects.exists()


def test_control_deleting_all_marks_of_the_scope_loses_that_edit(reported, monkeypatch):
    monkeypatch.setattr(figures.actions, "release", lambda divisions, claimed: StaleMark.objects.filter(division__in=divisions).delete())
    edit_while_the_job_runs(reported, monkeypatch)
    figures.actions.refresh()
    assert verified_tonnes() == 150


def test_control_one_mark_for_each_scope_loses_that_edit(reported, monkeypatch):
    """A unique mark: the second edit finds the first one's mark there, which the job then deletes."""

    def mark_once(scopes, **_how):
        for division, year in scopes:
            StaleMark.objects.get_or_create(division=division, year=year)

    for module in (returns.actions, treatment_plants.actions):
        monkeypatch.setattr(module, "mark_stale", mark_once)
    edit_while_the_job_runs(reported, monkeypatch)
    figures.actions.refresh()
    assert verified_tonnes() == 150


def two_jobs_at_once(city, monkeypatch) -> None:
    """The first job has written Dongpo's acceptance, uncommitted, when Dongpo goes back to how it was and a second job sets out."""
    second_job = []

    def undo_and_start_second_job():
        finished(in_thread(take_back, city, city.dongpo))
        second_job.append(in_thread(figures.actions.refresh))
        # With the scope locked it waits for the first job; without, it finds the figures of before, and nothing to write.
        second_job[0].join(2)

    accept_plant(city, city.dongpo)
    with before_releasing(monkeypatch, undo_and_start_second_job):
        figures.actions.refresh()
    finished(second_job[0])
    figures.actions.refresh()


def take_back(city, plant) -> None:
    """Sent back and handed in again as it was: submitted, and accepted no longer."""
    one = plant.operations.get(month=OCTOBER).monthly_return
    treatment_plants.actions.send_back(seen={one.pk: one.version}, reason="重新核对", by=city.people["verifier"])
    submit(city, plant, OCTOBER, "100", "180", "30")


def test_a_second_job_waits_for_the_first_and_the_newer_figures_stay(reported, monkeypatch):
    two_jobs_at_once(reported, monkeypatch)
    assert verified_tonnes() == 0


def test_control_without_the_lock_the_older_job_writes_over_the_newer_figures(reported, monkeypatch):
    monkeypatch.setattr(figures.actions, "lock_scopes", lambda divisions: None)
    claim = figures.actions.claim_marks

    def claim_skipping_locked(divisions):
        ids = [mark.pk for mark in claim(divisions)]
        return list(StaleMark.objects.select_for_update(skip_locked=True).filter(pk__in=ids))

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
