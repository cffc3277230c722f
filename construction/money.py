"""Matching funds of a project on a day: committed, allocated, paid, overdue (S26). Amounts in 分."""

import datetime
from dataclasses import dataclass

from construction.models import Fund, FundStep


@dataclass(frozen=True)
class FundState:
    """One commitment on a day."""

    fund: Fund
    allocated: int
    paid: int
    overdue: int
    overdue_days: int


def fund_state(fund: Fund, today: datetime.date) -> FundState:
    """What was due by a day and has not been paid is overdue; not what is due on that very day."""
    sums = {step: sum(one.amount_fen for one in fund.movements.all() if one.step == step) for step in FundStep.values}
    days = (today - fund.due_on).days
    overdue = fund.committed_fen - sums[FundStep.PAID] if days > 0 else 0
    return FundState(fund, sums[FundStep.ALLOCATED], sums[FundStep.PAID], overdue, days if overdue else 0)
