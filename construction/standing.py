"""How a project stood at a moment: only what had been entered until then is known to it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

import clock
from construction import queries
from construction.ladders import Stage
from construction.models import AcceptedProgress, Attainment, Milestone, Plan, Project, Promise
from formulas.construction import delay_days, planned_progress_millionths, progress_millionths, share_millionths, slip_days
from formulas.months import last_day, month_of, shifted
from formulas.rounding import rounded
from returns.models import MISSING, State
from targets.queries import parameter


@dataclass(frozen=True)
class Step:
    """One milestone with its three dates."""

    milestone: Milestone
    planned_on: datetime.date
    promises: list[Promise]
    attainment: Attainment | None
    as_of: datetime.date

    @property
    def reached_on(self) -> datetime.date | None:
        return self.attainment.reached_on if self.attainment else None

    @property
    def promised_on(self) -> datetime.date | None:
        return self.promises[-1].promised_on if self.promises else None

    @property
    def promised_times(self) -> int:
        return len(self.promises)

    @property
    def slip_days(self) -> int:
        """By how many days the last promise lies behind the first one."""
        return slip_days(self.promises[0].promised_on, self.promises[-1].promised_on) if self.promises else 0

    @property
    def delay_days(self) -> int:
        """Days after the planned day: until it was reached, else until the day that is asked about."""
        return delay_days(self.planned_on, self.reached_on or self.as_of)

    @property
    def expected_delay_days(self) -> int:
        """By how many days it is late already, or will be by its own promise."""
        promised = delay_days(self.planned_on, self.promised_on) if self.promised_on else 0
        return max(self.delay_days, promised)

    @property
    def expected_on(self) -> datetime.date:
        """The day it was reached, else the one promised last or planned; no day that has passed."""
        return self.reached_on or max(self.promised_on or self.planned_on, self.as_of)

    @property
    def is_broken_promise(self) -> bool:
        """The day promised last has passed too."""
        return self.reached_on is None and self.promised_on is not None and self.promised_on < self.as_of


@dataclass(frozen=True)
class Standing:
    """One project at a moment. Shares in millionths; `report` is the accepted return of `month`, or None."""

    project: Project
    as_of: datetime.date
    month: int
    plans: list[Plan]
    steps: list[Step]
    accepted: list[AcceptedProgress]
    state: str  # of the return asked for: accepted, submitted (waits for the verifier) or missing
    apart: int = field(default=0)  # from how far apart on work and money are looked at

    @cached_property
    def report(self) -> AcceptedProgress | None:
        return next((one for one in self.accepted if one.month == self.month), None)

    @property
    def newest(self) -> AcceptedProgress | None:
        """The last accepted month, however old."""
        return self.accepted[-1] if self.accepted else None

    @property
    def owes(self) -> bool:
        """Whether the month asked for is one of the project's: from its first to that in which it was finished, as known then."""
        end = self.steps[-1].reached_on
        return self.project.reports_from <= self.month and (end is None or self.month <= month_of(end))

    @property
    def has_reported(self) -> bool:
        return self.report is not None or not self.owes

    @property
    def is_finished(self) -> bool:
        return self.steps[-1].reached_on is not None

    @cached_property
    def current(self) -> Step | None:
        """The earliest unfinished milestone: the one that was to be reached first. None where the last one is reached."""
        if self.is_finished:
            return None
        open_steps = [step for step in self.steps if step.reached_on is None]
        return min(open_steps, key=lambda step: (step.planned_on, step.milestone.rung.position), default=None)

    @property
    def delay_days(self) -> int:
        return self.current.delay_days if self.current else 0

    @cached_property
    def progress(self) -> int | None:
        """Weighted progress of the last accepted month; None where none has been accepted."""
        return progress_of(self.newest, self.steps) if self.newest else None

    @property
    def told_until(self) -> datetime.date:
        """The day up to which progress is told: the end of the last accepted month, or the day asked for where that is earlier."""
        return min(self.as_of, last_day(self.newest.month)) if self.newest else self.as_of

    @cached_property
    def planned_progress(self) -> int:
        """By the plan on the day up to which progress is told, so that like is compared with like."""
        planned = [(step.planned_on, step.milestone.weight) for step in self.steps]
        return rounded(*planned_progress_millionths(self.plans[0].document_date, planned, self.told_until))

    @property
    def gap(self) -> int | None:
        """Weighted progress minus planned progress; below zero where the project is behind."""
        return None if self.progress is None else self.progress - self.planned_progress

    @property
    def money(self) -> int | None:
        return money_of(self.newest, self.project) if self.newest else None

    @property
    def is_apart(self) -> bool:
        """Work and money tell different stories."""
        return None not in (self.progress, self.money) and abs(self.progress - self.money) >= self.apart

    @property
    def claims_too_much(self) -> list[Step]:
        """Milestones that nobody has reached in stages which are reported as done."""
        if self.newest is None:
            return []
        done = {stage for stage in Stage.values if getattr(self.newest, stage) == 1_000_000}
        return [step for step in self.steps if step.milestone.rung.stage in done and step.reached_on is None]

    @property
    def promised_times(self) -> int:
        return self.current.promised_times if self.current else 0

    @property
    def level(self) -> str:
        """Who has to act now: whoever the last report names, else the milestone's level, else the project's."""
        reported = self.newest.problem_level if self.newest else ""
        return reported or (self.current.milestone.level if self.current else "") or self.project.level

    @property
    def leader(self) -> str:
        return (self.current.milestone.leader if self.current else "") or self.project.leader_title

    @property
    def responsible_unit(self) -> str:
        return (self.current.milestone.responsible_unit if self.current else "") or self.project.responsible_unit

    @property
    def planned_end(self) -> datetime.date:
        return self.steps[-1].planned_on

    @cached_property
    def expected_end(self) -> datetime.date:
        """When the last milestone is to be counted on.

        The day it was reached; else the one promised last, or where nobody has promised it the planned one, put back by as
        much as the unfinished milestone that is farthest behind its own; and no day that has passed.
        """
        last = self.steps[-1]
        if last.reached_on:
            return last.reached_on
        behind = max((step.expected_delay_days for step in self.steps if step.reached_on is None), default=0)
        return max(last.promised_on or last.planned_on + datetime.timedelta(days=behind), self.as_of)

    @property
    def open_steps(self) -> list[Step]:
        """What is left of the ladder, up it; nothing once the last milestone has been reached."""
        return [] if self.is_finished else [step for step in self.steps if step.reached_on is None]

    def end_if(self, step: Step, day: datetime.date) -> datetime.date:
        """When the project would end if an unfinished milestone were reached on another day: it moves by as many days."""
        if step is self.steps[-1]:
            return max(day, self.as_of)
        return max(self.expected_end + (day - step.expected_on), self.as_of)


