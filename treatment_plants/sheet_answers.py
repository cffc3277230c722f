"""What a browser that saves while a person types is told about the rows that it sent."""

from dataclasses import asdict

from django.template.loader import render_to_string

from treatment_plants.sheet import Sheet
from treatment_plants.sheet_rows import SheetCell, SheetRow
from treatment_plants.totals import Totals, removed_text


def answer(typed: Sheet, kept: Sheet, told: str) -> dict:
    """Rows as they are kept now, with what was refused and what somebody else has put there; `typed` has been checked."""
    now = {row.plant.pk: row for row in kept.rows}
    sent = [row for row in typed.rows if row.form.is_bound and row.plant.pk in now]
    return {"rows": [_row(row, now[row.plant.pk]) for row in sent], "totals": _totals(kept.totals), "told": told}


def _row(typed: SheetRow, kept: SheetRow) -> dict:
    waits = typed.conflict or bool(typed.form.errors)
    asked = typed.questions if waits else kept.questions
    return {
        "plant": kept.plant.pk,
        # What the person has read now: where both have changed the row, the next save is a choice.
        "version": int(typed.form["version"].value() or 0) if waits else kept.form.kept.seen_version,
        "loaded": typed.form["loaded"].value() or "" if waits else kept.form.initial["loaded"],
        "state": kept.state,
        "state_label": str(kept.state_label),
        "conflict": typed.conflict,
        "entered_by": str(kept.monthly_return.entered_by) if kept.monthly_return else "",
        "cells": {name: cell for pair in zip(typed.cells, kept.cells, strict=True) for name, cell in _cells(typed, *pair)},
        "load_rate": kept.load_rate_text,
        "removed": {code: removed_text(amount) for code, amount in kept.removed.items()},
        "alarms": kept.alarms,
        "questions": [asdict(question) | {"is_open": question.is_open} for question in asked],
        "questions_html": render_to_string("parts/sheet_questions.html", {"row": kept, "questions": asked, "may_enter": kept.is_editable}),
    }


def _cells(row: SheetRow, typed: SheetCell, kept: SheetCell):
    if typed.bound is not None:
        yield typed.column.name, _cell(row, typed.column.name, kept.text, typed)
    if typed.code is not None:
        values = kept.code.value() or ""
        yield typed.column.code_name, _cell(row, typed.column.code_name, values, None)


def _cell(row: SheetRow, name: str, stored: str, marks: SheetCell | None) -> dict:
    errors = row.form.errors.get(name, [])
    return {
        "value": stored,
        "saved": not row.conflict and not row.form.errors,
        "error": str(errors[0]) if errors else "",
        "theirs": marks.theirs if marks else "",
        "seen": marks.seen if marks else "",
    }


def _totals(totals: Totals) -> dict:
    return {
        "plants": totals.plants,
        "counted": totals.counted,
        "volume": totals.volume_text,
        "load_rate": totals.load_rate_text,
        "removed": totals.removed_texts,
    }
