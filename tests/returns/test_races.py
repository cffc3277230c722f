"""Several people at one month, or at one plant, in the same moment. Each guard has a control that fails with it off."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

import clock
import returns.actions
import treatment_plants.actions
from formulas.months import shifted
from returns.models import Kind, MonthlyReturn
from tests.city import at, build_city
from tests.entries import entry, save, submit
from tests.returns.test_moved import move

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

OCTOBER, PATIENCE_SECONDS, PEOPLE = 202210, 20, 6


def begin_at_once(monkeypatch) -> list[str]:
    """Each opens the same return after all of them have seen that there is none."""
    city = build_city()
    start, outcomes, open_returns = threading.Barrier(PEOPLE), [], returns.actions._open

    def open_together(opened):
        opened = list(opened)
        start.wait(PATIENCE_SECONDS)
        open_returns(opened)

    def begin():
        try:
            returns.actions.save_returns(
                kind=Kind.TREATMENT_PLANT, division=city.east, month=OCTOBER, seen={city.dongpo.pk: 0}, by=city.people["official"]
            )
            outcomes.append("saved")
        except (returns.actions.Conflict, IntegrityError) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    monkeypatch.setattr(returns.actions, "_open", open_together)
    threads = [threading.Thread(target=begin) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return sorted(outcomes)


def test_of_several_who_begin_a_month_at_once_one_wins_and_the_others_are_told(monkeypatch):
    assert begin_at_once(monkeypatch) == ["Conflict"] * (PEOPLE - 1) + ["saved"]
    assert MonthlyReturn.objects.get().version == 1


def test_control_without_minding_the_others_the_database_refuses(monkeypatch):
    monkeypatch.setattr(returns.actions, "_open", MonthlyReturn.objects.bulk_create)
    assert begin_at_once(monkeypatch) == ["IntegrityError"] * (PEOPLE - 1) + ["saved"]


def save_while_it_leaves(monkeypatch) -> str:
    """Somebody saves Dongpo's row in Chancheng while the plant is being moved to Nanhai. Answers how that ended."""
    city, outcomes = build_city(), []

    def save_row():
        try:
            save(city, city.dongpo, OCTOBER, "100")
            outcomes.append("saved")
        except treatment_plants.actions.NotOwed:
            outcomes.append("told")
        finally:
            connection.close()

    thread = threading.Thread(target=save_row)
    with transaction.atomic():
        move(city, city.dongpo, city.west)
        thread.start()
        thread.join(2)  # with the plant locked it waits; without, it overtakes
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    return outcomes[0]


def test_a_row_of_a_plant_that_is_just_leaving_is_not_saved_in_its_old_district(monkeypatch):
    assert save_while_it_leaves(monkeypatch) == "told"
    assert not MonthlyReturn.objects.exists()


def test_control_without_locking_the_plant_its_return_stays_behind(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    assert save_while_it_leaves(monkeypatch) == "saved"
    assert MonthlyReturn.objects.get().division_id == "440604"


def save_and_accept_at_once(rounds: int) -> list[tuple[str, str, int | None]]:
    """The official withdraws and saves another value in the moment in which the verifier accepts the first one.

    Answers for each round how either ended, and the volume that was accepted (None: nothing was).
    """
    city, outcomes = build_city(), []
    months = [shifted(202001, number) for number in range(rounds)]
    waiting = {}
    for month in months:
        with clock.moved_to(at(2040, 1, 1)):
            waiting[month] = submit(city, city.dongpo, month, "100")
    start = threading.Barrier(2)
    told: dict[tuple[str, int], str] = {}

    def run(name, act):
        for month in months:
            start.wait(PATIENCE_SECONDS)
            try:
                with clock.moved_to(at(2040, 1, 1)):
                    act(waiting[month], month)
                told[name, month] = "done"
            except returns.actions.Refused as refused:
                told[name, month] = type(refused).__name__
        connection.close()

    def change(one, month):
        treatment_plants.actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
        row = entry(city.dongpo, month, "101", seen=one.version + 1)
        treatment_plants.actions.save_sheet(district=city.east, month=month, entries=[row], by=city.people["official"])

    def take(one, month):
        treatment_plants.actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])

    threads = [threading.Thread(target=run, args=one) for one in (("change", change), ("accept", take))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(6 * PATIENCE_SECONDS)
        assert not thread.is_alive()
    for month in months:
        one = MonthlyReturn.objects.select_related("operation").get(pk=waiting[month].pk)
        outcomes.append((told["change", month], told["accept", month], one.operation.volume_m3 if one.state == "accepted" else None))
    return outcomes


ROUNDS = 100


def test_nothing_is_accepted_that_the_verifier_did_not_see():
    outcomes = save_and_accept_at_once(ROUNDS)
    assert len(outcomes) == ROUNDS
    for changed, accepted, volume in outcomes:
        assert (accepted == "done") == (volume is not None)
        assert volume in (None, 1_000_000)
        assert "done" in (changed, accepted)
        assert {changed, accepted} != {"done"}


def test_control_without_the_version_a_figure_is_accepted_that_nobody_saw(monkeypatch):
    """The verifier's page shows the first value; the guard that compares versions is off."""
    city = build_city()
    one = submit(city, city.dongpo, OCTOBER, "100")
    treatment_plants.actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
    submit(city, city.dongpo, OCTOBER, "101")
    monkeypatch.setattr(returns.actions, "refuse", lambda kind, found: None)
    treatment_plants.actions.accept(seen={one.pk: one.version}, by=city.people["verifier"])
    kept = MonthlyReturn.objects.select_related("operation").get(pk=one.pk)
    assert (kept.state, kept.operation.volume_m3) == ("accepted", 1_010_000)