def progress_of(report, steps: list[Step]) -> int | None:
    """Weighted progress that a month's return tells: each milestone weighs in with its stage's share. None without any share."""
    shares = [(step.milestone.weight, getattr(report, step.milestone.rung.stage)) for step in steps]
    if all(share is None for _weight, share in shares):
        return None
    return rounded(*progress_millionths((weight, share or 0) for weight, share in shares))


def money_of(report, project: Project) -> int | None:
    """The share of the total investment that has been paid; None where either is not known."""
    if report.paid_total_fen is None or not project.cost_fen:
        return None
    return rounded(*share_millionths(report.paid_total_fen, project.cost_fen))


def end_of(month: int) -> datetime.datetime:
    """The last moment of a month."""
    return end_of_day(last_day(month))


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max), timezone.get_default_timezone())


def month_due(day: datetime.date) -> int:
    """The month whose return is asked for on a day: the last that has ended, from the day of reporting on."""
    last = shifted(month_of(day), -1)
    return last if day.day >= parameter("construction_report_day", last) else shifted(last, -1)


def standings(divisions: str, at: datetime.datetime | None = None, projects: list[Project] | None = None) -> list[Standing]:
    """How all projects inside the scope, or those given, stood at a moment; now where none is named.

    Projects that had no document by then are not among them. In seven queries, however many projects there are.
    """
    at = at or clock.now()
    as_of = timezone.localtime(at).date()
    month = month_due(as_of)
    apart = parameter("construction_money_apart_millionths", month)
    projects = list(queries.projects_in(divisions).filter(entered_at__lte=at)) if projects is None else projects
    keys = [project.pk for project in projects]
    plans = _by(queries.plans_of(divisions, keys, at), "project_id")
    in_force = {project: known[-1].pk for project, known in plans.items()}
    days = {one.milestone_id: one.planned_on for one in queries.planned_dates_of(divisions, list(in_force.values()))}
    milestones = _by(queries.milestones_of(divisions, keys), "project_id")
    promises = _by(queries.promises_of(divisions, keys, at), "milestone_id")
    reached = {one.milestone_id: one for one in queries.attainments_of(divisions, keys, at)}
    accepted = _by(queries.accepted_of(divisions, keys, at), "project_id")
    submitted = {
        one.subject
        for one in queries.returns_for(divisions, keys, month)
        if one.submitted_at and one.submitted_at <= at and one.state in (State.SUBMITTED, State.ACCEPTED)
    }
    found = []
    for project in projects:
        if project.pk not in plans:
            continue
        steps = [Step(one, days[one.pk], promises.get(one.pk, []), reached.get(one.pk), as_of) for one in milestones.get(project.pk, [])]
        known = accepted.get(project.pk, [])
        state = State.ACCEPTED if any(one.month == month for one in known) else State.SUBMITTED if project.pk in submitted else MISSING
        found.append(Standing(project, as_of, month, plans[project.pk], steps, known, state, apart))
    return found


def _by(rows, key: str) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found
