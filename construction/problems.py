"""Whether a project goes well, by dated thresholds, and what its problems are: only those with one are invited (S25)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from construction.money import fund_state
from construction.queries import approvals_of, funds_of
from construction.standing import Standing
from districts.levels import Level
from formulas.units import MONEY, PERCENT
from returns.models import State
from targets.queries import parameter

GOOD, LATE, BAD = "good", "late", "bad"


@dataclass(frozen=True)
class Thresholds:
    """From how many days late, and how many millionths behind the plan, a project lags, and lags badly."""

    late_days: int
    far_late_days: int
    behind: int
    far_behind: int

    @classmethod
    def of(cls, month: int) -> "Thresholds":
        """Those that were in force in a month."""
        names = ("late_days", "far_late_days", "behind_millionths", "far_behind_millionths")
        return cls(*(parameter(f"construction_{name}", month) for name in names))

    def judge(self, one: Standing) -> str:
        """The worse of what the delay and what the progress say."""
        gap = one.gap or 0
        if one.delay_days >= self.far_late_days or gap <= -self.far_behind:
            return BAD
        return LATE if one.delay_days >= self.late_days or gap <= -self.behind else GOOD


def problems(divisions: str, known: Iterable[Standing], thresholds: Thresholds, *, now: bool = True) -> dict[int, list[str]]:
    """Project → what is wrong with it, in sentences, the weightiest first; empty lists where nothing is. Two queries.

    Approvals and funds are told of the present only: of a moment of the past (`now` is False) they are left out.
    """
    known = [one for one in known if not one.is_finished]
    keys = [one.project.pk for one in known]
    approvals, funds = defaultdict(list), defaultdict(list)
    for approval in approvals_of(divisions, keys) if now else ():
        approvals[approval.project_id].append(approval)
    for fund in funds_of(divisions, keys) if now else ():
        funds[fund.project_id].append(fund)
    return {
        one.project.pk: [
            *_of_return(one),
            *_of_dates(one, thresholds),
            *_of_approvals(approvals[one.project.pk], one.as_of),
            *_of_funds(funds[one.project.pk], one.as_of),
        ]
        for one in known
    }


def _of_return(one: Standing) -> list[str]:
    found = []
    if not one.has_reported:
        found.append(_("waits for the verifier") if one.state == State.SUBMITTED else _("has not reported"))
    if one.newest and one.newest.problem:
        found.append(one.newest.problem)
    return found


def _of_dates(one: Standing, thresholds: Thresholds) -> list[str]:
    found, step = [], one.current
    if one.delay_days >= thresholds.late_days:
        found.append(_("%(milestone)s: %(days)d days late") % {"milestone": step.milestone, "days": one.delay_days})
    if step.is_broken_promise:
        found.append(_("the day promised last has passed"))
    if one.gap is not None and one.gap <= -thresholds.behind:
        found.append(_("%(points)s points behind the plan") % {"points": PERCENT.shown(-one.gap, 1)})
    if one.is_apart:
        found.append(
            _("work %(work)s %%, money %(money)s %%") % {"work": PERCENT.shown(one.progress, 1), "money": PERCENT.shown(one.money, 1)}
        )
    return found


def _of_approvals(approvals: list, today: datetime.date) -> list[str]:
    late = [one for one in approvals if one.is_granted is None and one.due_on < today]
    desks = [(one, list(one.desks.all())[-1]) for one in late]
    words = _("%(subject)s: for %(days)d days with %(holder)s")
    return [words % {"subject": one, "days": desk.days(today), "holder": desk.holder} for one, desk in desks]


def _of_funds(funds: list, today: datetime.date) -> list[str]:
    states = [fund_state(fund, today) for fund in funds]
    sums = {level: sum(one.overdue for one in states if one.fund.level == level) for level in (Level.CITY, Level.DISTRICT)}
    words = _("%(level)s funds overdue: %(amount)s × 10,000 yuan")
    return [words % {"level": level.label, "amount": MONEY.typed(fen)} for level, fen in sums.items() if fen]
