import datetime
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from construction.ladders import Group
from construction.models import Project
from formulas.months import month_of, month_text
from journal.models import Verb
from power_plants.models import LIVE, Closure, MonthlyWord, PlannedDate, StepKind, Unit
from power_plants.refusals import ChangedMeanwhile, NoGridLine, NotLater, NotYet, Taken, WrongState
from power_plants.telling import mark, reason_given, tell


@dataclass(frozen=True)
class Document:
    """The document that fixes a planned date."""

    number: str
    body: str
    date: datetime.date


@transaction.atomic
def list_closure(*, unit: Unit, planned_on: datetime.date, document: Document, by: User) -> Closure:
    """Put a unit on the closure list with the date of a document. Raises Taken."""
    _check_document(document)
    closure = Closure(unit=unit, listed_at=clock.now(), listed_by=by)
    try:
        with transaction.atomic():
            closure.save(force_insert=True)
    except IntegrityError:
        if not Closure.objects.filter(unit=unit, reopened_on__isnull=True).exists():
            raise
        raise Taken(str(unit)) from None
    _plan(closure, planned_on, document, None, by)
    tell(unit, Verb.CLOSURE_LISTED, after={"planned_on": planned_on.isoformat()} | _dated(document), by=by)
    return closure


@transaction.atomic
def move_closure(*, closure: Closure, planned_on: datetime.date, document: Document, by: User) -> PlannedDate:
    """Replace the planned date by a later document. Raises NotLater. Every date that held before stays to be read."""
    _check_document(document)
    closure = _locked(closure)
    last = closure.planned_dates.order_by("-pk").first()
    if document.date <= last.document_date:
        raise NotLater(str(last.document_date))
    kept = _plan(closure, planned_on, document, last, by)
    before = {"planned_on": last.planned_on.isoformat(), "number": last.document_number}
    tell(closure.unit, Verb.CLOSURE_MOVED, before=before, after={"planned_on": planned_on.isoformat()} | _dated(document), by=by)
    return kept


def _check_document(document: Document) -> None:
    if document.date > clock.today():
        raise NotYet(str(document.date))


def _plan(closure: Closure, planned_on: datetime.date, document: Document, replaces: PlannedDate | None, by: User) -> PlannedDate:
    return PlannedDate.objects.create(
        closure=closure,
        planned_on=planned_on,
        document_number=document.number,
        issuing_body=document.body,
        document_date=document.date,
        replaces=replaces,
        replaced_document_date=replaces.document_date if replaces else None,
        entered_at=clock.now(),
        entered_by=by,
    )


def _dated(document: Document) -> dict:
    return asdict(document) | {"date": document.date.isoformat()}


@transaction.atomic
def change_closure(*, closure: Closure, seen_version: int, changes: dict, by: User) -> Closure:
    """Tell of the grid project or of the staff. Raises ChangedMeanwhile, and NoGridLine for a project of another kind."""
    if (line := changes.get("grid_line")) and line.kind.group != Group.GRID:
        raise NoGridLine(str(line))
    closure = _locked(closure)
    if closure.version != seen_version:
        raise ChangedMeanwhile(str(closure.unit))
    before = {name: _plain(getattr(closure, name)) for name in changes}
    for name, value in changes.items():
        setattr(closure, name, value)
    closure.version += 1
    closure.save()
    tell(closure.unit, Verb.CLOSURE_CHANGED, before=before, after={name: _plain(value) for name, value in changes.items()}, by=by)
    return closure


def _plain(value):
    if isinstance(value, Project):
        return value.name
    return value.isoformat() if isinstance(value, datetime.date) else value


@transaction.atomic
def say_word(*, closure: Closure, month: int, text: str, by: User) -> MonthlyWord:
    """Report once a month where a closing stands. Raises Taken, and NotYet for a month that has not begun."""
    if month > month_of(clock.today()):
        raise NotYet(month_text(month))
    closure = _locked(closure)
    if closure.words.filter(month=month).exists():
        raise Taken(month_text(month))
    word = MonthlyWord.objects.create(closure=closure, month=month, text=text, entered_at=clock.now(), entered_by=by)
    tell(closure.unit, Verb.CLOSURE_WORD, after={"text": text}, month=month, by=by)
    return word


@transaction.atomic
def reopen(*, closure: Closure, on: datetime.date, reason: str, by: User) -> Closure:
    """Report that a unit that was off the grid runs again: its credits are taken back in that month. Raises NotYet and WrongState."""
    closure = _locked(closure)
    off_grid = closure.steps.filter(kind=StepKind.OFF_GRID, state__in=LIVE).first()
    if off_grid is None or closure.reopened_on:
        raise WrongState(str(closure.unit))
    if not off_grid.on <= on <= clock.today():
        raise NotYet(str(on))
    closure.reopened_on, closure.reopened_reason, closure.version = on, reason_given(reason), closure.version + 1
    closure.save()
    tell(closure.unit, Verb.CLOSURE_REOPENED, after={"reopened_on": on.isoformat()}, reason=reason, by=by)
    mark(closure.unit, off_grid.on.year)
    return closure


def _locked(closure: Closure) -> Closure:
    return Closure.objects.select_for_update(of=("self",)).select_related("unit__plant").get(pk=closure.pk)
