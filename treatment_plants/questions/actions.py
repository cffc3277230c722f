"""Keeping what was asked and answered: the checks' own writing room."""

from collections.abc import Iterable

from django.db import transaction

import clock
from accounts.models import User
from treatment_plants.checks.soft import Finding
from treatment_plants.entries import Entry
from treatment_plants.models import AskedQuestion, Operation, QuestionState
from treatment_plants.questions.asking import asking


@transaction.atomic
def keep_questions(*, divisions: str, month: int, entries: Iterable[Entry], by: User) -> dict[int, list[AskedQuestion]]:
    """Ask about the entries as they are stored now, and answer by plant the questions that are still open.

    An answer counts for the values that it was given for. What is no longer found was corrected: its value has changed.
    """
    entries = {entry.plant.pk: entry for entry in entries}
    if not entries:
        return {}
    known = asking(divisions, month, [entry.plant for entry in entries.values()])
    operations = dict(Operation.objects.filter(month=month, plant__in=entries).values_list("plant_id", "pk"))
    kept: dict[int, dict[tuple, AskedQuestion]] = {plant: {} for plant in entries}
    for one in AskedQuestion.objects.filter(operation__in=operations.values()):
        kept[one.plant_id][one.rule, one.column, one.judged] = one
    made, changed = [], []
    still_open: dict[int, list[AskedQuestion]] = {}
    for plant, entry in entries.items():
        found = {(one.rule, one.column, one.judged): one for one in known.findings(entry)}
        for key, one in kept[plant].items():
            if key not in found and one.state != QuestionState.CORRECTED:
                one.state = QuestionState.CORRECTED
                changed.append(one)
        for key, finding in found.items():
            one = kept[plant].get(key)
            if one is None:
                one = _asked(finding, entry, operations[plant], month, by)
                made.append(one)
            elif _renew(one, finding, entry, by):
                changed.append(one)
            if one.state == QuestionState.OPEN:
                still_open.setdefault(plant, []).append(one)
    AskedQuestion.objects.bulk_create(made)
    AskedQuestion.objects.bulk_update(changed, ["state", "told", "answer", "answered_at", "answered_by"])
    return still_open


def _asked(finding: Finding, entry: Entry, operation: int, month: int, by: User) -> AskedQuestion:
    asked = AskedQuestion(
        operation_id=operation,
        plant=entry.plant,
        month=month,
        rule=finding.rule,
        column=finding.column,
        judged=finding.judged,
        told=finding.told,
        asked_at=clock.now(),
        asked_by=by,
    )
    _answer(asked, entry.answers.get(finding.place, ""), by)
    return asked


def _renew(asked: AskedQuestion, finding: Finding, entry: Entry, by: User) -> bool:
    """Whether anything about a question that was asked before has changed. An answer is never taken away by an empty one."""
    before = (asked.state, asked.answer, asked.told)
    asked.told = finding.told
    if asked.state == QuestionState.CORRECTED:  # the value came back: it is asked anew
        asked.state, asked.answer, asked.answered_at, asked.answered_by = QuestionState.OPEN, "", None, None
    _answer(asked, entry.answers.get(finding.place, ""), by)
    return before != (asked.state, asked.answer, asked.told)


def _answer(asked: AskedQuestion, reason: str, by: User) -> None:
    if reason and reason != asked.answer:
        asked.state, asked.answer, asked.answered_at, asked.answered_by = QuestionState.CONFIRMED, reason, clock.now(), by
