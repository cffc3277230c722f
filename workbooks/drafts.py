"""The sheets of a draft as its person sees them: read once, with the cells that were mended on the page."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace

from workbooks.cells import Cell, Sheet, shown
from workbooks.delimited import told_as_typed
from workbooks.limits import Unreadable
from workbooks.marking import answers_in, without_answers, without_reasons
from workbooks.models import Correction, Draft, DraftState
from workbooks.reading import refuse_unseen
from workbooks.told import unpacked, value_of

# (sheet, row, column), each counted from one.
Place = tuple[int, int, int]


def packed_cells(tables: list[list]) -> bytes:
    return zlib.compress(json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def sheets_of(draft: Draft) -> list[Sheet]:
    """The sheets with all corrections. Raises Unreadable where the file can't be read, or hides parts that nobody agreed to read.

    Not for a draft that is still being read.
    """
    sheets = original_sheets(draft)
    if draft.consented_by_id is None:
        refuse_unseen(sheets)
    return corrected(sheets, draft.corrections.all())


def original_sheets(draft: Draft) -> list[Sheet]:
    """What the file itself says, hidden parts too, without the column in which the portal once wrote its reasons."""
    if draft.state == DraftState.UNREADABLE:
        raise Unreadable(draft.refusal["code"], **draft.refusal["values"])
    return [without_reasons(sheet) for sheet in without_answers(_told_sheets(draft))]


def carried_answers(draft: Draft) -> list[list[str]]:
    """What a marked file brings back beside its cells."""
    return answers_in(_told_sheets(draft))


def _told_sheets(draft: Draft) -> list[Sheet]:
    return [unpacked(table) for table in json.loads(zlib.decompress(bytes(draft.cells.packed)))]


def corrected(sheets: list[Sheet], corrections: Iterable[Correction]) -> list[Sheet]:
    """A corrected cell reads like one that was typed into a table of text."""
    cells = [dict(sheet.cells) for sheet in sheets]
    for place, text in latest(corrections).items():
        number, row, column = place
        if text is None or number > len(sheets):
            continue
        sheet = sheets[number - 1]
        cells[number - 1][row, column] = Cell(sheet.name, row, column, value_of(*told_as_typed(text)) if text.strip() else None)
    return [replace(sheet, cells=own) for sheet, own in zip(sheets, cells, strict=True)]


def latest(corrections: Iterable[Correction]) -> dict[Place, str | None]:
    return {one.place: one.text for one in corrections}


def place_of(sheets: list[Sheet], cell: Cell) -> Place:
    """Where a cell stands, as corrections and reasons name it."""
    return next(number for number, sheet in enumerate(sheets, start=1) if sheet.name == cell.sheet), cell.row, cell.column


def text_at(sheets: list[Sheet], place: Place) -> str:
    number, row, column = place
    return shown(sheets[number - 1].cell(row, column)) if number <= len(sheets) else ""
