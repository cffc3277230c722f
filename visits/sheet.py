"""The sheet of one visit, as its page and the paper show it."""

import datetime
from dataclasses import dataclass

from accounts.models import User
from visits import queries, rules
from visits.models import Act, Instruction, Photo, Problem, Step, Visit
from visits.words import Standing, standing


@dataclass(frozen=True)
class Asked:
    """An instruction with where it stands and what the reader may do about it."""

    instruction: Instruction
    standing: Standing
    steps: list[Step]
    may_answer: bool
    may_decide: bool


@dataclass(frozen=True)
class Found:
    """A problem with its instructions; without a problem the instructions that stand alone."""

    problem: Problem | None
    asked: list[Asked]


@dataclass(frozen=True)
class Views:
    """A viewpoint then and now."""

    viewpoint: str
    before: Photo
    now: Photo


@dataclass(frozen=True)
class VisitSheet:
    visit: Visit
    findings: list[Found]
    measures: list[Step]
    photos: list[Photo]
    side_by_side: list[Views]
    seen_before: set[str]


def visit_sheet(divisions: str, visit: Visit, person: User, today: datetime.date) -> VisitSheet:
    """`visit` comes with everything (queries.with_everything)."""

    def asked(instruction: Instruction) -> Asked:
        instruction.visit = visit  # which was read already
        acts = rules.acts_open_to(person, instruction)
        return Asked(
            instruction, standing(instruction, today), list(instruction.steps.all()), Act.ANSWERED in acts, bool(set(acts) - {Act.ANSWERED})
        )

    findings = [Found(problem, [asked(one) for one in problem.instructions.all()]) for problem in visit.problems.all()]
    alone = [asked(one) for one in visit.instructions.all() if one.problem_id is None]
    photos = list(visit.photos.all())
    earlier = queries.earlier_views(divisions, visit) if any(photo.viewpoint for photo in photos) else {}
    latest = {photo.viewpoint: photo for photo in photos if photo.viewpoint}
    return VisitSheet(
        visit=visit,
        findings=findings + ([Found(None, alone)] if alone else []),
        measures=list(visit.steps.all()),
        photos=photos,
        side_by_side=[Views(name, earlier[name], now) for name, now in latest.items() if name in earlier],
        seen_before=queries.seen_before(divisions, visit) if photos else set(),
    )
