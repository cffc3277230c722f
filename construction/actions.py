"""Projects, the documents that fix their dates, and what is promised and reached."""

import datetime
import json
from pathlib import Path

from django.db import IntegrityError, transaction

import clock
import returns.actions
from accounts.models import User
from construction.models import Attainment, DesignLoad, Milestone, Plan, PlannedDate, Project, ProjectKind, Promise, Rung
from formulas.months import month_text
from journal.actions import Happening, record
from journal.models import Verb
from returns.models import Kind

LADDERS = Path(__file__).parent / "reference" / "ladders.json"
THOUSAND = 1000
KIND_TELLS = ("name", "name_en", "group")


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the project since the person read it; nothing was written."""


class NameTaken(ValueError):
    """The district already has a project of that name."""


class DocumentKnown(ValueError):
    """The project already has a plan of that document number."""


class NotLater(ValueError):
    """The plan in force is of this day, or of a later one."""


class NotPossible(ValueError):
    """The dates contradict what is known of the milestone; the form has told why before."""


@transaction.atomic
def sync_ladders() -> dict[str, int]:
    """Bring the kinds of projects in line with the reviewed file. Projects keep the weights they were entered with."""
    rows = json.loads(LADDERS.read_text(encoding="utf-8"))["kinds"]
    kinds, rungs = [], []
    for place, row in enumerate(rows):
        weights = sum(rung["weight"] for rung in row["rungs"])
        if weights != THOUSAND:
            raise ValueError(f"{row['code']}: the weights add up to {weights}, not to {THOUSAND}")
        told = {name: row[name] for name in KIND_TELLS}
        kinds.append(ProjectKind(code=row["code"], position=place, **told))
        rungs += [Rung(kind=kinds[-1], position=position, **rung) for position, rung in enumerate(row["rungs"])]
    ProjectKind.objects.bulk_create(kinds, update_conflicts=True, unique_fields=["code"], update_fields=[*KIND_TELLS, "position"])
    told = [name for name in rows[0]["rungs"][0] if name != "code"]
    Rung.objects.bulk_create(rungs, update_conflicts=True, unique_fields=["kind", "code"], update_fields=[*told, "position"])
    return {"ladders": len(rows)}


@transaction.atomic
def add_project(*, project: Project, loads: dict[str, tuple[int, int]], plan: Plan, dates: dict[str, datetime.date], by: User) -> Project:
    """Enter a project with the document that approves it. `loads` are µg/L before and after by pollutant, `dates` planned days by rung.

    Raises NameTaken.
    """
    project.entered_at = clock.now()
    _save(project, force_insert=True)
    DesignLoad.objects.bulk_create(_loads(project, loads))
    rungs = Rung.objects.filter(kind=project.kind_id)
    Milestone.objects.bulk_create(Milestone(project=project, rung=rung, weight=rung.weight) for rung in rungs)
    record([happening(project, Verb.PROJECT_ADDED, after=told(project))], by=by)
    _fix(project, plan, dates, by=by)
    return project


@transaction.atomic
def correct_project(
    *, project: Project, seen_version: int, changes: dict, loads: dict[str, tuple[int, int]], reason: str, by: User
) -> Project:
    """Correct what a project is. Its returns move with it. Raises ChangedMeanwhile and NameTaken."""
    project = locked(project, seen_version)
    before = told(project)
    for field, value in changes.items():
        setattr(project, field, value)
    _save(project)
    DesignLoad.objects.filter(project=project).delete()
    DesignLoad.objects.bulk_create(_loads(project, loads))
    returns.actions.hand_over(kind=Kind.CONSTRUCTION, subject=project.pk, division=project.district)
    after = told(project)
    changed = [name for name in after if before[name] != after[name]]
    record(
        [
            happening(
                project,
                Verb.PROJECT_CHANGED,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
                reason=reason,
            )
        ],
        by=by,
    )
    return project


@transaction.atomic
def name_people(*, milestone: Milestone, seen_version: int, responsible_unit: str, leader: str, level: str, by: User) -> None:
    """Say who answers for one milestone; empty: whoever answers for the project."""
    project = locked(milestone.project, seen_version)
    names = ("responsible_unit", "leader", "level")
    before = {name: getattr(milestone, name) for name in names}
    milestone.responsible_unit, milestone.leader, milestone.level = responsible_unit, leader, level
    milestone.save(update_fields=names)
    after = {"milestone": milestone.rung.code} | {name: getattr(milestone, name) for name in names}
    record([happening(project, Verb.PROJECT_CHANGED, before=before, after=after)], by=by)


@transaction.atomic
def fix_plan(*, project: Project, seen_version: int, plan: Plan, dates: dict[str, datetime.date], by: User) -> Plan:
    """Let a later document fix the planned dates. The documents before it stay, with their dates.

    Raises ChangedMeanwhile, DocumentKnown, NotLater.
    """
    return _fix(locked(project, seen_version), plan, dates, by=by)


def _fix(project: Project, plan: Plan, dates: dict[str, datetime.date], *, by: User) -> Plan:
    milestones = {one.rung.code: one for one in project.milestones.select_related("rung")}
    if set(dates) != set(milestones):
        raise NotPossible(f"{project}: a plan has a day for every milestone")
    if project.plans.filter(document_number=plan.document_number).exists():
        raise DocumentKnown(plan.document_number)
    before = project.plans.order_by("number").last()
    if before and plan.document_date <= before.document_date:
        raise NotLater(str(before.document_date))
    plan.project, plan.number = project, before.number + 1 if before else 1
    plan.entered_at, plan.entered_by = clock.now(), by
    plan.save(force_insert=True)
    PlannedDate.objects.bulk_create(PlannedDate(plan=plan, milestone=milestones[code], planned_on=day) for code, day in dates.items())
    after = {"document": plan.document_number, "planned_days": {code: day.isoformat() for code, day in dates.items()}}
    record([happening(project, Verb.PLAN_FIXED, after=after, reason=plan.reason)], by=by)
    return plan


@transaction.atomic
def promise(*, promise: Promise, seen_version: int, by: User) -> Promise:
    """Keep a promised day with who gave it, when, at which meeting and why. Earlier promises stay.

    Raises ChangedMeanwhile, or NotPossible where the milestone has been reached.
    """
    if not promise.meeting.strip():
        raise ValueError("a promise names the meeting, letter or call at which it was given")
    milestone = promise.milestone
    project = locked(milestone.project, seen_version)
    if reached_on(milestone) or promise.told_on > clock.today():
        raise NotPossible(str(milestone))
    before = milestone.promises.order_by("pk").last()
    promise.entered_at, promise.entered_by = clock.now(), by
    promise.save(force_insert=True)
    record(
        [
            happening(
                project,
                Verb.MILESTONE_PROMISED,
                before={"milestone": milestone.rung.code, "promised_on": before.promised_on.isoformat()} if before else {},
                after={"milestone": milestone.rung.code, "promised_on": promise.promised_on.isoformat(), "meeting": promise.meeting},
                reason=promise.reason,
            )
        ],
        by=by,
    )
    return promise


@transaction.atomic
def attain(*, milestone: Milestone, seen_version: int, reached: datetime.date | None, evidence: str, by: User) -> Attainment:
    """Say that a milestone was reached on a day, or, without one, that this was said wrongly.

    Raises ChangedMeanwhile, or NotPossible for a day to come and where there is nothing to take back.
    """
    project = locked(milestone.project, seen_version)
    before = reached_on(milestone)
    if before == reached or (reached and reached > clock.today()):
        raise NotPossible(str(milestone))
    row = Attainment.objects.create(milestone=milestone, reached_on=reached, evidence=evidence, entered_at=clock.now(), entered_by=by)
    last = project.milestones.order_by("rung__position").last()
    if milestone == last:
        project.finished_on = reached
        project.save(update_fields=["finished_on"])
    record(
        [
            happening(
                project,
                Verb.MILESTONE_REACHED if reached else Verb.MILESTONE_REOPENED,
                before={"milestone": milestone.rung.code, "reached_on": before.isoformat() if before else ""},
                after={"milestone": milestone.rung.code, "reached_on": reached.isoformat() if reached else ""},
                reason=evidence,
            )
        ],
        by=by,
    )
    return row


def reached_on(milestone: Milestone) -> datetime.date | None:
    """The day that holds now."""
    last = milestone.attainments.order_by("pk").last()
    return last.reached_on if last else None


def locked(project: Project, seen_version: int) -> Project:
    """The project, held until the end of the transaction and one version on. Raises ChangedMeanwhile."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.version != seen_version:
        raise ChangedMeanwhile(str(project))
    project.version += 1
    project.save(update_fields=["version"])
    return project


