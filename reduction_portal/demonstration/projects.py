"""The invented projects: what was planned, promised, reached, asked for, paid and reported, each on its day."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import construction.desks.actions as desks
import construction.funds.actions as funds
import construction.progress.actions as progress
from accounts.models import User
from construction import actions
from construction.models import Fund, FundMovement, Milestone, Plan, Project, ProjectKind, Promise
from construction.progress.entries import Entry
from districts.models import Division
from formulas.months import month_of, shifted
from formulas.units import CAPACITY, CONCENTRATION, LENGTH, MONEY, PERCENT
from reduction_portal.demonstration.acting import Act, moment
from returns.models import Kind
from returns.queries import returns_of

FILE = Path(__file__).with_name("projects.json")
FIRST_REPORT = 202205
STAGES = ("preparation", "works", "installation", "commissioning")
# October's progress that a person has not seen through: what Gaoming handed in still waits for the verifier.
WAITING = {("440608", 202210)}


def acts_on_projects(keeper: User, verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """Everything that happened to the projects. `keeper` enters them and their money; officials tell and report."""
    projects = json.loads(FILE.read_text(encoding="utf-8"))["projects"]
    for told in projects:
        yield from _acts_on_one(told, keeper, officials[told["district"]])
    yield from _acts_on_progress(projects, verifier, officials)


def _acts_on_one(told: dict, keeper: User, official: User) -> Iterator[Act]:
    first, *later = told["plans"]
    yield Act(_on(first["date"], 14), partial(_add, told, first, by=keeper))
    for plan in later:
        yield Act(_on(plan["date"], 14), partial(_fix, told, plan, by=keeper))
    for rung, day, promised, meeting, reason in told["promises"]:
        yield Act(_on(day, 15), partial(_promise, told, rung, day, promised, meeting, reason, by=official))
    for rung, day in told["reached"].items():
        yield Act(_on(day, 17), partial(_reach, told, rung, day, by=official))
    for approval in told["approvals"]:
        yield from _acts_on_approval(told, approval, official)
    for level, amount, due_on, document, movements in told["funds"]:
        yield Act(_on(told["plans"][-1]["date"], 16), partial(_commit, told, level, amount, due_on, document, by=keeper))
        for step, moved, on in movements:
            yield Act(_on(on, 16), partial(_move, told, (level, document), step, moved, on, by=keeper))


def _acts_on_approval(told: dict, approval: dict, official: User) -> Iterator[Act]:
    (holder, since, _remark), *others = approval["desks"]
    yield Act(_on(since, 11), partial(_ask, told, approval, holder, since, by=official))
    for holder, since, remark in others:
        yield Act(_on(since, 11), partial(_pass_on, told, approval, holder, since, remark, by=official))
    if "answer" in approval:
        yield Act(_on(approval["answer"][0], 11), partial(_answer, told, approval, by=official))


def _acts_on_progress(projects: list[dict], verifier: User, officials: dict[str, User]) -> Iterator[Act]:
    """Each district's month of progress: entered on the 3rd of the next one, reviewed on the 5th."""
    months = defaultdict(list)
    for told in projects:
        for place in range(len(told["progress"]["preparation"])):
            months[told["district"], shifted(FIRST_REPORT, place)].append(told)
    for (district, month), reported in months.items():
        following = shifted(month, 1)
        entered = datetime.date(following // 100, following % 100, 3)
        yield Act(moment(entered, 10, 30), partial(_report, district, month, reported, by=officials[district]))
        if (district, month) not in WAITING:
            yield Act(moment(entered + datetime.timedelta(days=2), 15), partial(_accept, district, month, by=verifier))


def _on(day: str, hour: int) -> datetime.datetime:
    return moment(_day(day), hour)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _project(told: dict) -> Project:
    return Project.objects.get(district=told["district"], name=told["name"])


def _milestone(told: dict, rung: str) -> tuple[Milestone, int]:
    milestone = Milestone.objects.select_related("project", "rung").get(
        project__district=told["district"], project__name=told["name"], rung__code=rung
    )
    return milestone, milestone.project.version


def _add(told: dict, plan: dict, *, by: User) -> None:
    project = Project(
        name=told["name"],
        name_en=told["name_en"],
        kind_id=told["kind"],
        district_id=told["district"],
        town_id=told["town"],
        responsible_unit=told["unit"],
        level=told["level"],
        flow_m3_d=CAPACITY.parse(told["flow"]) if "flow" in told else None,
        length_m=LENGTH.parse(told["length"]) if "length" in told else None,
        cost_fen=MONEY.parse(told["cost"]),
        reports_from=max(FIRST_REPORT, month_of(_day(plan["date"]))),
    )
    loads = {code: (CONCENTRATION.parse(before), CONCENTRATION.parse(after)) for code, (before, after) in told.get("loads", {}).items()}
    actions.add_project(project=project, loads=loads, plan=_plan(plan), dates=_days(told, plan), by=by)


def _plan(told: dict) -> Plan:
    return Plan(document_number=told["number"], issuing_body=told["body"], document_date=_day(told["date"]), reason=told["reason"])


def _days(told: dict, plan: dict) -> dict[str, datetime.date]:
    """The days named, and between them the others evenly up the ladder."""
    rungs = [rung.code for rung in ProjectKind.objects.get(code=told["kind"]).rungs.order_by("position")]
    named = [(rungs.index(code), _day(day)) for code, day in plan["days"].items()]
    days = {rungs[place]: day for place, day in named}
    if named[0][0]:
        named.insert(0, (-1, _day(plan["date"])))
    for (first, since), (last, until) in zip(named, named[1:], strict=False):
        for place in range(first + 1, last):
            days[rungs[place]] = since + (until - since) * (place - first) // (last - first)
    return days


def _fix(told: dict, plan: dict, *, by: User) -> None:
    project = _project(told)
    actions.fix_plan(project=project, seen_version=project.version, plan=_plan(plan), dates=_days(told, plan), by=by)


def _promise(told: dict, rung: str, day: str, promised: str, meeting: str, reason: str, *, by: User) -> None:
    milestone, version = _milestone(told, rung)
    promise = Promise(
        milestone=milestone, promised_on=_day(promised), told_on=_day(day), promised_by=told["unit"], meeting=meeting, reason=reason
    )
    actions.promise(promise=promise, seen_version=version, by=by)


def _reach(told: dict, rung: str, day: str, *, by: User) -> None:
    milestone, version = _milestone(told, rung)
    actions.attain(milestone=milestone, seen_version=version, reached=_day(day), evidence=f"{milestone.rung.name}记录", by=by)


def _ask(told: dict, approval: dict, holder: str, since: str, *, by: User) -> None:
    project = _project(told)
    asked = {"subject": approval["subject"], "due_on": _day(approval["due"]), "holder": holder, "since": _day(since)}
    desks.ask(project=project, seen_version=project.version, by=by, **asked)


def _pass_on(told: dict, approval: dict, holder: str, since: str, remark: str, *, by: User) -> None:
    project = _project(told)
    kept = project.approvals.get(subject=approval["subject"])
    desks.pass_on(approval=kept, seen_version=project.version, holder=holder, on=_day(since), remark=remark, by=by)


def _answer(told: dict, approval: dict, *, by: User) -> None:
    project = _project(told)
    on, is_granted, text = approval["answer"]
    kept = project.approvals.get(subject=approval["subject"])
    desks.answer(approval=kept, seen_version=project.version, is_granted=is_granted, answer=text, on=_day(on), by=by)


def _commit(told: dict, level: str, amount: str, due_on: str, document: str, *, by: User) -> None:
    project = _project(told)
    fund = Fund(level=level, committed_fen=MONEY.parse(amount), due_on=_day(due_on), document_number=document)
    funds.commit(project=project, seen_version=project.version, fund=fund, by=by)


def _move(told: dict, which: tuple[str, str], step: str, amount: str, on: str, *, by: User) -> None:
    project = _project(told)
    fund = project.funds.get(level=which[0], document_number=which[1])
    movement = FundMovement(fund=fund, step=step, amount_fen=MONEY.parse(amount), moved_on=_day(on))
    funds.move(movement=movement, seen_version=project.version, by=by)


def _report(district: str, month: int, reported: list[dict], *, by: User) -> None:
    projects = {project.name: project for project in Project.objects.filter(district=district)}
    entries = [_entry(projects[told["name"]], told["progress"], month % 100 - FIRST_REPORT % 100) for told in reported]
    progress.submit_sheet(district=Division.objects.get(code=district), month=month, entries=entries, unchanged=[], by=by)


def _entry(project: Project, told: dict, place: int) -> Entry:
    paid = [MONEY.parse(amount) for amount in told["paid"]]
    return Entry(
        project,
        **{stage: PERCENT.parse(told[stage][place]) for stage in STAGES if stage in told},
        laid_m=LENGTH.parse(told["laid"][place]) if "laid" in told else None,
        paid_month_fen=paid[place],
        paid_total_fen=MONEY.parse(told["paid_before"]) + sum(paid[: place + 1]),
        problem=told["problem"][place] if "problem" in told else "",
        problem_level=told["problem_level"][place] if "problem" in told else "",
    )


def _accept(district: str, month: int, *, by: User) -> None:
    progress.accept(seen={one.pk: one.version for one in returns_of(district, Kind.CONSTRUCTION, month)}, by=by)
