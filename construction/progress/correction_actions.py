"""The progress of a closed month, corrected: what was accepted counts until then, and the corrected month from then on."""

import clock
import returns.correction_actions
from accounts.models import User
from construction.models import AcceptedProgress, Progress
from construction.progress.actions import check_complete, told_of
from construction.progress.entries import VALUES, Entry
from returns.models import Correction, MonthlyReturn


def propose_correction(*, monthly_return: MonthlyReturn, entry: Entry, reason: str, document_number: str, by: User) -> Correction:
    """Propose other values for a closed month; `entry` carries the version that the person read. Raises Incomplete as a sheet does."""
    check_complete(monthly_return.division_id, monthly_return.month, [entry])
    return returns.correction_actions.propose_correction(
        monthly_return=monthly_return,
        seen=entry.seen_version,
        values=entry.values(),
        reason=reason,
        document_number=document_number,
        tell=told_of,
        by=by,
    )


def confirm_correction(*, correction: Correction, by: User) -> Correction:
    """Put the proposed values in force. Rankings of past days keep what was known then."""
    return returns.correction_actions.confirm_correction(correction=correction, tell=told_of, write=_write, by=by)


def refuse_correction(*, correction: Correction, by: User) -> Correction:
    return returns.correction_actions.refuse_correction(correction=correction, tell=told_of, by=by)


def _write(one: MonthlyReturn, values: dict) -> None:
    values, now = {name: values[name] for name in VALUES}, clock.now()
    Progress.objects.filter(monthly_return=one).update(**values)
    place = {"project_id": one.subject, "month": one.month}
    AcceptedProgress.objects.filter(left_at__isnull=True, **place).update(left_at=now)
    AcceptedProgress.objects.create(accepted_at=now, **place, **values)
