"""Several people, or one on a bad line, in the same moment. Each guard has a control that fails with it off."""

import threading
import uuid

import pytest
from django.db import connection
from django.db.models import QuerySet

from journal.models import Event
from tests.city import build_city
from tests.visits.acts import DAY, instruct
from visits import actions
from visits.actions import Finding, Pictures
from visits.models import Act, Instruction, Kind, Step, Visit

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS, PEOPLE = 20, 5


def at_once(do) -> list[str]:
    """What becomes of each of several who do it in the same moment."""
    start, outcomes = threading.Barrier(PEOPLE), []

    def one():
        try:
            start.wait(PATIENCE_SECONDS)
            do()
            outcomes.append("done")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return sorted(outcomes)


def answer_at_once(monkeypatch, *, locked: bool) -> tuple[list[str], int]:
    city = build_city()
    instruction, together = instruct(city), threading.Barrier(PEOPLE)
    check = actions._check

    def check_together(*told):
        check(*told)
        if not locked:
            together.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(actions, "_check", check_together)
    person = city.people["official"]
    outcomes = at_once(
        lambda: actions.act_on(instruction=instruction, act=Act.ANSWERED, seen_version=1, text="已办", whose="禅城区", by=person)
    )
    return outcomes, Step.objects.filter(instruction=instruction).count()


def test_of_several_answers_one_is_stored(monkeypatch):
    assert answer_at_once(monkeypatch, locked=True) == (["ChangedMeanwhile"] * (PEOPLE - 1) + ["done"], 1)
    assert Instruction.objects.get().version == 2


def test_control_without_the_lock_all_of_them_are(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)
    assert answer_at_once(monkeypatch, locked=False) == (["done"] * PEOPLE, PEOPLE)


def record_at_once(keys) -> list[str]:
    city = build_city()
    person = city.people["vicemayor"]

    def record():
        told = {"kind": Kind.PLANT, "subject": city.dongpo.pk, "subject_name": city.dongpo.name, "division": city.east}
        visit = Visit(**told, visited_on=DAY, leader=person, form_key=next(keys))
        actions.record_visit(visit=visit, finding=Finding("管网未接通", "city", "town"), pictures=Pictures(), by=person)

    return at_once(record)


def test_a_form_that_arrives_several_times_at_once_records_one_visit():
    key = uuid.uuid4()
    assert record_at_once(iter(lambda: key, None)) == ["done"] * PEOPLE
    assert (Visit.objects.count(), Event.objects.filter(verb="visit_recorded").count()) == (1, 1)


def test_control_forms_of_their_own_record_a_visit_each():
    assert record_at_once(iter(uuid.uuid4, None)) == ["done"] * PEOPLE
    assert Visit.objects.count() == PEOPLE
