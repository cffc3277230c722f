"""Storing what an uploaded month says, in the transaction that closes its draft."""

from collections.abc import Iterable

from django.db import transaction

import workbooks.actions
from accounts.models import User
from districts.models import Division
from formulas.months import month_text
from returns.models import MonthlyReturn
from treatment_plants.actions import save_sheet
from treatment_plants.entries import Entry
from workbooks.models import Draft


@transaction.atomic
def take_month(*, draft: Draft, seen: int, district: Division, month: int, entries: Iterable[Entry], by: User) -> dict[int, MonthlyReturn]:
    """Save the rows as drafts, as save_sheet does, and close the file. Raises what either of them raises; then nothing is written."""
    workbooks.actions.open_draft(draft, seen)
    kept = save_sheet(district=district, month=month, entries=entries, by=by)
    workbooks.actions.take_over(draft=draft, seen=seen, became=f"sheet {district.code} {month_text(month)}", by=by)
    return kept
