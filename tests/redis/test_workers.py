"""Workers as processes: what they do is seen while they do it, and a killed one costs nothing but time."""

import contextlib
import os
import signal

import pytest
from django.db import connection, transaction

from districts.actions import add_divisions
from districts.models import Division
from figures.models import DivisionFigure, FigureScope, JobRun, Outcome, PlantFigure
from figures.second_hand import differences
from journal.actions import mark_stale
from journal.bell import REFRESH
from journal.models import StaleMark
from reduction_portal.celery import app
from tests.entries import accept
from tests.redis.conftest import OCTOBER
from tests.redis.processes import eventually

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]


def nothing_is_stale() -> bool:
    return not StaleMark.objects.exists()


def tonnes(division: str) -> float:
    return (DivisionFigure.objects.get(division=division, month=OCTOBER, pollutant="cod").verified_load_mg or 0) / 10**9


def the_figures_are_right() -> bool:
    """District figures as pandas works them out, and the city's as their sum."""
    return not len(differences(2021, 2022)) and tonnes("4406") == tonnes("440604") + tonnes("440605")


def all_figures() -> tuple[list, list]:
    return list(DivisionFigure.objects.order_by("pk").values_list()), list(PlantFigure.objects.order_by("pk").values_list())


def terminate_connections_of_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextlib.contextmanager
def stuck_before_the_end():
    """The job can write plants and districts, and has to wait before it writes the city: the middle of its transaction."""
    with transaction.atomic():
        DivisionFigure.objects.select_for_update().get(division="4406", month=OCTOBER, pollutant="cod")
        yield


def a_job_is_stuck() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] == 1


def pool_process() -> int:
    """The process in which the one worker does its jobs."""
    answers = app.control.inspect(timeout=5, limit=1).stats()
    return next(iter(answers.values()))["pool"]["processes"][0]


def test_a_worker_does_what_a_save_asks_for(city, start_worker):
    start_worker()
    accept(city, city.shagang, OCTOBER, "100", "180", "30")
    eventually(nothing_is_stale)
    assert (tonnes("440604"), tonnes("4406")) == (300, 300)
    assert the_figures_are_right()


def test_others_see_how_far_a_run_is_while_it_runs(city, start_worker):
    """A lot of cities is worked at one stroke: how far a run is shows between two of them."""
    before = JobRun.objects.latest("pk").pk
    add_divisions(divisions=[Division(code="4407", name="邻江市"), Division(code="440703", name="江北区")])
    FigureScope.objects.create(pk="440703")
    accept(city, city.shagang, OCTOBER, "100", "180", "30")
    mark_stale([("440703", 2022)])
    with transaction.atomic():
        FigureScope.objects.select_for_update().get(pk="440703")
        start_worker(app="tests.redis.city_by_city")
        run = eventually(JobRun.objects.filter(pk__gt=before, done=1).first)
        assert (run.scope, run.outcome, run.claimed, run.ended_at) == ("44", Outcome.RUNNING, 2, None)
        assert run.heartbeat_at > run.started_at
    run = eventually(JobRun.objects.filter(pk=run.pk, outcome=Outcome.DONE).first)
    assert run.done == 2
    assert run.heartbeat_at <= run.ended_at


@pytest.fixture
def one_message(city, broker):
    """Shagang's October was accepted too, and a single message on the broker asks for the figures."""
    accept(city, city.shagang, OCTOBER, "100", "180", "30")
    broker.client.flushall()
    app.send_task(REFRESH, task_id="the-one-message")


def test_a_killed_pool_process_has_its_job_done_by_the_next_one(one_message, start_worker):
    with stuck_before_the_end():
        start_worker()
        eventually(a_job_is_stuck)
        os.kill(pool_process(), signal.SIGKILL)
    eventually(nothing_is_stale)
    assert tonnes("4406") == 300
    assert the_figures_are_right()


def test_control_a_worker_that_is_careless_with_messages_loses_that_job(one_message, broker, start_worker):
    with stuck_before_the_end():
        worker = start_worker(app="tests.redis.careless")
        eventually(a_job_is_stuck)
        os.kill(pool_process(), signal.SIGKILL)
    eventually(lambda: worker.said("WorkerLostError"))
    assert (broker.client.llen("celery"), broker.client.hlen("unacked")) == (0, 0)
    assert (StaleMark.objects.exists(), tonnes("4406")) == (True, 150)


def test_the_job_of_a_killed_worker_is_found_by_the_sweep(one_message, broker, start_worker, start_schedule):
    with stuck_before_the_end():
        worker = start_worker()
        eventually(a_job_is_stuck)
        worker.kill()
    # The control: the broker gives a message of a lost worker to another only after an hour.
    worker = start_worker()
    eventually(lambda: worker.said("ready."))
    assert broker.client.hlen("unacked") == 1
    assert (StaleMark.objects.exists(), tonnes("4406")) == (True, 150)
    start_schedule()
    eventually(nothing_is_stale)
    assert tonnes("4406") == 300
    assert the_figures_are_right()


def test_of_a_thousand_marks_a_killed_worker_and_an_emptied_broker_lose_none(one_message, broker, start_worker, start_schedule):
    with transaction.atomic():
        for _ in range(500):
            mark_stale([("440604", 2022), ("440605", 2022)])
    marks = StaleMark.objects.count()
    with stuck_before_the_end():
        worker = start_worker()
        eventually(a_job_is_stuck)
        worker.kill()
    broker.client.flushall()
    assert StaleMark.objects.count() == marks > 1000
    start_worker()
    start_schedule()
    eventually(nothing_is_stale)
    assert tonnes("4406") == 300
    assert the_figures_are_right()


def test_two_workers_at_once_come_to_the_right_figures(city, start_worker):
    for _ in range(2):
        start_worker(processes=2)
    eventually(lambda: len(app.control.ping(timeout=1)) == 2)
    for month in range(202201, 202211):
        for plant, person in ((city.dongpo, "official"), (city.shagang, "official"), (city.dali, "neighbour")):
            if (plant, month) != (city.dongpo, OCTOBER):
                accept(city, plant, month, str(month % 100 * 10), "180", "30", by=person)
    eventually(nothing_is_stale)
    assert (tonnes("440604"), tonnes("440605")) == (300, 150)
    assert the_figures_are_right()
    assert all(worker["total"][REFRESH] for worker in app.control.inspect(timeout=1).stats().values())


def test_a_message_that_is_delivered_twice_leaves_the_rows_of_one(one_message, start_worker):
    before = JobRun.objects.latest("pk").pk
    app.send_task(REFRESH, task_id="the-one-message")
    with stuck_before_the_end():
        start_worker(processes=2)
        runs = JobRun.objects.filter(pk__gt=before)
        eventually(lambda: runs.count() == 2)
    eventually(lambda: runs.filter(outcome=Outcome.DONE).count() == 2)
    assert min(runs.values_list("rows", flat=True)) == 0
    assert max(runs.values_list("rows", flat=True)) > 0
    assert the_figures_are_right()
    figures = all_figures()
    mark_stale([("440604", 2022)])
    eventually(nothing_is_stale)
    assert all_figures() == figures


def test_a_worker_outlives_the_connection_to_its_database(one_message, start_worker):
    with stuck_before_the_end():
        start_worker()
        eventually(a_job_is_stuck)
        terminate_connections_of_others()
    failed = eventually(JobRun.objects.filter(outcome=Outcome.FAILED).first)
    assert "OperationalError" in failed.detail
    FigureScope.objects.update(rests_until=None)
    app.send_task(REFRESH)
    eventually(nothing_is_stale)
    assert tonnes("4406") == 300
