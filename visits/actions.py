import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction

import clock
from accounts.models import User
from districts.models import Division
from journal.actions import Happening, record
from journal.models import Verb
from photos.taken import Pictures, told_of
from visits import rules
from visits.models import Act, Instruction, Photo, PhotoFile, Problem, State, Step, Visit

VERBS = {
    Act.DID: Verb.MEASURES_REPORTED,
    Act.ANSWERED: Verb.INSTRUCTION_ANSWERED,
    Act.SENT_BACK: Verb.INSTRUCTION_SENT_BACK,
    Act.POSTPONED: Verb.INSTRUCTION_POSTPONED,
    Act.CLOSED: Verb.INSTRUCTION_CLOSED,
    Act.REOPENED: Verb.INSTRUCTION_REOPENED,
}


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the visit or the instruction since the person read it."""


class NotAllowed(ValueError):
    """The act doesn't belong to this person, or not in this state."""


class AlreadyThere(ValueError):
    """The same problem, instruction or photo has been recorded on this visit before."""


@dataclass(frozen=True)
class NewInstruction:
    text: str
    division: Division
    office: str
    due_on: datetime.date


@dataclass(frozen=True)
class Finding:
    """A problem, an instruction, or both: what one part of the visit's form tells."""

    problem: str = ""
    coordinating_level: str = ""
    acting_level: str = ""
    instruction: NewInstruction | None = None


@transaction.atomic
def record_visit(*, visit: Visit, finding: Finding, pictures: Pictures, by: User) -> Visit:
    """Record a visit with what was found first. A form that was sent before answers with the visit it recorded then."""
    visit.recorded_at, visit.recorded_by = clock.now(), by
    try:
        _once(visit, form_key=visit.form_key, recorded_by=by)
    except AlreadyThere:
        return Visit.objects.get(form_key=visit.form_key)
    record([_happening(visit, Verb.VISIT_RECORDED, after=visit.told())], by=by)
    _add_finding(visit, finding, by)
    _add_photos(visit, pictures, None, by)
    return visit


