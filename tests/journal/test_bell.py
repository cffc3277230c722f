"""The bell is rung once for each transaction, and never keeps anybody waiting for a broker that does not answer."""

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from journal import bell
from journal.actions import mark_stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rung(monkeypatch) -> list[str]:
    """Names of the jobs that were sent."""
    names = []
    monkeypatch.setattr(bell.application(), "send_task", lambda name, **options: names.append(name))
    return names


@pytest.fixture
def own_marks():
    token = bell.own_marks.set([])
    yield bell.own_marks.get()
    bell.own_marks.reset(token)


def test_many_marks_of_one_transaction_ring_once(rung):
    with transaction.atomic():
        mark_stale([("440604", 2022)])
        with transaction.atomic():
            mark_stale([("440605", 2022), ("440604", 2021)])
    assert rung == [bell.REFRESH]


def test_each_transaction_rings_for_itself(rung):
    for year in (2021, 2022):
        mark_stale([("440604", year)])
    assert rung == [bell.REFRESH] * 2


def test_what_was_taken_back_rings_for_nobody_and_the_rest_still_does(rung):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            mark_stale([("440604", 2022)])
            raise ZeroDivisionError
        mark_stale([("440605", 2022)])
    assert rung == [bell.REFRESH]


def test_an_answer_waits_for_its_own_marks(rung, own_marks):
    mark_stale([("440604", 2022), ("440605", 2022)])
    assert len(own_marks) == 2


def test_an_answer_does_not_wait_when_nobody_heard_the_bell(monkeypatch, own_marks):
    def silence(name, **options):
        raise OperationalError("for the test")

    monkeypatch.setattr(bell.application(), "send_task", silence)
    mark_stale([("440604", 2022)])
    assert own_marks == []
