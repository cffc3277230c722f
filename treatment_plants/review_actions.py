"""The talk about rows that were sent back, and the correction of closed months."""

from dataclasses import replace

from django.db import transaction

import returns.actions
import returns.correction_actions
from accounts.models import User
from returns.models import Correction, MonthlyReturn, Remark
from treatment_plants.actions import Impossible, Incomplete, told_of, write_rows
from treatment_plants.checks import hard
from treatment_plants.entries import Entry, entry_from, entry_of, with_kept
from treatment_plants.models import Operation
from treatment_plants.questions import LONGEST_ANSWER, OneAnswer
from treatment_plants.questions.actions import keep_questions
from treatment_plants.questions.asking import values_of


def answer(*, monthly_return: MonthlyReturn, column: str, text: str, by: User) -> Remark:
    """Say something under a cell, or about a row, that was sent back."""
    name = told_of([monthly_return.pk])[monthly_return.pk].name
    return returns.actions.answer(monthly_return=monthly_return, column=column, text=text, name=name, by=by)


def propose_correction(*, monthly_return: MonthlyReturn, entry: Entry, reason: str, document_number: str, by: User) -> Correction:
    """Propose other values for a closed month; `entry` carries the version that the person read.

    Raises Impossible and Incomplete for what no sheet could hold either.
    """
    entry = with_kept(entry, entry_of(_operation(monthly_return)))
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
    """Put the proposed values in force. What looks odd about them was answered by the reason for which they were proposed."""
    reason = correction.reason

    def write(one: MonthlyReturn, values: dict) -> None:
        _write(one, values, reason[:LONGEST_ANSWER], by)

    return returns.correction_actions.confirm_correction(correction=correction, tell=told_of, write=write, by=by)


def refuse_correction(*, correction: Correction, by: User) -> Correction:
    return returns.correction_actions.refuse_correction(correction=correction, tell=told_of, by=by)


@transaction.atomic
def _write(one: MonthlyReturn, values: dict, reason: str, by: User) -> None:
    kept = _operation(one)
    entry = replace(with_kept(entry_from(kept.plant, values), entry_of(kept)), answers=OneAnswer(reason))
    write_rows([(entry, one)])
    keep_questions(divisions=one.division_id, month=one.month, entries=[entry], by=by)


def _operation(one: MonthlyReturn) -> Operation:
    return Operation.objects.select_related("plant", "monthly_return").prefetch_related("measurements").get(monthly_return=one)