@transaction.atomic
def correct_visit(*, visit: Visit, seen_version: int, changes: dict, reason: str, by: User) -> None:
    """Correct day, company, summary or the next visit. Raises ChangedMeanwhile."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.version != seen_version:
        raise ChangedMeanwhile(str(visit))
    before = visit.told()
    for name, value in changes.items():
        setattr(visit, name, value)
    after = visit.told()
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    visit.version += 1
    visit.save(update_fields=[*changes, "version"])
    told = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
    record([_happening(visit, Verb.VISIT_CORRECTED, reason=reason, **told)], by=by)


@transaction.atomic
def add_finding(*, visit: Visit, finding: Finding, pictures: Pictures, by: User) -> None:
    """Add a further problem, instruction or both to a visit. Raises AlreadyThere."""
    _add_finding(visit, finding, by)
    _add_photos(visit, pictures, None, by)


@transaction.atomic
def add_photos(*, visit: Visit, pictures: Pictures, by: User) -> None:
    """Add photos to a visit. Raises AlreadyThere."""
    _add_photos(visit, pictures, None, by)


@transaction.atomic
def report(*, visit: Visit, text: str, whose: str, pictures: Pictures, by: User) -> Step:
    """Tell what was done about what the visit found, without answering an instruction."""
    if not rules.may_report(by) or whose not in rules.voices(by):
        raise NotAllowed(str(visit))
    step = Step.objects.create(visit=visit, act=Act.DID, text=text, whose=whose, at=clock.now(), by=by)
    _add_photos(visit, pictures, step, by)
    record([_happening(visit, Verb.MEASURES_REPORTED, after={"whose": whose, "text": text})], by=by)
    return step


@transaction.atomic
def act_on(
    *,
    instruction: Instruction,
    act: str,
    seen_version: int,
    text: str = "",
    whose: str = "",
    due_on: datetime.date | None = None,
    pictures: Pictures | None = None,
    by: User,
) -> Step:
    """Answer an instruction, send its answer back, close it, open it again, or move its due date.

    Raises ChangedMeanwhile where it no longer is as the person read it, and NotAllowed.
    """
    found = Instruction.objects.select_for_update(of=("self",)).select_related("visit", "given_by", "division")
    instruction = found.get(pk=instruction.pk)
    if instruction.version != seen_version:
        raise ChangedMeanwhile(str(instruction))
    _check(instruction, act, text, whose, due_on, by)
    before = {"state": instruction.state, "due_on": str(instruction.due_on)}
    instruction.state = rules.TRANSITIONS[act][1] or instruction.state
    instruction.due_on = due_on or instruction.due_on
    is_closed = instruction.state == State.CLOSED
    instruction.closed_at, instruction.closed_by = (clock.now(), by) if is_closed else (None, None)
    instruction.version += 1
    instruction.save()
    whose = whose or by.office or by.name
    step = Step.objects.create(
        visit=instruction.visit, instruction=instruction, act=act, text=text, whose=whose, due_on=due_on, at=clock.now(), by=by
    )
    _add_photos(instruction.visit, pictures or Pictures(), step, by)
    record([_moved(instruction, act, before, text, by)], by=by)
    return step


def _check(instruction: Instruction, act: str, text: str, whose: str, due_on: datetime.date | None, by: User) -> None:
    if act not in rules.acts_open_to(by, instruction):
        raise NotAllowed(str(instruction))
    if act in rules.NEEDS_WORDS and not text.strip():
        raise NotAllowed("words are missing")
    if (act == Act.POSTPONED) != (due_on is not None):
        raise NotAllowed("a due date belongs to moving it")
    if act == Act.ANSWERED and whose not in rules.voices(by):
        raise NotAllowed("in the name of somebody else")


def _moved(instruction: Instruction, act: str, before: dict, text: str, by: User) -> Happening:
    after = {"state": instruction.state, "due_on": str(instruction.due_on)}
    changed = [name for name in after if before[name] != after[name]]
    return Happening(
        verb=VERBS[act],
        subject=f"visit {instruction.visit_id}",
        subject_name=f"{instruction.visit.subject_name}：{instruction.text}"[:200],
        division=instruction.visit.division_id,
        before={f"instruction_{name}": before[name] for name in changed},
        after={f"instruction_{name}": after[name] for name in changed},
        reason=text,
    )


def _add_finding(visit: Visit, finding: Finding, by: User) -> None:
    problem = None
    if finding.problem:
        levels = {"coordinating_level": finding.coordinating_level, "acting_level": finding.acting_level}
        problem = _once(Problem(visit=visit, text=finding.problem, **levels), visit=visit, text=finding.problem)
        record([_happening(visit, Verb.PROBLEM_RECORDED, after={"problem": problem.text} | levels)], by=by)
    if finding.instruction:
        _give(visit, problem, finding.instruction, by)


def _give(visit: Visit, problem: Problem | None, new: NewInstruction, by: User) -> None:
    """The instruction is given by whoever led the visit, also where the staff writes it down."""
    instruction = _once(
        Instruction(
            visit=visit,
            problem=problem,
            text=new.text,
            division=new.division,
            office=new.office,
            first_due_on=new.due_on,
            due_on=new.due_on,
            given_at=clock.now(),
            given_by=visit.leader,
        ),
        visit=visit,
        text=new.text,
        division=new.division,
        office=new.office,
    )
    told = {"instruction": instruction.text, "addressee": new.office or new.division.name, "instruction_due_on": str(new.due_on)}
    record([_happening(visit, Verb.INSTRUCTION_GIVEN, after=told)], by=by)


def _add_photos(visit: Visit, pictures: Pictures, step: Step | None, by: User) -> None:
    """All of the photos or, where one of them is there already, none."""
    for photo in pictures.photos:
        kept = _once(
            Photo(visit=visit, step=step, added_at=clock.now(), added_by=by, **told_of(photo, pictures.viewpoint)),
            visit=visit,
            sha256=photo.sha256,
        )
        PhotoFile.objects.create(photo=kept, jpeg=photo.jpeg, small=photo.small)
    if pictures.photos:
        told = {"photos": len(pictures.photos)} | ({"viewpoint": pictures.viewpoint} if pictures.viewpoint else {})
        record([_happening(visit, Verb.PHOTOS_ADDED, after=told)], by=by)


def _once(row, **which):
    """Store a row, or raise AlreadyThere where one with these values stands there already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as broken:
        if not type(row).objects.filter(**which).exists():
            raise
        raise AlreadyThere(str(row)) from broken
    return row


def _happening(visit: Visit, verb: Verb, **details) -> Happening:
    return Happening(verb=verb, subject=f"visit {visit.pk}", subject_name=str(visit), division=visit.division_id, **details)
