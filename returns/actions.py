"""The procedure of a monthly return: save, submit, withdraw, send back, accept. Each act takes all its returns or none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

import clock
from accounts.models import User
from districts.models import Division
from journal.actions import Happening, mark_stale, record
from journal.models import Verb
from journal.refusals import remember_refusal
from returns import hands
from returns.closing import Closing
from returns.models import EDITABLE, Kind, MonthlyReturn, Remark, State, Version, VersionAct


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
    """Who entered a figure of a return, or submitted it, can't review it."""


class Locked(WrongState):
    """The month of these returns is closed, and no exception keeps it open."""


@dataclass(frozen=True)
class Told:
    """What the record behind a return tells: how the journal calls it, and its values in base units."""

    name: str
    values: dict


# Asked for the keys of returns that are locked, so that what is kept is what is stored.
Tell = Callable[[Iterable[int]], dict[int, Told]]


@dataclass(frozen=True)
class Step:
    """One step of the procedure: from where to where, and what it asks for. The guides and a test hold this table."""

    verb: Verb
    allowed: tuple[State, ...]
    to: State
    month_ended: bool = False  # not while the month runs
    another: bool = False  # not by who entered any of it or submitted it
    open: bool = True  # not once the month is closed
    keeps: VersionAct | None = None  # what is said is kept as a version


SUBMIT = Step(Verb.RETURN_SUBMITTED, EDITABLE, State.SUBMITTED, month_ended=True, keeps=VersionAct.SUBMITTED)
WITHDRAW = Step(Verb.RETURN_WITHDRAWN, (State.SUBMITTED,), State.DRAFT)
# What came in time is still reviewed after the closing day: the city's delay is not the district's.
ACCEPT = Step(
    Verb.RETURN_ACCEPTED, (State.SUBMITTED,), State.ACCEPTED, month_ended=True, another=True, open=False, keeps=VersionAct.ACCEPTED
)
SEND_BACK = Step(Verb.RETURN_SENT_BACK, (State.SUBMITTED, State.ACCEPTED), State.SENT_BACK, another=True)


@dataclass(frozen=True)
class Objection:
    """Why one return is sent back: a reason for the row, and remarks at single cells (column → text)."""

    reason: str = ""
    remarks: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if not self.told or not all(text.strip() for text in self.remarks.values()):
            raise ValueError("a return is sent back with a reason")

    @property
    def told(self) -> str:
        return self.reason.strip() or "；".join(text.strip() for text in self.remarks.values())


def save_returns(*, kind: Kind, division: Division, month: int, seen: dict[int, int], by: User) -> dict[int, MonthlyReturn]:
    """Open or renew the returns of subjects that are being filled in.

    `seen` maps each subject to the version the person read (0: there was none). Answers the
    renewed returns by subject. Raises Conflict, WrongState or Locked.
    """
    kept = save_months(kind=kind, division=division, seen={(subject, month): version for subject, version in seen.items()}, by=by)
    return {subject: one for (subject, _month), one in kept.items()}


@transaction.atomic
def save_months(*, kind: Kind, division: Division, seen: dict[tuple[int, int], int], by: User) -> dict[tuple[int, int], MonthlyReturn]:
    """The same for several months at once, by subject and month."""
    now = clock.now()
    subjects, months = {subject for subject, _month in seen}, {month for _subject, month in seen}
    kept = MonthlyReturn.objects.filter(kind=kind, subject__in=subjects, month__in=months).order_by("pk")
    missing = set(seen) - set(kept.values_list("subject", "month"))
    _open(
        MonthlyReturn(kind=kind, subject=subject, division=division, month=month, version=0, entered_at=now, entered_by=by)
        for subject, month in sorted(missing)
    )
    returns = {(one.subject, one.month): one for one in kept.select_for_update() if (one.subject, one.month) in seen}
    refuse(Conflict, [one for one in returns.values() if one.version != seen[one.subject, one.month]])
    refuse(WrongState, [one for one in returns.values() if not one.is_editable])
    refuse(Locked, locked(returns.values()))
    for one in returns.values():
        one.version, one.entered_at, one.entered_by = one.version + 1, now, by
    written = MonthlyReturn.objects.filter(pk__in=[one.pk for one in returns.values()])
    written.update(version=F("version") + 1, entered_at=now, entered_by=by)
    return returns


