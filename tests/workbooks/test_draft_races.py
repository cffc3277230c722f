"""Several people at one draft, and several workers at one file, in the same moment. Each guard has a control that fails with it off."""

import threading

import pytest
from django.db import connection

from tests.city import build_city
from tests.workbooks.files import book
from tests.workbooks.test_drafts import ROWS, kept, large
from workbooks import actions
from workbooks.models import Draft

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PEOPLE, PATIENCE_SECONDS = 4, 30


def at_once(act) -> list:
    """What several threads get that do one thing in the same moment."""
    start, outcomes = threading.Barrier(PEOPLE), []

    def run(number: int):
        try:
            start.wait(PATIENCE_SECONDS)
            outcomes.append(act(number))
        except actions.DraftChanged:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return outcomes


def correct_at_once() -> tuple[list, Draft]:
    city = build_city()
    draft = kept(city, book(*ROWS))

    def act(number: int) -> str:
        actions.correct_cells(draft=draft, texts={(1, 2, 2): str(20 + number)}, seen=1, by=city.people["quota"])
        return "saved"

    outcomes = at_once(act)
    draft.refresh_from_db()
    return sorted(outcomes), draft


def test_of_several_who_mend_one_cell_one_wins_and_the_others_are_told():
    outcomes, draft = correct_at_once()
    assert outcomes == ["saved"] + ["told"] * (PEOPLE - 1)
    assert (draft.version, draft.corrections.count()) == (2, 1)


def test_control_without_the_lock_they_write_over_each_other(monkeypatch):
    together = threading.Barrier(PEOPLE)

    def look_together(draft):
        found = Draft.objects.select_related("division").get(pk=draft.pk)
        together.wait(PATIENCE_SECONDS)
        return found

    monkeypatch.setattr(actions, "_locked", look_together)
    outcomes, draft = correct_at_once()
    assert outcomes == ["saved"] * PEOPLE
    assert (draft.version, draft.corrections.count()) == (2, PEOPLE)


def claim_at_once() -> list:
    draft = kept(build_city(), large(), "large.csv")
    look = actions.queries.due
    together = threading.Barrier(PEOPLE)

    def look_together():
        found = list(look())
        together.wait(PATIENCE_SECONDS)
        return found

    actions.queries.due = look_together
    try:
        return [claimed for claimed in at_once(lambda _number: actions._claim()) if claimed == draft]
    finally:
        actions.queries.due = look


def test_of_several_workers_one_reads_a_file():
    assert len(claim_at_once()) == 1


def test_control_without_the_sign_of_life_all_of_them_would(monkeypatch):
    monkeypatch.setattr(actions, "_unclaimed", lambda draft: Draft.objects.filter(pk=draft.pk))
    assert len(claim_at_once()) == PEOPLE


def test_the_same_file_sent_twice_at_once_is_one_draft():
    city, content = build_city(), book(*ROWS)
    assert len({draft.pk for draft in at_once(lambda _number: kept(city, content))}) == 1
