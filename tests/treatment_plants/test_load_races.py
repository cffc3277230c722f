"""Two people at one sheet in the same moment."""

import threading

import pytest
from django.db import connection

import workbooks.actions
from tests.city import build_city
from tests.treatment_plants.large_sheets import ordered, silent, small_is_large  # noqa: F401  a fixture
from tests.treatment_plants.plant_sheets import SOURCE, loaded, planned, register, uploaded
from treatment_plants.models import Plant, PlantLoad
from treatment_plants.register import actions
from treatment_plants.register.answers import Answers
from treatment_plants.register.undoing.actions import Depended, undo_load
from workbooks import order_actions, queries
from workbooks.models import DraftOrder
from workbooks.order_actions import work_waiting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PATIENCE_SECONDS = 20


def at_once(*acts) -> list[str]:
    """Each act in a thread of its own; how they ended, in the order of the alphabet."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(PATIENCE_SECONDS)
            act()
            outcomes.append("done")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
    return sorted(outcomes)


def load_twice() -> list[str]:
    city = build_city()
    draft = uploaded(city, register(), answers=Answers(source=SOURCE))
    seen = planned(draft).fingerprint

    def load(by):
        actions.load_plants(draft=draft, seen=draft.version, seen_plan=seen, by=city.people[by])

    return at_once(lambda: load("quota"), lambda: load("verifier"))


def test_of_two_who_load_one_sheet_one_wins_and_the_other_is_told():
    assert load_twice() == ["DraftClosed", "done"]
    assert PlantLoad.objects.count() == 1
    assert Plant.objects.filter(register_inflows__isnull=False).distinct().count() == 6


def test_control_without_the_lock_the_second_runs_into_the_database(monkeypatch):
    monkeypatch.setattr(workbooks.actions, "_locked", lambda draft: type(draft).objects.get(pk=draft.pk))
    assert load_twice() != ["DraftClosed", "done"]


def test_who_undoes_a_load_while_another_tells_of_its_plant_is_told_or_tells_in_vain():
    city = build_city()
    load = loaded(city)
    plant = Plant.objects.get(name="Xi Wan WWTP")

    def tell():
        changes = {"district_id": "440605", "waits_in_id": None}
        actions.tell_of_plants(told=[(plant, changes)], reason="台账", by=city.people["verifier"])

    outcomes = at_once(tell, lambda: undo_load(load=load, by=city.people["quota"]))
    load.refresh_from_db()
    kept = Plant.objects.filter(pk=plant.pk).first()
    assert outcomes in (["Depended", "done"], ["Overtaken", "done"])
    # Either the plant has its district and the load stands, or both are gone.
    assert (kept is None) == (load.undone_at is not None)
    assert kept is None or kept.district_id == "440605"
    assert Depended.__name__ in outcomes or kept is None


def work_at_once(city) -> tuple[list[str], DraftOrder]:
    """Two workers look for orders in the same moment."""
    order, look = ordered(city), queries.due_orders
    together = threading.Barrier(2)

    def look_together():
        found = list(look())
        if found:
            together.wait(PATIENCE_SECONDS)
        return found

    queries.due_orders = look_together
    try:
        outcomes = at_once(work_waiting, work_waiting)
    finally:
        queries.due_orders = look
    order.refresh_from_db()
    return outcomes, order


def test_of_two_workers_one_loads_a_large_sheet(small_is_large):  # noqa: F811
    outcomes, order = work_at_once(build_city())
    assert (outcomes, order.state, order.tries, PlantLoad.objects.count()) == (["done", "done"], "done", 1, 1)


def test_control_without_the_sign_of_life_both_would_begin(small_is_large, monkeypatch):  # noqa: F811
    monkeypatch.setattr(order_actions, "_unclaimed", lambda order: DraftOrder.objects.filter(pk=order.pk))
    assert work_at_once(build_city())[1].tries == 2


def late_worker(city) -> list[str]:
    """A worker was thought to be dead and comes to write in the moment in which another does."""
    order = ordered(city)
    first = order_actions._claim()
    silent(order)
    second = order_actions._claim()
    return at_once(lambda: order_actions._do(first), lambda: order_actions._do(second))


def test_a_worker_that_was_thought_dead_writes_nothing(small_is_large):  # noqa: F811
    assert late_worker(build_city()) == ["done", "done"]
    assert PlantLoad.objects.count() == 1


def test_control_without_holding_the_order_it_runs_into_what_the_other_wrote(small_is_large, monkeypatch):  # noqa: F811
    monkeypatch.setattr(order_actions, "_held", lambda order: True)
    assert late_worker(build_city()) != ["done", "done"]
