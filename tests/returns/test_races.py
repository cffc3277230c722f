"""Several people begin one month at the same moment. The guard has a control that fails with it off."""

import threading

import pytest
from django.db import IntegrityError, connection

import returns.actions
from returns.models import Kind, MonthlyReturn
from tests.city import build_city

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
