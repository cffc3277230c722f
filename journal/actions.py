"""Writing what happened, in the same transaction as the change itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import clock
from journal import bell
from journal.address import current_address
from journal.models import Event, StaleMark


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


def mark_stale(scopes: Iterable[tuple[str, int]]) -> None:
    """Mark (division code, year) pairs as out of date and ring for the job after commit."""
    marks = [StaleMark.objects.create(division=division, year=year) for division, year in sorted(set(scopes))]
    bell.remember([mark.pk for mark in marks])
    if marks:
        bell.ring_after_commit()


def release_marks(mark_ids: Iterable[int]) -> None:
    """Delete exactly these marks: one that was added while the job read is not among them and stays."""
    StaleMark.objects.filter(pk__in=list(mark_ids)).delete()