def _open(returns: Iterable[MonthlyReturn]) -> None:
    """Open returns at version 0. Of two people who begin one at once, the second waits here and then finds it at version 1."""
    MonthlyReturn.objects.bulk_create(returns, ignore_conflicts=True)


@transaction.atomic
def hand_over(*, kind: Kind, subject: int, division: Division) -> None:
    """Let all returns of a subject that has moved belong to its new division; an act under way is waited for."""
    moving = MonthlyReturn.objects.select_for_update().filter(kind=kind, subject=subject).exclude(division=division).order_by("pk")
    MonthlyReturn.objects.filter(pk__in=[one.pk for one in moving]).update(division=division)


def remove(returns: Iterable[MonthlyReturn]) -> None:
    """Remove returns with what they said: nobody has ever accepted them, and what brought them is taken back."""
    keys = [one.pk for one in returns]
    Version.objects.filter(monthly_return__in=keys).delete()
    MonthlyReturn.objects.filter(pk__in=keys).delete()


def submit(*, seen: dict[int, int], tell: Tell, by: User) -> None:
    """Hand returns in to the city. `seen` maps each return's key to the version the person read.

    Raises MonthNotEnded as long as the month runs.
    """
    _take(SUBMIT, seen, tell, {"submitted_at": clock.now(), "submitted_by": by}, by=by)


def withdraw(*, seen: dict[int, int], tell: Tell, by: User) -> None:
    """Take submitted returns back before the city has accepted them."""
    _take(WITHDRAW, seen, tell, {}, by=by)


@transaction.atomic
def accept(*, seen: dict[int, int], tell: Tell, by: User) -> None:
    """Accept submitted returns exactly as the verifier saw them; what was remarked on is then resolved.

    Raises OwnEntry for returns the person had a hand in, and MonthNotEnded.
    """
    now = clock.now()
    _take(ACCEPT, seen, tell, {"reviewed_at": now, "reviewed_by": by, "reason": ""}, by=by)
    Remark.objects.filter(monthly_return__in=seen, resolved_at=None).update(resolved_at=now)


@transaction.atomic
def send_back(*, objections: dict[int, Objection], seen: dict[int, int], tell: Tell, by: User) -> None:
    """Give returns back, each with its reason; also accepted ones until the month closes: their figures then leave the accounts."""
    now = clock.now()
    _take(SEND_BACK, seen, tell, {"reviewed_at": now, "reviewed_by": by}, by=by, objections=objections)
    Remark.objects.bulk_create(
        Remark(monthly_return_id=one, column=column, text=text.strip(), by=by, at=now)
        for one in seen
        for column, text in objections[one].remarks.items()
    )


@transaction.atomic
def answer(*, monthly_return: MonthlyReturn, column: str, text: str, name: str, by: User) -> Remark:
    """Say something about a return or one of its cells that is being talked about. Raises WrongState once it is accepted."""
    one = MonthlyReturn.objects.select_for_update().get(pk=monthly_return.pk)
    begun = Remark.objects.filter(monthly_return=one, column=column, resolved_at=None)
    if one.state == State.ACCEPTED or not begun.exists():
        raise WrongState([one])
    remark = Remark.objects.create(monthly_return=one, column=column, text=text.strip(), by=by, at=clock.now())
    record([happening(one, Verb.REMARK_ANSWERED, name, after={"column": column, "text": remark.text})], by=by)
    return remark


