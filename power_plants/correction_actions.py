"""The coal of a closed month, corrected by two people and a document."""

from django.db import transaction

import returns.correction_actions
from accounts.models import User
from power_plants.actions import mark_months, told_of
from power_plants.models import CoalBurnt
from returns.models import Correction, MonthlyReturn


def propose_correction(
    *, monthly_return: MonthlyReturn, seen: int, coal_kg: int, sulphur_millionths: int, reason: str, document_number: str, by: User
) -> Correction:
    """Propose another amount or sulphur for a closed month, which was read at version `seen`."""
    return returns.correction_actions.propose_correction(
        monthly_return=monthly_return,
        seen=seen,
        values={"coal_kg": coal_kg, "sulphur_millionths": sulphur_millionths},
        reason=reason,
        document_number=document_number,
        tell=told_of,
        by=by,
    )


@transaction.atomic
def confirm_correction(*, correction: Correction, by: User) -> Correction:
    """Put the proposed values in force; all figures that rest on them are worked out anew."""
    confirmed = returns.correction_actions.confirm_correction(correction=correction, tell=told_of, write=_write, by=by)
    mark_months([confirmed.monthly_return.subject], confirmed.monthly_return.month)
    return confirmed


def refuse_correction(*, correction: Correction, by: User) -> Correction:
    return returns.correction_actions.refuse_correction(correction=correction, tell=told_of, by=by)


def _write(one: MonthlyReturn, values: dict) -> None:
    CoalBurnt.objects.filter(monthly_return=one).update(**values)
