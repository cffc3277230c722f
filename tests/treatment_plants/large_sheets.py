"""Sheets that the job works: whatever is large here is made so by lowering what counts as large."""

import pytest
from django.utils import timezone

from tests.treatment_plants.plant_sheets import SOURCE, answered, register, uploaded
from treatment_plants import load_views
from treatment_plants.register import page
from treatment_plants.register.answers import Answers
from treatment_plants.register.telling import kept
from workbooks import limits, order_actions
from workbooks.actions import read_waiting
from workbooks.models import LONGEST_SILENCE, Draft, DraftOrder


@pytest.fixture
def small_is_large(monkeypatch):
    """As if the invented register of six plants were one of thousands."""
    monkeypatch.setattr(limits, "MOST_BYTES_AT_ONCE", 100)
    for room in (page, load_views):
        monkeypatch.setattr(room, "MOST_AT_ONCE", 3)


def understood(city, content: bytes | None = None) -> Draft:
    """A large sheet that the job has read and understood, with its document named."""
    draft = uploaded(city, content or register())
    read_waiting()
    draft.refresh_from_db()
    answered(draft, Answers(source=SOURCE), city.people["quota"])
    read_waiting()
    return Draft.objects.get(pk=draft.pk)


def ordered(city, draft: Draft | None = None) -> DraftOrder:
    """A person has ordered to load what the page showed."""
    draft = draft or understood(city)
    details = {"seen": draft.version, "plan": kept(draft).fingerprint}
    return order_actions.place_order(draft=draft, act="load", details=details, by=city.people["quota"])


def silent(order: DraftOrder) -> None:
    """Its worker has given no sign of life for so long that another may begin."""
    DraftOrder.objects.filter(pk=order.pk).update(heartbeat_at=timezone.now() - LONGEST_SILENCE * 2)
