"""The procedure of a monthly return: save, submit, withdraw, send back, accept. Each act takes all its returns or none."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

import clock
from accounts.models import User
from districts.models import Division
from journal.actions import Happening, mark_stale, record
from journal.models import Verb
from returns.models import EDITABLE, Kind, MonthlyReturn, State


class Refused(Exception):
    """The act is not possible for these returns; nothing was written. `returns` holds them as they are now."""

    def __init__(self, returns: Iterable[MonthlyReturn]):
        self.returns = list(returns)
        super().__init__(f"{len(self.returns)} returns refused")


class Conflict(Refused):
    """Somebody else changed these returns after the person had read them."""


class WrongState(Refused):
    """These returns stand where the act is not allowed."""


class MonthNotEnded(Refused):
    """A running month can be drafted; nobody answers for it before it has ended."""


class OwnEntry(Refused):
    """Who entered or submitted a return can't review it."""


@transaction.atomic
def save_returns(*, kind: Kind, division: Division, month: int, seen: dict[int, int], by: User) -> dict[int, MonthlyReturn]:
    """Open or renew the returns of subjects that are being filled in.

    `seen` maps each subject to the version the person read (0: there was none). Answers the
    renewed returns by subject. Raises Conflict or WrongState.
    """
    now = clock.now()
    kept = MonthlyReturn.objects.filter(kind=kind, subject__in=seen, month=month).order_by("pk")
    missing = set(seen) - set(kept.values_list("subject", flat=True))
    _open(
        MonthlyReturn(kind=kind, subject=one, division=division, month=month, version=0, entered_at=now, entered_by=by) for one in missing
    )
    returns = {one.subject: one for one in kept.select_for_update()}
    _refuse(Conflict, [one for one in returns.values() if one.version != seen[one.subject]])
    _refuse(WrongState, [one for one in returns.values() if not one.is_editable])
    for one in returns.values():
        one.version, one.entered_at, one.entered_by = one.version + 1, now, by
    MonthlyReturn.objects.bulk_update(returns.values(), ["version", "entered_at", "entered_by"])
    return returns


def _open(returns: Iterable[MonthlyReturn]) -> None:
    """Open returns at version 0. Of two people who begin one at once, the second waits here and then finds it at version 1."""
    MonthlyReturn.objects.bulk_create(returns, ignore_conflicts=True)


@transaction.atomic
def hand_over(*, kind: Kind, subject: int, division: Division) -> None:
    """Let all returns of a subject that has moved belong to its new division; an act under way is waited for."""
    moving = MonthlyReturn.objects.select_for_update().filter(kind=kind, subject=subject).exclude(division=division).order_by("pk")
    MonthlyReturn.objects.filter(pk__in=[one.pk for one in moving]).update(division=division)


def submit(*, seen: dict[int, int], names: dict[int, str], by: User) -> None:
    """Hand returns in to the city. `seen` maps each return's key to the version the person read, `names` tells the journal.

    Raises MonthNotEnded as long as the month runs.
    """
    changes = {"state": State.SUBMITTED, "submitted_at": clock.now(), "submitted_by": by}
    _move(seen, names, allowed=EDITABLE, changes=changes, verb=Verb.RETURN_SUBMITTED, by=by, up_to=clock.last_ended_month())


def withdraw(*, seen: dict[int, int], names: dict[int, str], by: User) -> None:
    """Take submitted returns back before the city has accepted them."""
    _move(seen, names, allowed=(State.SUBMITTED,), changes={"state": State.DRAFT}, verb=Verb.RETURN_WITHDRAWN, by=by)


def accept(*, seen: dict[int, int], names: dict[int, str], by: User) -> None:
    """Accept submitted returns exactly as the verifier saw them.

    Raises OwnEntry for returns the person had a hand in, and MonthNotEnded.
    """
    changes = {"state": State.ACCEPTED, "reviewed_at": clock.now(), "reviewed_by": by, "reason": ""}
    last = clock.last_ended_month()
    _move(seen, names, allowed=(State.SUBMITTED,), changes=changes, verb=Verb.RETURN_ACCEPTED, by=by, own=OwnEntry, up_to=last)


def send_back(*, seen: dict[int, int], names: dict[int, str], reason: str, by: User) -> None:
    """Give returns back with a reason; also accepted ones, whose figures then leave the accounts until they are right."""
    if not reason.strip():
        raise ValueError("a return is sent back with a reason")
    changes = {"state": State.SENT_BACK, "reviewed_at": clock.now(), "reviewed_by": by, "reason": reason.strip()}
    allowed = (State.SUBMITTED, State.ACCEPTED)
    _move(seen, names, allowed=allowed, changes=changes, verb=Verb.RETURN_SENT_BACK, by=by, own=OwnEntry, reason=reason)


@transaction.atomic
def _move(
    seen: dict[int, int],
    names: dict[int, str],
    *,
    allowed: tuple[State, ...],
    changes: dict,
    verb: Verb,
    by: User,
    own: type[Refused] | None = None,
    up_to: int | None = None,
    reason: str = "",
) -> None:
    """Take all returns one step, with their events and marks; nothing where one of them is refused."""
    returns = list(MonthlyReturn.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    _refuse(Conflict, [one for one in returns if one.version != seen[one.pk]])
    _refuse(WrongState, [one for one in returns if one.state not in allowed])
    if up_to:
        _refuse(MonthNotEnded, [one for one in returns if one.month > up_to])
    if own:
        _refuse(own, [one for one in returns if by.pk in (one.entered_by_id, one.submitted_by_id)])
    MonthlyReturn.objects.filter(pk__in=seen).update(version=F("version") + 1, **changes)
    record(
        [
            Happening(
                verb=verb,
                subject=subject_of(one),
                subject_name=names[one.pk],
                division=one.division_id,
                before={"state": one.state},
                after={"state": changes["state"]},
                reason=reason,
            )
            for one in returns
        ],
        by=by,
    )
    mark_stale((one.division_id, one.month // 100) for one in returns)


def subject_of(one: MonthlyReturn) -> str:
    """How the journal calls a return."""
    return f"return {one.kind} {one.subject} {one.month}"


def _refuse(kind: type[Refused], returns: list[MonthlyReturn]) -> None:
    if returns:
        raise kind(returns)
