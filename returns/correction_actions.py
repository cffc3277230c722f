"""Correcting what was accepted and closed: a new version with reason and document, by two people; the old one stays readable."""

from collections.abc import Callable

from django.db import transaction

import clock
from accounts.models import User
from journal.actions import record
from journal.models import Verb
from returns.actions import Conflict, Tell, WrongState, happening, keep, mark_months_stale, refuse, refuse_own, version_of
from returns.closing import Closing
from returns.models import LEAST_REASON, Correction, Decision, MonthlyReturn, State, Version, VersionAct

Write = Callable[[MonthlyReturn, dict], None]


class NotClosed(WrongState):
    """The month is still open: an accepted return is sent back instead."""


class NothingCorrected(ValueError):
    """The proposed values are those that stand there."""


@transaction.atomic
def propose_correction(
    *, monthly_return: MonthlyReturn, seen: int, values: dict, reason: str, document_number: str, tell: Tell, by: User
) -> Correction:
    """Propose other values for an accepted return of a closed month, which was read at version `seen`.

    Nothing changes until another person confirms it. Raises Conflict, WrongState (also where a proposal waits) or NotClosed.
    """
    if len(reason.strip()) < LEAST_REASON or not document_number.strip():
        raise ValueError(f"a correction has a document and a reason of at least {LEAST_REASON} characters")
    one = MonthlyReturn.objects.select_for_update().get(pk=monthly_return.pk)
    refuse(Conflict, [one] if one.version != seen else [])
    refuse(WrongState, [one] if one.state != State.ACCEPTED or _waiting(one) else [])
    refuse(NotClosed, [] if _is_closed(one) else [one])
    told = tell([one.pk])[one.pk]
    if values == told.values:
        raise NothingCorrected(told.name)
    correction = Correction.objects.create(
        monthly_return=one,
        seen_version=seen,
        content=values,
        reason=reason.strip(),
        document_number=document_number.strip(),
        proposed_at=clock.now(),
        proposed_by=by,
    )
    record([_event(correction, Verb.CORRECTION_PROPOSED, told.name, told.values)], by=by)
    return correction


@transaction.atomic
def confirm_correction(*, correction: Correction, tell: Tell, write: Write, by: User) -> Correction:
    """Put the proposed values in place of the accepted ones, as a new accepted version. `write` stores them where they belong.

    Raises OwnEntry for who has proposed it, and Conflict where the return is no longer what was corrected.
    """
    one = MonthlyReturn.objects.select_for_update().get(pk=correction.monthly_return_id)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    refuse(WrongState, [one] if correction.decision != Decision.PROPOSED or one.state != State.ACCEPTED else [])
    refuse(Conflict, [one] if one.version != correction.seen_version else [])
    refuse_own([one] if correction.proposed_by_id == by.pk else [], Verb.RETURN_CORRECTED, tell)
    told = tell([one.pk])[one.pk]
    _keep_what_stood(one, told.values)
    # The database lets nobody write under an accepted return: for the length of this transaction it is none.
    one.state, one.reason = State.SENT_BACK, correction.reason
    one.save(update_fields=["state", "reason"])
    write(one, correction.content)
    _accept_anew(one, correction, by)
    _decide(correction, Decision.CONFIRMED, by)
    grounds = {"reason": correction.reason, "document_number": correction.document_number}
    keep([version_of(one, correction.content, VersionAct.CORRECTED, by, **grounds)])
    record([_event(correction, Verb.RETURN_CORRECTED, told.name, told.values)], by=by)
    mark_months_stale([one])
    return correction


@transaction.atomic
def refuse_correction(*, correction: Correction, tell: Tell, by: User) -> Correction:
    """Leave everything as it is. Whoever proposed it may take it back so."""
    correction = Correction.objects.select_for_update().select_related("monthly_return").get(pk=correction.pk)
    refuse(WrongState, [correction.monthly_return] if correction.decision != Decision.PROPOSED else [])
    told = tell([correction.monthly_return_id])[correction.monthly_return_id]
    _decide(correction, Decision.REFUSED, by)
    record([_event(correction, Verb.CORRECTION_REFUSED, told.name, told.values)], by=by)
    return correction


def _waiting(one: MonthlyReturn) -> bool:
    return Correction.objects.filter(monthly_return=one, decision=Decision.PROPOSED).exists()


def _is_closed(one: MonthlyReturn) -> bool:
    deadline = Closing(one.division_id, one.kind).deadline(one.division_id, one.month)
    return deadline is not None and deadline.is_closed


def _keep_what_stood(one: MonthlyReturn, values: dict) -> None:
    """A return that was accepted before versions were kept has none yet."""
    if not Version.objects.filter(monthly_return=one, number=one.version).exists():
        keep([version_of(one, values, VersionAct.FOUND, one.reviewed_by)])


def _accept_anew(one: MonthlyReturn, correction: Correction, by: User) -> None:
    one.entered_at = one.submitted_at = correction.proposed_at
    one.entered_by = one.submitted_by = correction.proposed_by
    one.state, one.version, one.reason = State.ACCEPTED, one.version + 1, ""
    one.reviewed_at, one.reviewed_by = clock.now(), by
    one.save()


def _decide(correction: Correction, decision: Decision, by: User) -> None:
    correction.decision, correction.decided_at, correction.decided_by = decision, clock.now(), by
    correction.save(update_fields=["decision", "decided_at", "decided_by"])


def _event(correction: Correction, verb: Verb, name: str, before: dict):
    changed = [key for key, value in correction.content.items() if before.get(key) != value]
    return happening(
        correction.monthly_return,
        verb,
        name,
        before={key: before.get(key) for key in changed},
        after={key: correction.content[key] for key in changed} | {"document_number": correction.document_number},
        reason=correction.reason,
    )
