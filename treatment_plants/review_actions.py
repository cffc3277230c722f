"""The talk about rows that were sent back, and the correction of closed months."""

from django.db import transaction

import returns.actions
import returns.correction_actions
from accounts.models import User
from returns.models import Correction, MonthlyReturn, Remark
from treatment_plants.actions import Impossible, Incomplete, told_of, write_rows
from treatment_plants.checks import hard
from treatment_plants.entries import Entry, entry_from
from treatment_plants.models import Operation
from treatment_plants.questions.asking import values_of


def answer(*, monthly_return: MonthlyReturn, column: str, text: str, by: User) -> Remark:
    """Say something under a cell, or about a row, that was sent back."""
    name = told_of([monthly_return.pk])[monthly_return.pk].name
    return returns.actions.answer(monthly_return=monthly_return, column=column, text=text, name=name, by=by)


def propose_correction(*, monthly_return: MonthlyReturn, entry: Entry, reason: str, document_number: str, by: User) -> Correction:
    """Propose other values for a closed month; `entry` carries the version that the person read.

    Raises Impossible and Incomplete for what no sheet could hold either.
    """
    values = values_of(entry, monthly_return.month)
    if found := hard.problems(values):
        raise Impossible(f"{entry.plant}: {found}")
    if hard.missing(values, [pollutant.code for pollutant in entry.plant.pollutants.all()]):
        raise Incomplete(str(entry.plant))
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
    return returns.correction_actions.confirm_correction(correction=correction, tell=told_of, write=_write, by=by)


def refuse_correction(*, correction: Correction, by: User) -> Correction:
    return returns.correction_actions.refuse_correction(correction=correction, tell=told_of, by=by)


@transaction.atomic
def _write(one: MonthlyReturn, values: dict) -> None:
    kept = Operation.objects.select_related("plant").get(monthly_return=one)
    write_rows([entry_from(kept.plant, values)], {kept.plant_id: one}, one.month)
