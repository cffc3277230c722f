"""Keeping what was asked and answered: the checks' own writing room."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.db import transaction

import clock
from accounts.models import User
from formulas.months import month_text
from journal.actions import Happening, record
from journal.models import Verb
from returns.actions import subject_of
from returns.models import MonthlyReturn
from treatment_plants.checks.soft import Finding
from treatment_plants.entries import Entry
from treatment_plants.models import AskedQuestion, Operation, QuestionState
from treatment_plants.questions.asking import asking, asking_of_months

PlantMonth = tuple[int, int]


@transaction.atomic
def keep_questions(
    *, divisions: str, month: int, entries: Iterable[Entry], unchanged: Iterable[Entry] = (), by: User
) -> dict[int, list[AskedQuestion]]:
    """Ask about the entries as they are stored now, and answer by plant the questions that are still open.

    `unchanged` are asked about only as long as they are what is stored: their values may be of an older version.
    An answer counts for the values that it was given for. What is no longer found was corrected: its value has changed.
    """
    entries, unchanged = ({entry.plant.pk: entry for entry in some} for some in (entries, unchanged))
    if not entries and not unchanged:
        return {}
    stored = Operation.objects.filter(month=month, plant__in={*entries, *unchanged}).select_related("monthly_return", "plant")
    operations = {operation.plant_id: operation for operation in stored}
    entries |= {plant: one for plant, one in unchanged.items() if operations[plant].monthly_return.version == one.seen_version}
    known = asking(divisions, month, [entry.plant for entry in entries.values()])
    kept: dict[int, dict[tuple, AskedQuestion]] = {plant: {} for plant in entries}
    for one in AskedQuestion.objects.filter(operation__in=operations.values()):
        kept[one.plant_id][one.rule, one.column, one.judged] = one
    asked = {plant: _ask(known.findings(entry), kept[plant], entry, operations[plant], by) for plant, entry in entries.items()}
    _write(kept, asked, by)
    return {plant: waiting for plant, all_of in asked.items() if (waiting := [one for one in all_of if one.state == QuestionState.OPEN])}


@transaction.atomic
def keep_questions_of_months(
    *, divisions: str, months: Mapping[int, list[Entry]], stored: Mapping[PlantMonth, MonthlyReturn], complete: set[PlantMonth], by: User
) -> set[PlantMonth]:
    """Ask about the entries of several months, of which the returns and their operations have been stored, and answer which of them wait.

    Month after month: what is complete and not asked about is about to be handed in, and tells of the next what is usual.
    """
    plants = {entry.plant.pk: entry.plant for entries in months.values() for entry in entries}
    kept: dict[PlantMonth, dict[tuple, AskedQuestion]] = {place: {} for place in stored}
    for one in AskedQuestion.objects.filter(month__in=months, plant__in=plants):
        if (one.plant_id, one.month) in kept:
            one.operation = stored[one.plant_id, one.month].operation
            kept[one.plant_id, one.month][one.rule, one.column, one.judged] = one
    asked: dict[PlantMonth, list[AskedQuestion]] = {}
    known = asking_of_months(divisions, months, plants.values())
    for month in sorted(months):
        for entry in months[month]:
            place = entry.plant.pk, month
            asked[place] = _ask(known[month].findings(entry), kept[place], entry, stored[place].operation, by)
            if place in complete and not _is_waiting(asked[place]):
                known[month].hand_in(entry)
    _write(kept, asked, by)
    return {place for place, all_of in asked.items() if _is_waiting(all_of)}


def _is_waiting(asked: list[AskedQuestion]) -> bool:
    return any(one.state == QuestionState.OPEN for one in asked)


def _ask(findings: list[Finding], kept: dict[tuple, AskedQuestion], entry: Entry, operation: Operation, by: User) -> list[AskedQuestion]:
    """What is asked about an entry now, with the answers that hold."""
    asked = []
    for finding in findings:
        one = copy(kept.get((finding.rule, finding.column, finding.judged))) or _new(finding, operation, by)
        one.told, one.operation = finding.told, operation
        if one.state == QuestionState.CORRECTED:  # the value came back: it is asked anew
            one.state, one.answer, one.answered_at, one.answered_by = QuestionState.OPEN, "", None, None
        reason = entry.answers.get(finding.place, "")
        if reason and reason != one.answer:  # an empty answer takes none away
            one.state, one.answer, one.answered_at, one.answered_by = QuestionState.CONFIRMED, reason, clock.now(), by
        asked.append(one)
    return asked


def _write(kept: Mapping[Any, dict[tuple, AskedQuestion]], asked: Mapping[Any, list[AskedQuestion]], by: User) -> None:
    before = {one.pk: one for questions in kept.values() for one in questions.values()}
    now = [one for questions in asked.values() for one in questions]
    found = {one.pk for one in now}
    corrected = [one for one in before.values() if one.pk not in found and one.state != QuestionState.CORRECTED]
    for one in corrected:
        one.state = QuestionState.CORRECTED
    changed = [one for one in now if one.pk and _told(one) != _told(before[one.pk])]
    known = {pk: (one.state, one.answer) for pk, one in before.items()}
    asked_anew = [one for one in now if one.state == QuestionState.OPEN and known.get(one.pk, ("", ""))[0] != QuestionState.OPEN]
    answered = [one for one in now if one.answer and one.answer != known.get(one.pk, ("", ""))[1]]
    AskedQuestion.objects.bulk_create(one for one in now if not one.pk)
    AskedQuestion.objects.bulk_update(corrected + changed, ["state", "told", "answer", "answered_at", "answered_by"])
    # Whoever keeps a page until something happens looks at the journal.
    record([_told_of(one, Verb.QUESTION_ASKED) for one in asked_anew] + [_told_of(one, Verb.QUESTION_ANSWERED) for one in answered], by=by)


def _told(one: AskedQuestion) -> tuple:
    return one.state, one.answer, one.told


def _told_of(one: AskedQuestion, verb: Verb) -> Happening:
    of_month = one.operation.monthly_return
    return Happening(
        verb=verb,
        subject=subject_of(of_month),
        subject_name=f"{one.operation.plant.name} {month_text(one.month)}",
        division=of_month.division_id,
        after={"question": one.rule, one.column: int(one.judged.split(",")[0])},
        reason=one.answer,
    )


def _new(finding: Finding, operation: Operation, by: User) -> AskedQuestion:
    return AskedQuestion(
        operation=operation,
        plant=operation.plant,
        month=operation.month,
        rule=finding.rule,
        column=finding.column,
        judged=finding.judged,
        asked_at=clock.now(),
        asked_by=by,
    )
