"""Due and closing days, and the exceptions to them. No month is opened by one person alone."""

import datetime

from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from districts.models import Division
from formulas.months import month_of, month_text
from journal.actions import Happening, record
from journal.models import Verb
from journal.refusals import remember_refusal
from returns.models import LEAST_REASON, Decision, Kind, Opening, Terms

# An exception that lasts for ever is none.
LONGEST_OPENING = datetime.timedelta(days=62)


class TooLate(ValueError):
    """Terms can't be set for months that have ended: what is closed would open in silence, or the other way round."""


class AlreadySet(ValueError):
    """These terms are there already; nothing is overwritten."""


class Undecidable(ValueError):
    """The proposal has been decided, has run out, or was made by the same person."""


@transaction.atomic
def set_terms(*, kind: Kind, division: Division, valid_from: int, due_day: int, closing_day: int, reason: str, by: User) -> Terms:
    """Let returns be due, and months close, on these days of the next month, from a month on that has not ended.

    Raises TooLate or AlreadySet. A portal without any terms may be given them for the past, once.
    """
    if valid_from < month_of(clock.today()) and Terms.objects.filter(kind=kind).exists():
        raise TooLate(month_text(valid_from))
    terms = Terms(
        kind=kind,
        division=division,
        valid_from=valid_from,
        due_day=due_day,
        closing_day=closing_day,
        reason=_reasoned(reason),
        set_at=clock.now(),
        set_by=by,
    )
    try:
        with transaction.atomic():
            terms.save(force_insert=True)
    except IntegrityError:
        if not Terms.objects.filter(kind=kind, division=division, valid_from=valid_from).exists():
            raise
        raise AlreadySet(month_text(valid_from)) from None
    days = {"due_day": due_day, "closing_day": closing_day}
    told = {"subject": f"terms {terms.pk}", "subject_name": f"{division.name} {month_text(valid_from)}", "division": division.pk}
    record([Happening(verb=Verb.TERMS_SET, after=days, reason=terms.reason, **told)], by=by)
    return terms


@transaction.atomic
def propose_opening(*, opening: Opening, by: User) -> Opening:
    """Propose that a month is opened, or stays open, until `opening.ends_at`. It has no effect until another person confirms it."""
    now = clock.now()
    opening.reason = _reasoned(opening.reason)
    if not now < opening.ends_at <= now + LONGEST_OPENING:
        raise ValueError(f"an exception ends within {LONGEST_OPENING.days} days")
    opening.proposed_at, opening.proposed_by, opening.decision = now, by, Decision.PROPOSED
    opening.save(force_insert=True)
    after = {"ends_at": opening.ends_at.isoformat(timespec="minutes"), "owner": str(opening.owner)}
    record([_happening(opening, Verb.OPENING_PROPOSED, after=after, reason=opening.reason)], by=by)
    return opening


def confirm_opening(*, opening: Opening, by: User) -> Opening:
    """Let the exception hold from now on. Raises Undecidable for who has proposed it."""
    return _decide(opening, Decision.CONFIRMED, Verb.MONTH_OPENED, by)


def refuse_opening(*, opening: Opening, by: User) -> Opening:
    return _decide(opening, Decision.REFUSED, Verb.OPENING_REFUSED, by)


@transaction.atomic
def _decide(opening: Opening, decision: Decision, verb: Verb, by: User) -> Opening:
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    now = clock.now()
    own = decision == Decision.CONFIRMED and opening.proposed_by_id == by.pk
    if own:
        remember_refusal(_happening(opening, Verb.SECOND_PERSON_NEEDED, after={"refused_act": verb}))
    if opening.decision != Decision.PROPOSED or own or now >= opening.ends_at:
        raise Undecidable(str(opening))
    opening.decision, opening.decided_at, opening.decided_by = decision, now, by
    opening.save(update_fields=["decision", "decided_at", "decided_by"])
    record([_happening(opening, verb, before={"decision": Decision.PROPOSED}, after={"decision": decision}, reason=opening.reason)], by=by)
    return opening


def _happening(opening: Opening, verb: Verb, **details) -> Happening:
    name = f"{opening.division.name} {opening.subject_name} {month_text(opening.month)}".replace("  ", " ")
    return Happening(verb=verb, subject=f"opening {opening.pk}", subject_name=name, division=opening.division_id, **details)


def _reasoned(reason: str) -> str:
    """A reason that says something; the database asks for as much."""
    if len(reason.strip()) < LEAST_REASON:
        raise ValueError(f"a reason has at least {LEAST_REASON} characters")
    return reason.strip()