def happening(project: Project, verb: Verb, **details) -> Happening:
    """An event of a project for the journal."""
    return Happening(verb=verb, subject=f"project {project.pk}", subject_name=project.name, division=project.district_id, **details)


def told(project: Project) -> dict:
    """What the journal keeps of a project."""
    names = ("name", "kind_id", "district_id", "responsible_unit", "leader", "leader_office", "level", "flow_m3_d", "length_m", "cost_fen")
    kept = {name.removesuffix("_id"): getattr(project, name) for name in names}
    loads = project.loads.values_list("pollutant_id", "inlet_ug_l", "outlet_ug_l")
    return kept | {
        "town": project.town_id or "",
        "reports_from": month_text(project.reports_from),
        "loads": {pollutant: [inlet, outlet] for pollutant, inlet, outlet in loads},
    }


def _loads(project: Project, loads: dict[str, tuple[int, int]]) -> list[DesignLoad]:
    return [DesignLoad(project=project, pollutant_id=code, inlet_ug_l=inlet, outlet_ug_l=outlet) for code, (inlet, outlet) in loads.items()]


def _save(project: Project, **how) -> None:
    try:
        with transaction.atomic():
            project.save(**how)
    except IntegrityError:
        if not Project.objects.filter(district=project.district_id, name=project.name).exclude(pk=project.pk).exists():
            raise
        # The form has looked; somebody was quicker.
        raise NameTaken(project.name) from None
