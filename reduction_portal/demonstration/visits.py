"""The invented site visits: recorded, answered and closed through the portal's own actions, with drawn photos."""

import datetime
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from accounts.models import User
from construction.queries import projects_in
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import city
from photos import read_photo
from power_plants.queries import units_in
from reduction_portal.demonstration.acting import Act, moment
from reduction_portal.demonstration.pictures import drawn
from treatment_plants.queries import plants_in
from visits import actions, rules
from visits.actions import Finding, NewInstruction, Pictures
from visits.models import Instruction, Visit
from visits.subjects import Subject, subject_of

FILE = Path(__file__).with_name("visits.json")


def acts_on_visits(people: dict[str, User]) -> Iterator[Act]:
    """`people` by user name. The photos of a step are taken on its day."""
    for told in json.loads(FILE.read_text(encoding="utf-8"))["visits"]:
        yield Act(_at(told["on"], 15), partial(_visit, told, by=people["vicemayor"]))
        for measure in told["measures"]:
            yield Act(_at(measure["on"], 16), partial(_report, told, measure, by=people[measure["by"]]))
        for finding in told["findings"]:
            for minute, step in enumerate(finding["steps"]):
                yield Act(_at(step["on"], 11, minute), partial(_step, told, finding, step, by=people[step["by"]]))


def _visit(told: dict, *, by: User) -> None:
    subject = _subject(told)
    visit = Visit(
        kind=subject.kind,
        subject=subject.key,
        subject_name=subject.name,
        division_id=subject.division,
        visited_on=datetime.date.fromisoformat(told["on"]),
        leader=by,
        company=told["company"],
        summary=told["summary"],
        next_on=told["next_on"] and datetime.date.fromisoformat(told["next_on"]),
    )
    first, *others = [_finding(one, subject) for one in told["findings"]]
    pictures = [_pictures(photo, told, told["on"]) for photo in told["photos"]]
    actions.record_visit(visit=visit, finding=first, pictures=pictures[0] if pictures else Pictures(), by=by)
    for one in others:
        actions.add_finding(visit=visit, finding=one, pictures=Pictures(), by=by)
    for one in pictures[1:]:
        actions.add_photos(visit=visit, pictures=one, by=by)


def _subject(told: dict) -> Subject:
    """A plant, a project, or a unit by the name of its plant and its number."""
    divisions = city().code
    if "project" in told:
        return subject_of(divisions, "project", projects_in(divisions).get(name=told["project"]).pk)
    if "unit" in told:
        plant, number = told["unit"]
        return subject_of(divisions, "unit", units_in(divisions).get(plant__name=plant, number=number).pk)
    return subject_of(divisions, "plant", plants_in(divisions).get(name=told["plant"]).pk)


def _finding(told: dict, subject: Subject) -> Finding:
    code = city().code if told["office"] else subject.division[:DISTRICT_CODE_LENGTH]
    due_on = datetime.date.fromisoformat(told["due"])
    instruction = NewInstruction(told["instruction"], Division.objects.get(code=code), told["office"], due_on)
    return Finding(told["problem"], told["coordinates"], told["acts"], instruction)


def _report(told: dict, measure: dict, *, by: User) -> None:
    visit = Visit.objects.get(subject_name=_subject(told).name, visited_on=told["on"])
    actions.report(visit=visit, text=measure["text"], whose=_voice(measure, by), pictures=Pictures(), by=by)


def _step(told: dict, finding: dict, step: dict, *, by: User) -> None:
    instruction = Instruction.objects.get(text=finding["instruction"])
    photos = [_pictures(photo, told, step["on"]) for photo in step.get("photos", [])]
    actions.act_on(
        instruction=instruction,
        act=step["act"],
        seen_version=instruction.version,
        text=step["text"],
        whose=_voice(step, by),
        due_on=datetime.date.fromisoformat(step["due"]) if "due" in step else None,
        pictures=photos[0] if photos else None,
        by=by,
    )


def _voice(told: dict, by: User) -> str:
    """In whose name: the own office or the leader in charge; whoever decides speaks for the own office."""
    return {"office": rules.voices(by)[0], "leader": rules.voices(by)[-1]}.get(told.get("voice", ""), "")


def _pictures(photo: dict, told: dict, day: str) -> Pictures:
    content = drawn(photo["scene"], _at(day, 10, 24), tuple(told["place"]), f"{_subject(told).name} {day}")
    return Pictures([read_photo(content)], photo["viewpoint"])


def _at(day: str, hour: int, minute: int = 0) -> datetime.datetime:
    return moment(datetime.date.fromisoformat(day), hour, minute)
