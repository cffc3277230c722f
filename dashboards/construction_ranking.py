"""Projects by progress, worst first, as they stood at a moment (S12, S25; rules.md 7.2), and why they moved since the month before."""

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from construction.ladders import Group
from construction.standing import Standing, end_of, standings
from construction.tonnes import Account
from dashboards.lamps import state_word
from formulas.months import month_of, shifted
from formulas.rounding import rounded
from targets.queries import plan_of

POLLUTANT = "cod"
BY_DELAY, BY_TONNES = "delay", "tonnes"
CAUSES_TOLD = 2
TENTH_OF_A_POINT = 1000  # millionths; what looks equal on the page ranks equal


@dataclass(frozen=True)
class RankedProject:
    """A project with its place. `at_stake` and `a_year` in mg; `moved` is by how many places it is worse than a month before."""

    standing: Standing
    rank: int
    at_stake: int | None
    a_year: int | None
    moved: int | None = None
    because: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ranking:
    """What a page shows: rows worst first, and how many projects stand beside them because they are finished."""

    rows: list[RankedProject]
    finished: int
    as_of: datetime.date
    month: int  # whose returns are asked for


def years_of_plan(year: int) -> range:
    """The years of the plan that a year belongs to; the year alone where there is no plan."""
    plan = plan_of(year)
    return range(plan.base_year + 1, plan.last_year + 1) if plan else range(year, year + 1)


def ranking(divisions: str, at: datetime.datetime, *, group: str = "", order: str = BY_DELAY) -> Ranking:
    """Unfinished projects inside the scope, those of one group or all, with their movement since the end of the month before."""
    now = standings(divisions, at)
    as_of = now[0].as_of if now else at.date()
    account = Account(divisions, POLLUTANT, years_of_plan(as_of.year))
    chosen = [one for one in now if group in ("", one.project.kind.group)]
    rows = ranked(chosen, account, order)
    before = standings(divisions, end_of(shifted(month_of(as_of), -1)))
    earlier = {
        row.standing.project.pk: row for row in ranked([one for one in before if group in ("", one.project.kind.group)], account, order)
    }
    rows = [_moved(row, earlier.get(row.standing.project.pk)) for row in rows]
    return Ranking(rows, sum(one.is_finished for one in chosen), as_of, now[0].month if now else 0)


def ranked(known: list[Standing], account: Account, order: str = BY_DELAY) -> list[RankedProject]:
    """Unfinished projects with their places; equal ones share one and stand by name."""
    rows = [(one, account.at_stake(one), account.tonnes_a_year(one)) for one in known if not one.is_finished]
    rows.sort(key=lambda row: (*_badness(row[0], row[1], order), row[0].project.name))
    first: dict[tuple, int] = {}
    for place, (one, at_stake, _a_year) in enumerate(rows, start=1):
        first.setdefault(_badness(one, at_stake, order), place)
    return [RankedProject(one, first[_badness(one, at_stake, order)], at_stake, a_year) for one, at_stake, a_year in rows]


def _badness(one: Standing, at_stake: int | None, order: str) -> tuple:
    """Smallest first: who has not reported, then the longest delay, then the farthest behind the plan."""
    gap = rounded(one.gap, TENTH_OF_A_POINT)
    lateness = (-one.delay_days, gap is not None, gap or 0)
    if order == BY_TONNES:
        return (one.has_reported, -(at_stake or 0), *lateness)
    return (one.has_reported, *lateness)


def _moved(row: RankedProject, before: RankedProject | None) -> RankedProject:
    if before is None:
        return RankedProject(row.standing, row.rank, row.at_stake, row.a_year, None, [_("newly listed")])
    moved = before.rank - row.rank
    causes = _causes(row.standing, before.standing)
    if moved and not causes:
        causes = [_("others moved")]
    return RankedProject(row.standing, row.rank, row.at_stake, row.a_year, moved, causes[:CAUSES_TOLD])


def _causes(now: Standing, before: Standing) -> list[str]:
    """What happened to the project itself, the weightiest first."""
    found = []
    if before.has_reported and not now.has_reported:
        found.append(state_word(now.state))
    if now.has_reported and not before.has_reported:
        found.append(_("reported again"))
    reached_before = {step.milestone.pk for step in before.steps if step.reached_on}
    found += [
        _("reached: %(milestone)s") % {"milestone": step.milestone}
        for step in now.steps
        if step.reached_on and step.milestone.pk not in reached_before
    ]
    found += [
        _("taken back: %(milestone)s") % {"milestone": step.milestone}
        for step in now.steps
        if not step.reached_on and step.milestone.pk in reached_before
    ]
    if len(now.plans) > len(before.plans):
        found.append(_("new plan %(document)s") % {"document": now.plans[-1].document_number})
    promised_before = {step.milestone.pk: step.promised_on for step in before.steps}
    for step in now.steps:
        earlier = promised_before.get(step.milestone.pk)
        if earlier and step.promised_on and step.promised_on > earlier:
            found.append(_("postponed to %(day)s") % {"day": step.promised_on.isoformat()})
    if now.delay_days > before.delay_days:
        found.append(_("%(days)d days later") % {"days": now.delay_days - before.delay_days})
    return found


def groups() -> list[tuple[str, str]]:
    return [("", _("All projects")), *((one.value, str(one.label)) for one in Group)]