@transaction.atomic
def _take(step: Step, seen: dict[int, int], tell: Tell, changes: dict, *, by: User, objections: dict[int, Objection] | None = None) -> None:
    """Take all returns one step, with their versions, events and marks; nothing where one of them is refused."""
    returns = list(MonthlyReturn.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    _check(step, returns, seen, tell, by)
    told, before = tell([one.pk for one in returns]), {one.pk: one.state for one in returns}
    for one in returns:
        one.state, one.version = step.to, one.version + 1
        for name, value in changes.items():
            setattr(one, name, value)
        if objections:
            one.reason = objections[one.pk].told
    if objections:  # before the state, which the database allows with a reason only
        MonthlyReturn.objects.bulk_update(returns, ["reason"])
    MonthlyReturn.objects.filter(pk__in=[one.pk for one in returns]).update(state=step.to, version=F("version") + 1, **changes)
    if step.keeps:
        keep([version_of(one, told[one.pk].values, step.keeps, by) for one in returns])
    record([_event(step, one, before[one.pk], told[one.pk].name, (objections or {}).get(one.pk)) for one in returns], by=by)
    mark_months_stale(returns)


def mark_months_stale(returns: Iterable[MonthlyReturn]) -> None:
    """What a plant reports is seen as long as figures look back on it; what a power unit burnt may reach to the end of the plan.

    The progress of projects stands in no figure.
    """
    stale: dict[bool, set[tuple[str, int]]] = {True: set(), False: set()}
    for one in returns:
        if one.kind != Kind.CONSTRUCTION:
            stale[one.kind == Kind.TREATMENT_PLANT].add((one.division_id, one.month // 100))
    for is_of_plants, scopes in stale.items():
        mark_stale(scopes, returns_only=is_of_plants)


def _check(step: Step, returns: list[MonthlyReturn], seen: dict[int, int], tell: Tell, by: User) -> None:
    refuse(Conflict, [one for one in returns if one.version != seen[one.pk]])
    refuse(WrongState, [one for one in returns if one.state not in step.allowed])
    if step.month_ended:
        last = clock.last_ended_month()
        refuse(MonthNotEnded, [one for one in returns if one.month > last])
    if step.another:
        refuse_own(_with_a_hand_of(by, returns), step.verb, tell)
    if step.open:
        refuse(Locked, locked(returns))


def _with_a_hand_of(person: User, returns: list[MonthlyReturn]) -> list[MonthlyReturn]:
    """The database knows who saved a return last; the journal, whose figures that person left alone."""
    theirs = hands.with_figures_of(person, [subject_of(one) for one in returns])
    return [one for one in returns if person.pk in (one.entered_by_id, one.submitted_by_id) or subject_of(one) in theirs]


def locked(returns: Iterable[MonthlyReturn]) -> list[MonthlyReturn]:
    """Those whose month is closed to them now."""
    returns = list(returns)
    closings = {key: Closing(*key) for key in {(one.division_id, one.kind) for one in returns}}
    return [one for one in returns if closings[one.division_id, one.kind].lock(one.division_id, one.month, one.subject)]


def keep(versions: Iterable[Version]) -> None:
    Version.objects.bulk_create(versions)


def version_of(one: MonthlyReturn, values: dict, act: VersionAct, by: User, **grounds) -> Version:
    """What a return says now, as it is kept for ever."""
    return Version(
        monthly_return=one, number=one.version, act=act, at=clock.now(), by=by, entered_by_id=one.entered_by_id, content=values, **grounds
    )


def _event(step: Step, one: MonthlyReturn, before: str, name: str, objection: Objection | None) -> Happening:
    remarks = {"remarks": objection.remarks} if objection and objection.remarks else {}
    reason = objection.told if objection else ""
    return happening(one, step.verb, name, before={"state": before}, after={"state": step.to} | remarks, reason=reason)


def happening(one: MonthlyReturn, verb: Verb, name: str, **details) -> Happening:
    return Happening(verb=verb, subject=subject_of(one), subject_name=name, division=one.division_id, **details)


def subject_of(one: MonthlyReturn) -> str:
    """How the journal calls a return."""
    return f"return {one.kind} {one.subject} {one.month}"


def refuse_own(returns: list[MonthlyReturn], verb: Verb, tell: Tell) -> None:
    """Refuse what another person has to do, so that the journal tells of it."""
    told = tell([one.pk for one in returns]) if returns else {}
    for one in returns:
        remember_refusal(happening(one, Verb.SECOND_PERSON_NEEDED, told[one.pk].name, after={"refused_act": verb}))
    refuse(OwnEntry, returns)


def refuse(kind: type[Refused], returns: list[MonthlyReturn]) -> None:
    if returns:
        raise kind(returns)
