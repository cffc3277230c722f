"""Months of a district's plants that arrive together, as a sheet of past months brings them."""

from collections.abc import Mapping

from django.db import transaction

import returns.actions
from accounts.models import User
from districts.models import Division
from treatment_plants.actions import check_owed, save_months, told_of
from treatment_plants.checks import hard
from treatment_plants.entries import Entry
from treatment_plants.questions.actions import keep_questions_of_months
from treatment_plants.questions.asking import values_of


@transaction.atomic
def take_months(*, district: Division, months: Mapping[int, list[Entry]], by: User) -> None:
    """Store what is told of each month, by month. What is complete and not asked about is handed in, the rest stays a draft.

    The same rows, events and marks as sheet by sheet, in as many statements as one sheet takes. Raises what `submit_sheet` raises,
    but for Incomplete and Unanswered; then nothing is written.
    """
    check_owed(district, months)
    kept = save_months(district=district, months=months, by=by)
    complete = {(entry.plant.pk, month) for month, entries in months.items() for entry in entries if _is_complete(entry, month)}
    waiting = keep_questions_of_months(divisions=district.code, months=months, stored=kept, complete=complete, by=by)
    handed_in = [kept[place] for place in complete - waiting]
    if handed_in:
        returns.actions.submit(seen={one.pk: one.version for one in handed_in}, tell=told_of, by=by)


def _is_complete(entry: Entry, month: int) -> bool:
    return not hard.missing(values_of(entry, month), [pollutant.code for pollutant in entry.plant.pollutants.all()])
