"""Visits as the tests record them, through the portal's own actions."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from photos.reading import Photo as ReadPhoto
from tests.city import City
from tests.photos.files import photo
from visits import actions
from visits.actions import Finding, NewInstruction, Pictures
from visits.models import Act, Instruction, Kind, State, Visit

DAY = datetime.date(2022, 10, 27)
DUE = datetime.date(2022, 11, 20)


def picture(mark: str = "a", **told) -> ReadPhoto:
    """A photo as the reader hands it on, without asking a process of its own."""
    same = {"jpeg": b"\xff\xd8\xff jpeg " + mark.encode(), "small": b"\xff\xd8\xff small", "width": 640, "height": 480}
    return ReadPhoto(**same, **({"taken_at": None, "latitude": None, "longitude": None, "sha256": mark.ljust(64, "0")} | told))


def record(
    city: City, plant=None, *, by: str = "vicemayor", on: datetime.date = DAY, finding: Finding | None = None, pictures=None, **told
) -> Visit:
    """A visit of a plant, Dongpo where none is named."""
    plant = plant or city.dongpo
    visit = Visit(
        kind=Kind.PLANT,
        subject=plant.pk,
        subject_name=plant.name,
        division=plant.town or plant.district,
        visited_on=on,
        leader=city.people[told.pop("leader", by)],
        **told,
    )
    return actions.record_visit(visit=visit, finding=finding or Finding(), pictures=pictures or Pictures(), by=city.people[by])


def instruct(city: City, plant=None, *, text: str = "增加施工队伍", division=None, office: str = "", due_on=DUE, **told) -> Instruction:
    """The instruction of a visit with one problem; it goes to the plant's district where nobody else is named."""
    plant = plant or city.dongpo
    new = NewInstruction(text, division or plant.district, office, due_on)
    visit = record(city, plant, finding=Finding("管网未接通", "city", "district", new), **told)
    return visit.instructions.get()


def act(city: City, instruction: Instruction, what: str, *, by: str = "vicemayor", **told) -> Instruction:
    """Do it as the person would whose page is up to date."""
    instruction.refresh_from_db()
    told.setdefault("text", "已办")
    if what == Act.ANSWERED:
        told.setdefault("whose", city.people[by].office or city.people[by].division.name)
    actions.act_on(instruction=instruction, act=what, seen_version=instruction.version, by=city.people[by], **told)
    instruction.refresh_from_db()
    return instruction


def brought_to(city: City, instruction: Instruction, state: str) -> Instruction:
    """Answered or closed by those who may."""
    if state != State.OPEN:
        act(city, instruction, Act.ANSWERED, by="official")
    if state == State.CLOSED:
        act(city, instruction, Act.CLOSED)
    return instruction


def sendable(name: str = "现场.jpg", content: bytes | None = None):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, photo() if content is None else content, content_type="image/jpeg")
