import datetime
from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, F, Prefetch, Q, QuerySet

from accounts.models import User
from accounts.roles import PERMISSIONS, Permission
from districts.models import DISTRICT_CODE_LENGTH, Division
from districts.queries import divisions_in
from districts.scopes import above, inside
from visits.models import Instruction, Photo, PhotoFile, Problem, State, Step, Visit


def visits_in(divisions: str) -> QuerySet[Visit]:
    """Visits inside the scope, the newest first."""
    return Visit.objects.filter(inside("division_id", divisions)).select_related("division", "leader").order_by("-visited_on", "-pk")


def with_counts(visits: QuerySet[Visit], today: datetime.date) -> QuerySet[Visit]:
    """Visits with how many problems, photos and instructions they have, and how many of these are not closed, and overdue."""
    unclosed = ~Q(instructions__state=State.CLOSED) & Q(instructions__isnull=False)
    overdue = Q(instructions__state=State.OPEN, instructions__due_on__lt=today)
    return visits.annotate(
        problem_count=Count("problems", distinct=True),
        photo_count=Count("photos", distinct=True),
        instruction_count=Count("instructions", distinct=True),
        unclosed_count=Count("instructions", filter=unclosed, distinct=True),
        overdue_count=Count("instructions", filter=overdue, distinct=True),
    )


def with_everything(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with problems, instructions, steps and photos, each in one query."""
    steps = Step.objects.select_related("by").prefetch_related("photos")
    instructions = Instruction.objects.select_related("division", "given_by").prefetch_related(Prefetch("steps", steps))
    return visits.select_related("recorded_by").prefetch_related(
        Prefetch("problems", Problem.objects.prefetch_related(Prefetch("instructions", instructions))),
        Prefetch("instructions", instructions.select_related("problem")),
        Prefetch("steps", steps.filter(instruction__isnull=True)),
        Prefetch("photos", Photo.objects.filter(step__isnull=True)),
    )


def visits_of(divisions: str, kind: str, key: int) -> QuerySet[Visit]:
    """The visits of one record, the newest first."""
    return visits_in(divisions).filter(kind=kind, subject=key)


def latest_visits(divisions: str, kind: str, keys: Iterable[int]) -> dict[int, Visit]:
    """Key → the latest visit of each of these records that has one."""
    visits = visits_in(divisions).filter(kind=kind, subject__in=list(keys)).order_by("visited_on", "pk")
    return {visit.subject: visit for visit in visits}


def instructions_in(divisions: str) -> QuerySet[Instruction]:
    """Instructions of visits inside the scope: what isn't closed first, and of this what is due first."""
    found = Instruction.objects.filter(inside("visit__division_id", divisions))
    return found.select_related("visit", "division", "given_by", "problem").order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")


def waiting_for(divisions: str, person: User) -> Q:
    """A condition that an instruction waits for this person: to carry it out, or, where the person gave it, to close it."""
    mine = Q(pk__in=[])
    if person.may(Permission.ANSWER_FOR_DIVISION):
        mine |= Q(state=State.OPEN, office="") & inside("division_id", divisions)
    if person.may(Permission.ANSWER_FOR_DEPARTMENT) and person.office:
        mine |= Q(state=State.OPEN, office=person.office) & inside("division_id", divisions)
    if person.may(Permission.RECORD_VISITS):
        mine |= Q(state=State.ANSWERED, given_by=person) & inside("visit__division_id", divisions)
    return mine


def duties_in(divisions: str, person: User) -> QuerySet[Instruction]:
    """The instructions that wait for this person."""
    return instructions_in(divisions).filter(waiting_for(divisions, person))


def pressing_in(divisions: str, person: User, today: datetime.date) -> QuerySet[Instruction]:
    """The instructions that are overdue, whoever has to carry them out, and those that wait for this person."""
    overdue = Q(state=State.OPEN, due_on__lt=today)
    return instructions_in(divisions).filter(overdue | waiting_for(divisions, person))


def unclosed_of(divisions: str, kind: str, keys: Iterable[int]) -> Counter[int]:
    """Key → how many instructions about this record are not closed."""
    found = instructions_in(divisions).filter(visit__kind=kind, visit__subject__in=list(keys)).exclude(state=State.CLOSED)
    return Counter(found.values_list("visit__subject", flat=True))


def earlier_views(divisions: str, visit: Visit) -> dict[str, Photo]:
    """Viewpoint → the latest photo taken from there on an earlier visit of the same record."""
    if visit.subject is None:
        return {}
    earlier = Q(visit__visited_on__lt=visit.visited_on) | Q(visit__visited_on=visit.visited_on, visit__lt=visit.pk)
    photos = Photo.objects.filter(
        earlier, inside("visit__division_id", divisions), visit__kind=visit.kind, visit__subject=visit.subject, step__isnull=True
    )
    photos = photos.exclude(viewpoint="").select_related("visit").order_by("visit__visited_on", "pk")
    return {photo.viewpoint: photo for photo in photos}


def viewpoints_of(divisions: str, kind: str, key: int) -> list[str]:
    """The viewpoints from which a record has been photographed."""
    photos = Photo.objects.filter(inside("visit__division_id", divisions), visit__kind=kind, visit__subject=key)
    return list(photos.exclude(viewpoint="").values_list("viewpoint", flat=True).distinct().order_by("viewpoint"))


def seen_before(divisions: str, visit: Visit) -> set[str]:
    """Which of the visit's photos had been handed in for another visit as well: the marks of their files."""
    marks = visit.photos.values("sha256")
    others = Photo.objects.filter(inside("visit__division_id", divisions), sha256__in=marks).exclude(visit=visit)
    return set(others.values_list("sha256", flat=True))


def photo_file(divisions: str, key: int) -> QuerySet[PhotoFile]:
    return PhotoFile.objects.filter(inside("photo__visit__division_id", divisions), photo=key)


def leaders_in(divisions: str) -> QuerySet[User]:
    """People who may lead visits: the vice-mayor, and whoever else has that permission inside the scope."""
    roles = [role for role, permissions in PERMISSIONS.items() if Permission.RECORD_VISITS in permissions]
    return User.objects.filter(inside("division_id", divisions), role__in=roles, is_active=True).order_by("division_id", "pk")


def leader_in_charge(divisions: str) -> str:
    """Name and office of the leader in charge of a division, or of the nearest one above that has named one; "" where none has."""
    named = Division.objects.filter(code__in=[divisions, *above(divisions)]).exclude(leader="")
    nearest = max(named, key=lambda one: len(one.code), default=None)
    return nearest.leader_title if nearest else ""


def addressees_in(divisions: str, place: str) -> list[tuple[str, str]]:
    """(division, department) of everybody who can be instructed about what lies in `place`: its divisions, then the departments.

    An empty department means the division itself; an empty place, that it isn't known yet: then all inside the scope.
    """
    known, people = divisions_in(divisions), _departments_in(divisions)
    if place:
        chain = [place, *above(place)]
        known, people = known.filter(code__in=chain).order_by("-code"), people.filter(division__in=chain)
    offices = people.values_list("division_id", "office").distinct().order_by("-division_id", "office")
    return [(division.code, "") for division in known if len(division.code) >= DISTRICT_CODE_LENGTH] + list(offices)


def _departments_in(divisions: str) -> QuerySet[User]:
    """People who answer for a department."""
    roles = [role for role, permissions in PERMISSIONS.items() if Permission.ANSWER_FOR_DEPARTMENT in permissions]
    return User.objects.filter(inside("division_id", divisions), role__in=roles, is_active=True).exclude(office="")
