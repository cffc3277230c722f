"""Writing what happened, in the same transaction as the change itself."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

import clock
from journal import bell
from journal.address import current_address
from journal.models import Event, StaleMark, UsedKey

# Who presses a button again within this time is refused once.
ONE_REFUSAL = datetime.timedelta(minutes=1)
# No browser asks again after so long.
KEYS_ARE_KEPT = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Happening:
    """What is told of one act. `before` and `after` hold only what changed, in base units."""

    verb: str
    subject: str
    subject_name: str
    division: str = ""
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    reason: str = ""


def record(happenings: Iterable[Happening], *, by) -> None:
    """Add one event for each happening; `by` is the person, or None for an unknown one."""
    at, address = clock.now(), current_address()
    Event.objects.bulk_create(
        Event(
            at=at,
            actor=by,
            address=address,
            verb=happening.verb,
            subject=happening.subject,
            subject_name=happening.subject_name,
            division=happening.division,
            before=happening.before,
            after=happening.after,
            reason=happening.reason,
        )
        for happening in happenings
    )


def record_refusals(happenings: Iterable[Happening], *, by) -> None:
    """Add what was refused, in a transaction of its own: that of the act has been taken back."""
    since = clock.now() - ONE_REFUSAL
    for happening in happenings:
        same = Event.objects.filter(actor=by, verb=happening.verb, subject=happening.subject, at__gt=since)
        if not same.exists():
            record([happening], by=by)


def mark_stale(scopes: Iterable[tuple[str, int]], *, returns_only: bool = False) -> None:
    """Mark (division code, year) pairs as out of date and ring for the job after commit.

    `returns_only` says that what was returned has changed, and nothing of those who return it.
    """
    marks = StaleMark.objects.bulk_create(
        StaleMark(division=code, year=year, returns_only=returns_only) for code, year in sorted(set(scopes))
    )
    bell.remember([mark.pk for mark in marks])
    if marks:
        bell.ring_after_commit()


def release_marks(mark_ids: Iterable[int]) -> None:
    """Delete exactly these marks: one that was added while the job read is not among them and stays."""
    StaleMark.objects.filter(pk__in=list(mark_ids)).delete()


class KeyReused(ValueError):
    """The key has been used for something else: it is a mistake to answer, and a mistake to act."""


@transaction.atomic
def once(*, key: str, asked: str, act: Callable[[], dict], by) -> dict:
    """Do something the first time this person sends the key; afterwards give the same answer and do nothing.

    `asked` is a digest of what is asked. Act, answer and key are stored in one transaction: whoever sends the key
    meanwhile waits for its end, and where it failed is the first. Raises KeyReused.
    """
    UsedKey.objects.filter(person=by, used_at__lt=timezone.now() - KEYS_ARE_KEPT).delete()
    used = _used(key, asked, by)
    if used.asked != asked:
        raise KeyReused(key)
    if used.answer is None:
        used.answer = act()
        used.save(update_fields=["answer"])
    return used.answer


def _used(key: str, asked: str, by) -> UsedKey:
    """The row of this key. The database lets one request make it; the others wait here until that one has answered."""
    UsedKey.objects.bulk_create([UsedKey(person=by, key=key, asked=asked)], ignore_conflicts=True)
    return UsedKey.objects.get(person=by, key=key)
