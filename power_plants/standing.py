"""Where a closing stands on a day: its state by fixed rules, the days left or overdue, and its place among the others."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from construction.standing import Standing as Line
from formulas.months import month_of
from formulas.power import days_left
from power_plants.models import LIVE, PARTS, ClaimState, Closure, MonthlyWord, PlannedDate, Step, StepKind, Unit
from power_plants.rules import Rules, complete_on


class ClosureState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OVERDUE = "overdue", _("overdue")
    SHUT_DOWN = "shut_down", _("shut down, not closed")
    DISMANTLED = "dismantled", _("dismantled, not confirmed")
    PUBLISHED = "published", _("confirmed, to be verified")
    CLOSED = "closed", _("closed")
    RESURRECTED = "resurrected", _("running again")


RULES = {
    ClosureState.PLANNED: _("on the list, its date has not come, still on the grid"),
    ClosureState.OVERDUE: _("its date has passed and it is still on the grid"),
    ClosureState.SHUT_DOWN: _("off the grid, but too few main parts dismantled: it may start again"),
    ClosureState.DISMANTLED: _("off the grid and enough main parts dismantled; the confirmation has not been published"),
    ClosureState.PUBLISHED: _("the confirmation has been published; the city has not verified every step"),
    ClosureState.CLOSED: _("off the grid, dismantled and confirmed, each step verified; only now its SO₂ is credited"),
    ClosureState.RESURRECTED: _("runs again after the stop; every credit has been taken back"),
}


class Group(models.TextChoices):
    """Like is ranked with like."""

    RUNNING = "running", _("to be shut down")
    STOPPED = "stopped", _("to be confirmed")
    CLOSED = "closed", _("closed")


GROUP_OF = {
    ClosureState.PLANNED: Group.RUNNING,
    ClosureState.OVERDUE: Group.RUNNING,
    ClosureState.RESURRECTED: Group.RUNNING,
    ClosureState.SHUT_DOWN: Group.STOPPED,
    ClosureState.DISMANTLED: Group.STOPPED,
    ClosureState.PUBLISHED: Group.STOPPED,
    ClosureState.CLOSED: Group.CLOSED,
}


@dataclass(frozen=True)
class Standing:
    """A closing as it stood on a day. `days` until the planned date, below zero overdue; None once it is closed."""

    unit: Unit
    closure: Closure
    day: datetime.date
    planned: PlannedDate
    moved: int  # how often the planned date had been replaced by then
    steps: dict[str, Step]
    state: str
    days: int | None
    word: MonthlyWord | None
    line: Line | None = None  # how the grid project stood on that day, where it is a project of its own
    at_stake: int | None = None  # SO₂ in mg that is not verified yet
    rank: int | None = None
    freed: dict[int, int | None] = field(default_factory=dict)  # year → SO₂ in mg, forecast until it is verified

    @property
    def group(self) -> str:
        return GROUP_OF[self.state]

    @property
    def is_silent(self) -> bool:
        """No word for the month, though the closing is not complete: 未报."""
        return self.word is None and self.group != Group.CLOSED

    @property
    def is_overdue(self) -> bool:
        return self.days is not None and self.days < 0

    @property
    def dismantled(self) -> int:
        return sum(kind in self.steps for kind in PARTS)

    @property
    def expected_on(self) -> datetime.date:
        """When it will stop as things are, or has stopped: not before the grid project, and not in the past."""
        if (off_grid := self.steps.get(StepKind.OFF_GRID)) and self.state != ClosureState.RESURRECTED:
            return off_grid.on
        return expected(self.planned.planned_on, self.grid_on, self.day)

    @property
    def grid_on(self) -> datetime.date | None:
        """When the grid is there, or is expected to be: by its project's milestones, else as somebody wrote it."""
        return self.line.expected_end if self.line else self.closure.grid_done_on or self.closure.grid_due_on


def expected(planned_on: datetime.date, grid_on: datetime.date | None, day: datetime.date) -> datetime.date:
    """The later of planned date, grid project and today (features 56: a slip of the line moves the closing)."""
    return max(planned_on, day, grid_on) if grid_on else max(planned_on, day)


def standing(unit: Unit, closure: Closure, day: datetime.date, month: int, rules: Rules, lines: dict[int, Line]) -> Standing | None:
    """The closing as of a day, by the documents and steps of that time; None where it was not on the list yet.

    `lines`: how each grid project stood on that day, by its key.
    """
    documents = [one for one in closure.planned_dates.all() if one.document_date <= day]
    if not documents:
        return None
    steps = {step.kind: step for step in closure.steps.all() if step.state in LIVE and step.on <= day}
    planned, state = documents[-1], _state(closure, steps, documents[-1], day, rules)
    counts = GROUP_OF[state] != Group.CLOSED
    return Standing(
        unit=unit,
        closure=closure,
        day=day,
        planned=planned,
        moved=len(documents) - 1,
        steps=steps,
        state=state,
        days=days_left(planned.planned_on, day) if counts else None,
        word=next((word for word in closure.words.all() if word.month == month), None),
        line=lines.get(closure.grid_line_id),
    )


def _state(closure: Closure, steps: dict[str, Step], planned: PlannedDate, day: datetime.date, rules: Rules) -> str:
    if closure.reopened_on and closure.reopened_on <= day:
        return ClosureState.RESURRECTED
    if StepKind.OFF_GRID not in steps:
        return ClosureState.OVERDUE if planned.planned_on < day else ClosureState.PLANNED
    required = rules.parts_required(month_of(steps[StepKind.OFF_GRID].on))
    verified = {kind: step for kind, step in steps.items() if _is_verified_by(step, day)}
    if complete_on(verified, required):
        return ClosureState.CLOSED
    if complete_on(steps, required):
        return ClosureState.PUBLISHED
    return ClosureState.DISMANTLED if sum(kind in steps for kind in PARTS) >= required else ClosureState.SHUT_DOWN


def _is_verified_by(step: Step, day: datetime.date) -> bool:
    return step.state == ClaimState.ACCEPTED and timezone.localtime(step.decided_at).date() <= day


def _by_days(one: Standing) -> tuple:
    return (not one.is_silent, one.days if one.days is not None else 0)


def _by_tonnes(one: Standing) -> tuple:
    return (not one.is_silent, -(one.at_stake or 0))


ORDERS: dict[str, Callable[[Standing], tuple]] = {"days": _by_days, "tonnes": _by_tonnes}


def ranked(standings: Iterable[Standing], order: str) -> list[Standing]:
    """Each group worst first with ranks of its own; equals share a rank, what is closed has none. Within a rank the official order."""
    key, groups = ORDERS[order], list(Group)
    in_order = sorted(standings, key=lambda one: (groups.index(one.group), key(one), one.unit.plant.district.position, str(one.unit.pk)))
    first: dict[tuple, int] = {}
    counts: dict[str, int] = {}
    found = []
    for one in in_order:
        counts[one.group] = counts.get(one.group, 0) + 1
        rank = first.setdefault((one.group, key(one)), counts[one.group])
        found.append(replace(one, rank=None if one.group == Group.CLOSED else rank))
    return found
