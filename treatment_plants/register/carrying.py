"""Answers that travel with a marked file: written on a sheet of their own, taken over when the file is uploaded again.

What a person reads there stands in the first columns; the last holds it for the portal. An answer about a plant comes
back to the row that bears the same name, wherever it stands now; where none or several do, it is told and not taken.
"""

import contextlib
import json
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from districts.queries import districts_in
from formulas.months import month_text
from targets.layouts.findings import Kind, Notebook
from treatment_plants.layouts import PlantRow
from treatment_plants.register.answers import Answers, RowAnswer
from treatment_plants.register.choices import Meanings
from treatment_plants.register.outline import Told

WHOLE, COLUMN, MONTH, YEAR, PLANT = "whole", "column", "month", "year", "plant"
OF_THE_WHOLE = ("source", "started_on", "valid_from")


@dataclass(frozen=True)
class Carried:
    """What a file brought back; `rows` are answers about plants with the row and the name that they were about."""

    answers: Answers
    rows: tuple[tuple[str, str, RowAnswer], ...] = ()


def written(answers: Answers, told: Told, names: dict[str, str]) -> list[list[str]]:
    """The rows of the sheet; `names` are the divisions' by code."""
    kept = answers.told()
    labels = {"source": _("Document"), "started_on": _("In stable operation since"), "valid_from": _("Changed design capacities hold from")}
    shown = kept | {"valid_from": month_text(answers.valid_from) if answers.valid_from else ""}
    rows = [_row(labels[name], "", "", str(shown[name]), [WHOLE, name, kept[name]]) for name in OF_THE_WHOLE if kept[name]]
    rows += [
        _row(_("Month of these figures"), sheet, "", month_text(month), [MONTH, sheet, month]) for sheet, month in answers.months.items()
    ]
    rows += [_row(_("Year of these months"), sheet, "", str(year), [YEAR, sheet, year]) for sheet, year in answers.years.items()]
    return rows + _columns(answers, told) + _plants(answers, told, names)


def _row(*texts) -> list[str]:
    *shown, code = texts
    return [*shown, json.dumps(code, ensure_ascii=False)]


def _columns(answers: Answers, told: Told) -> list[list[str]]:
    meanings, rows = Meanings(), []
    for table in told.tables:
        heads = {one.number: one for one in table.columns}
        for number, taken in answers.columns.get(table.fingerprint, {}).items():
            if column := heads.get(number):
                code = [COLUMN, table.fingerprint, number, taken.meaning, taken.unit, taken.pollutant]
                rows.append(_row(_("Taken for"), f"{table.sheet}!{column.letters}", " ".join(column.heads), meanings.label(taken), code))
    return rows


def _plants(answers: Answers, told: Told, names: dict[str, str]) -> list[list[str]]:
    found = {one.key: one for one in (*told.plants, *told.left_out)}
    rows = []
    for key, answer in answers.rows.items():
        if one := found.get(key):
            parts = [names.get(answer.district, ""), answer.name, _("leave out") if answer.left_out else ""]
            text = "；".join(part for part in parts if part)
            code = [PLANT, key, one.row_name, answer.district, answer.plant, answer.name, answer.left_out]
            rows.append(_row(_("Plant"), one.place, one.row_name, text, code))
    return rows


def read(rows: list[list[str]], divisions: str) -> Carried:
    """What the sheet of a file says; what is no answer any more is not taken."""
    kept = Answers().told()
    plants, districts = [], {one.code for one in districts_in(divisions)}
    for row in rows:
        with contextlib.suppress(ValueError, TypeError, KeyError, IndexError):
            code = json.loads(row[-1])
            if code[0] == PLANT:
                plants.append(_plant(code, districts))
            else:
                told = _with(kept, code)
                Answers.of_told(told)
                kept = told
    return Carried(Answers.of_told(kept), tuple(plants))


def _with(kept: dict, code: list) -> dict:
    kind, name, *rest = code
    if kind == WHOLE and name in OF_THE_WHOLE:
        return kept | {name: int(rest[0]) if name == "valid_from" else str(rest[0])[:200]}
    if kind in (MONTH, YEAR):
        part = "months" if kind == MONTH else "years"
        return kept | {part: kept[part] | {str(name): int(rest[0])}}
    if kind == COLUMN:
        number, *taken = rest
        return kept | {"columns": kept["columns"] | {name: kept["columns"].get(name, {}) | {str(int(number)): [str(one) for one in taken]}}}
    raise ValueError(kind)


def _plant(code: list, districts: set[str]) -> tuple[str, str, RowAnswer]:
    _kind, key, row_name, district, plant, name, left_out = code
    answer = RowAnswer(district if district in districts else "", str(plant), str(name)[:80], bool(left_out))
    return str(key), str(row_name), answer


def placed(carried: Carried, rows: list[PlantRow], notebook: Notebook) -> Answers:
    """The answers with those about plants at the rows that bear their names now."""
    names: dict[str, dict[str, PlantRow]] = {}
    for row in rows:
        names.setdefault(row.name, {}).setdefault(row.key, row)
    found = dict(carried.answers.rows)
    for key, name, answer in carried.rows:
        fitting = names.get(name, {})
        place = key if key in fitting else next(iter(fitting)) if len(fitting) == 1 else None
        if place is None:
            text = _("An answer about “%(name)s” of the file with marks was not taken over: no row, or more than one, bears this name now.")
            notebook.warn(Kind.LEFT_OVER, None, text % {"name": name}, _("Answer it again."))
        else:
            found[place] = answer
    return replace(carried.answers, rows=found)
