"""A broker that is stopped, frozen or emptied: whoever saves is answered within two seconds, and the work is done afterwards."""

import json
import threading
import time

import pytest

from figures.models import DivisionFigure
from journal.models import StaleMark
from tests.redis.conftest import OCTOBER
from tests.redis.processes import Broker, eventually
from tests.treatment_plants.test_sheet import SHEET, fields, typed
from treatment_plants.models import Operation

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

LONGEST_ANSWER_SECONDS = 2


@pytest.fixture(autouse=True)
def patience_as_in_production(settings):
    settings.WAIT_FOR_FIGURES_SECONDS = 1.0


@pytest.fixture
def submit_shagang(city, official):
    """Send the sheet of October as a browser does; answers the seconds until it is answered."""
    sheet = fields(official.get(SHEET)) | typed(city.shagang, days="31", volume="100", inlet="180", outlet="30")

    def send() -> float:
        start = time.monotonic()
        assert official.post(SHEET, sheet | {"submit": ""}).status_code == 302
        return time.monotonic() - start

    return send


def is_stored(city) -> bool:
    return Operation.objects.filter(plant=city.shagang, month=OCTOBER, volume_m3=1_000_000).exists()


def is_counted() -> bool:
    figure = DivisionFigure.objects.get(division="4406", month=OCTOBER, pollutant="cod")
    return figure.declared_load_mg == 300 * 10**9 and not StaleMark.objects.exists()


# What happens to the broker, and how it comes back.
FAULTS = pytest.mark.parametrize(
    ("fail", "return_"), [(Broker.stop, Broker.start), (Broker.freeze, Broker.thaw)], ids=["stopped", "frozen"]
)


@FAULTS
def test_a_save_is_answered_without_the_broker_and_counted_after_its_return(
    city, broker, submit_shagang, start_worker, start_schedule, fail, return_
):
    worker = start_worker()
    start_schedule()
    eventually(lambda: worker.said("ready."))
    fail(broker)
    assert submit_shagang() < LONGEST_ANSWER_SECONDS
    assert is_stored(city)
    assert not is_counted()
    return_(broker)
    eventually(is_counted)


def test_control_without_the_limits_a_frozen_broker_holds_the_answer_up(city, broker, submit_shagang, set_up_celery):
    set_up_celery("broker_transport_options", {})
    broker.freeze()
    thawing = threading.Timer(LONGEST_ANSWER_SECONDS + 0.5, broker.thaw)
    thawing.start()
    assert submit_shagang() > LONGEST_ANSWER_SECONDS
    thawing.join()


def test_control_with_retries_a_stopped_broker_holds_the_answer_up(city, broker, submit_shagang, set_up_celery):
    set_up_celery("broker_transport_options", {"socket_timeout": 1, "socket_connect_timeout": 1})
    broker.stop()
    assert submit_shagang() > LONGEST_ANSWER_SECONDS


def test_jobs_of_an_emptied_broker_are_found_by_the_sweep(city, broker, submit_shagang, start_worker, start_schedule):
    submit_shagang()
    assert broker.client.llen("celery") == 1
    broker.client.flushall()
    start_worker()
    start_schedule()
    eventually(is_counted)


def test_a_broker_that_is_emptied_beneath_a_worker_still_brings_it_work(city, broker, submit_shagang, start_worker):
    worker = start_worker()
    eventually(lambda: worker.said("ready."))
    broker.client.flushall()
    submit_shagang()
    eventually(is_counted)


@FAULTS
def test_the_portal_says_in_time_that_its_broker_is_not_there(db, client, broker, fail, return_):
    assert client.get("/readyz").status_code == 200
    fail(broker)
    start = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - start < LONGEST_ANSWER_SECONDS
    assert (answer.status_code, json.loads(answer.content)["missing"]) == (503, ["broker"])
