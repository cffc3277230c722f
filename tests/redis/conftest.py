import contextlib
import itertools
import os
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

import figures.actions
from reduction_portal.celery import app
from tests.city import City, build_city
from tests.entries import accept
from tests.redis.processes import Broker, celery

OCTOBER = 202210


@pytest.fixture
def set_up_celery(monkeypatch):
    """Gives this process's Celery another setting. Connections that were made with the old one are forgotten."""

    def set_up(name: str, value):
        monkeypatch.setitem(app.conf, name, value)
        monkeypatch.setattr(app, "_pool", None)
        monkeypatch.setattr(app.amqp, "_producer_pool", None)

    return set_up


@pytest.fixture
def broker(set_up_celery):
    """A broker for this test alone, which the portal under test rings."""
    broker = Broker()
    broker.start()
    set_up_celery("broker_url", broker.url)
    yield broker
    broker.stop()


@pytest.fixture
def programs(transactional_db, broker):
    """Starts workers and the schedule on the test's own database and broker; ends them before the database is emptied."""
    server = os.environ["PORTAL_DATABASE_URL"].rpartition("/")[0]
    environment = {"PORTAL_DATABASE_URL": f"{server}/{quote(connection.settings_dict['NAME'])}", "PORTAL_BROKER_URL": broker.url}
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(celery(*arguments, **environment, **options))


@pytest.fixture
def start_worker(programs):
    numbers = itertools.count(1)

    def start(*, processes: int = 1, **options):
        name = f"worker{next(numbers)}@test"
        alone = ("--without-mingle", "--without-gossip")
        return programs("worker", "--hostname", name, "--concurrency", str(processes), "--loglevel", "INFO", *alone, **options)

    return start


@pytest.fixture
def start_schedule(programs):
    return lambda: programs("beat")


@pytest.fixture
def city(transactional_db, broker) -> City:
    """The small city with Dongpo's October accepted, 150 t, in its figures; and nothing asked of the broker yet."""
    city = build_city()
    accept(city, city.dongpo, OCTOBER, "100", "180", "30")
    figures.actions.refresh()
    broker.client.flushall()
    return city


@pytest.fixture
def official(city) -> Client:
    client = Client()
    client.force_login(city.people["official"])
    return client
