"""Messages that arrive in another order than they were sent: the last word is that of the records, not that of the last message."""

import pytest

import treatment_plants.actions
from reduction_portal.celery import app
from tests.entries import accept
from tests.redis.conftest import OCTOBER
from tests.redis.processes import eventually
from tests.redis.test_workers import all_figures, nothing_is_stale, the_figures_are_right, tonnes
from tests.redis.trusting import WRITE_AS_TOLD

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]

QUEUE = "celery"  # new messages are put in at its left end, and taken out at its right
MG_A_TONNE = 10**9


def edits(city):
    """Shagang's October is accepted, sent back, and accepted with twice the water; answers after each what its district has removed."""
    accepted = accept(city, city.shagang, OCTOBER, "100", "180", "30")
    yield 300
    treatment_plants.actions.send_back(seen={accepted.pk: accepted.version}, reason="水量有误，请核对", by=city.people["verifier"])
    yield 150
    accept(city, city.shagang, OCTOBER, "200", "180", "30")
    yield 450


def turn_round(broker) -> bytes:
    """The messages that wait, the newest first; the oldest is held back."""
    *newer, oldest = broker.client.lrange(QUEUE, 0, -1)
    assert len(newer) >= 2
    broker.client.delete(QUEUE)
    broker.client.rpush(QUEUE, *reversed(newer))
    return oldest


def everything_was_taken(broker) -> bool:
    return not broker.client.llen(QUEUE) and not broker.client.hlen("unacked")


def let_come(broker, message: bytes) -> None:
    broker.client.lpush(QUEUE, message)
    eventually(lambda: everything_was_taken(broker))


def test_messages_in_reverse_and_one_that_comes_last_of_all_leave_the_newest_figures(city, broker, start_worker):
    assert list(edits(city))[-1] == 450
    oldest = turn_round(broker)
    start_worker()
    eventually(nothing_is_stale)
    eventually(lambda: everything_was_taken(broker))
    figures = all_figures()
    let_come(broker, oldest)
    assert all_figures() == figures
    assert (tonnes("440604"), tonnes("4406")) == (450, 450)
    assert the_figures_are_right()


def test_control_a_job_that_trusts_its_message_writes_an_old_figure_over_the_newest(city, broker, start_worker):
    told = list(edits(city))
    broker.client.delete(QUEUE)
    for amount in told:
        app.send_task(WRITE_AS_TOLD, ("440604", OCTOBER, amount * MG_A_TONNE))
    oldest = turn_round(broker)
    start_worker(app="tests.redis.trusting")
    eventually(lambda: everything_was_taken(broker))
    let_come(broker, oldest)
    eventually(lambda: tonnes("440604") == 300)  # as before it was sent back: 450 is right
