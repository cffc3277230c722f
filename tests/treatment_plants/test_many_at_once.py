"""Many requests in the same moment, on PostgreSQL. Each guard has a control that fails with it off."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client

import journal.actions
import returns.actions
import treatment_plants.actions
from journal.models import Event, UsedKey, Verb
from returns.models import MonthlyReturn
from tests import city as small
from tests.city import build_city
from tests.entries import entry
from tests.treatment_plants.sheets import OCTOBER, SHEET, typed
from treatment_plants.models import Operation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS, IDENTICAL = 60, 20
ROUNDS, ROWS = 25, 40  # a thousand pairs of rows
ROUNDS_OF_CONTROL = 4


def at_once(*acts) -> None:
    """Run all of them in threads of their own, let loose together."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait(PATIENCE_SECONDS)
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


def post_identical() -> list[tuple[int, dict]]:
    """Twenty browsers of one person send the same rows under the same key. Answers what each was told."""
    city = build_city()
    person, told = city.people["official"], []
    cells = typed(city.dongpo, version="0", loaded="||||||||", days="31", volume="310") | {"person": str(person.pk)}
    browsers = [Client() for _ in range(IDENTICAL)]
    for browser in browsers:
        browser.force_login(person)

    def post(browser):
        answer = browser.post(SHEET, cells, headers={"Accept": "application/json", "Idempotency-Key": "the-same-key-of-all"})
        told.append((answer.status_code, answer.json()))

    at_once(*(lambda browser=browser: post(browser) for browser in browsers))
    return told


def different(told: list[tuple[int, dict]]) -> int:
    return len({json.dumps(answer, sort_keys=True) for _, answer in told})


def test_twenty_identical_posts_at_once_are_one_row_one_event_and_one_answer():
    told = post_identical()
    assert len(told) == IDENTICAL
    assert {status for status, _ in told} == {200}
    assert different(told) == 1
    assert told[0][1]["rows"][0]["cells"]["days"]["saved"]
    assert MonthlyReturn.objects.get().version == 1
    assert (Event.objects.filter(verb=Verb.RETURN_SAVED).count(), UsedKey.objects.count()) == (1, 1)


def test_control_without_the_key_the_answers_differ(monkeypatch):
    """The version still keeps the row from being stored twice, but whoever repeats is told of a stranger's change or of none."""
    monkeypatch.setattr(journal.actions, "once", lambda *, key, asked, act, by: act())
    assert different(post_identical()) > 1


def conflicting_pairs(rounds: int) -> tuple[list[list[str]], int]:
    """Two people who read the same version of forty rows save different values in the same moment, again and again.

    Answers how each round ended, and how many values stand there that nobody's accepted save has written.
    """
    city = build_city()
    plants = [small.plant(f"{number:02}号厂", city.east, 50_000, by=city.people["quota"]) for number in range(ROWS)]
    ended, strange = [], 0
    for number in range(rounds):
        outcomes = {}

        def save(who: str, volume: str, seen: int = number, outcomes=outcomes):
            entries = [entry(plant, OCTOBER, volume, seen=seen) for plant in plants]
            try:
                treatment_plants.actions.save_sheet(district=city.east, month=OCTOBER, entries=entries, by=city.people[who])
                outcomes[who] = volume
            except returns.actions.Conflict as refused:
                assert len(refused.returns) == ROWS
                outcomes[who] = "conflict"

        values = {"official": f"1{number:03}", "colleague": f"2{number:03}"}
        at_once(*(lambda who=who, volume=volume: save(who, volume) for who, volume in values.items()))
        ended.append(sorted(outcomes.values()))
        kept = set(Operation.objects.filter(plant__in=plants).values_list("volume_m3", flat=True))
        strange += len(kept ^ {int(one) * 10_000 for one in outcomes.values() if one != "conflict"})
    return ended, strange


def test_of_a_thousand_conflicting_pairs_one_wins_the_other_is_told_and_no_update_is_lost():
    ended, strange = conflicting_pairs(ROUNDS)
    assert [pair[1] for pair in ended] == ["conflict"] * ROUNDS
    assert all(pair[0] != "conflict" for pair in ended)
    assert strange == 0
    assert set(MonthlyReturn.objects.values_list("version", flat=True)) == {ROUNDS}
    assert Event.objects.filter(verb=Verb.RETURN_SAVED).count() == ROUNDS * ROWS


def test_control_without_the_version_check_updates_are_lost(monkeypatch):
    refuse = returns.actions.refuse
    monkeypatch.setattr(returns.actions, "refuse", lambda kind, found: None if kind is returns.actions.Conflict else refuse(kind, found))
    ended, strange = conflicting_pairs(ROUNDS_OF_CONTROL)
    assert any("conflict" not in pair for pair in ended)
    assert strange > 0
