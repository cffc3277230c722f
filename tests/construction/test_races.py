"""Two people at one project in the same moment. The guard has a control that fails with it off."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from construction.actions import ChangedMeanwhile
from construction.models import Promise
from tests.city import build_city
from tests.construction.projects import DAY, add, milestone, promise

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 20


def promise_while_another_does(monkeypatch) -> str:
    """Somebody keeps a promise while another one's, read from the same page, is not committed yet. Answers how that ended."""
    city, outcomes = build_city(), []
    project = add(city)
    seen = milestone(project, "approval")
    monkeypatch.setattr("tests.construction.projects.milestone", lambda *_: seen)

    def second():
        try:
            promise(city, project, "approval", DAY(2022, 12, 31), DAY(2022, 3, 2))
            outcomes.append("kept")
        except ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        promise(city, project, "approval", DAY(2022, 8, 31), DAY(2022, 3, 1))
        thread.start()
        thread.join(2)  # with the project locked it waits
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    return outcomes[0]


def test_the_second_of_two_promises_is_told(monkeypatch):
    assert promise_while_another_does(monkeypatch) == "told"
    assert Promise.objects.get().promised_on == DAY(2022, 8, 31)


def test_control_without_the_lock_it_overtakes_unseen(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    assert promise_while_another_does(monkeypatch) == "kept"
