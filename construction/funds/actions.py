"""Committing matching money, and telling what was allocated and paid of it."""

from django.db import transaction
from django.db.models import Sum

import clock
from accounts.models import User
from construction.actions import NotPossible, happening, locked
from construction.models import Fund, FundMovement, FundStep, Project
from journal.actions import record
from journal.models import Verb


@transaction.atomic
def commit(*, project: Project, seen_version: int, fund: Fund, by: User) -> Fund:
    """Keep what the city or a district has committed by a document. Raises ChangedMeanwhile."""
    project = locked(project, seen_version)
    fund.project, fund.entered_at, fund.entered_by = project, clock.now(), by
    fund.save(force_insert=True)
    after = {"level": fund.level, "committed_fen": fund.committed_fen, "due_on": fund.due_on.isoformat(), "document": fund.document_number}
    record([happening(project, Verb.FUND_COMMITTED, after=after)], by=by)
    return fund


@transaction.atomic
def move(*, movement: FundMovement, seen_version: int, by: User) -> FundMovement:
    """Tell that part of a fund was allocated or paid.

    Never more is allocated than committed, nor paid than allocated. Raises ChangedMeanwhile, NotPossible.
    """
    fund = movement.fund
    project = locked(fund.project, seen_version)
    sums = _sums(fund)
    sums[movement.step] += movement.amount_fen
    if not 0 <= sums[FundStep.PAID] <= sums[FundStep.ALLOCATED] <= fund.committed_fen or movement.moved_on > clock.today():
        raise NotPossible(str(fund))
    movement.entered_at, movement.entered_by = clock.now(), by
    movement.save(force_insert=True)
    after = {"level": fund.level, "step": movement.step, "amount_fen": movement.amount_fen, "on": movement.moved_on.isoformat()}
    record([happening(project, Verb.FUND_MOVED, after=after, reason=movement.remark)], by=by)
    return movement


def _sums(fund: Fund) -> dict[str, int]:
    known = dict(fund.movements.order_by().values_list("step").annotate(total=Sum("amount_fen")))
    return {step: known.get(step, 0) for step in FundStep.values}
