"""A filled-in workbook of a month, read into what the sheet's own form would have sent: the same checks then look at it."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from districts.models import Division
from formulas.months import month_text
from tables.words import listed
from treatment_plants.models import BlankCode
from treatment_plants.months import template
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_rows import SheetRow
from workbooks import Cell
from workbooks import Sheet as Page

LANGUAGES = ("zh-hans", "en")
KEY = re.compile(r"(?P<plant>[0-9]{1,18}):(?P<version>[0-9]{1,9})")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell before anybody looks at its meaning; without a cell it concerns the file."""

    text: str
    cell: Cell | None = None


@dataclass
class Reading:
    """What a workbook says. `data` has the names that the sheet's form sends, `cells` tells where each of them stood."""

    data: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_template: bool = False

    def told(self, text: str, cell: Cell | None = None) -> None:
        self.problems.append(Problem(text, cell))


def read_month(pages: list[Page], district: Division, month: int) -> Reading:
    """Every problem at its cell, and what could be read. A file that is not the template of this month is read no further."""
    reading = Reading()
    if len(pages) != 1:
        reading.told(_("The template has one sheet, this file has %(count)d.") % {"count": len(pages)})
        return reading
    page, kept = pages[0], Sheet(district, month)
    _check_stamp(reading, page, district, month)
    if not reading.problems:
        reading.is_template = True
        _check_keys(reading, page, kept)
    if not reading.problems:
        _read_rows(reading, page, kept)
    return reading


def _check_stamp(reading: Reading, page: Page, district: Division, month: int) -> None:
    cell = page.cell(template.STAMP_ROW, template.STAMP_COLUMN)
    text = str(cell.value or "")
    stamp, asked = template.read_stamp(text), {"district": district, "month": month_text(month)}
    if stamp is None and text.startswith("plant-month-"):
        reading.told(
            _("This template is of an older form of the portal. Download the one of %(district)s for %(month)s and fill it in.") % asked,
            cell,
        )
    elif stamp is None:
        reading.told(
            _("This is not the portal's template. Download the one of %(district)s for %(month)s and copy your figures into it.") % asked,
            cell,
        )
    elif stamp.month != month:
        told = asked | {"other": month_text(stamp.month)}
        reading.told(_("This is the form for %(other)s. Here is the one for %(month)s: download it, it is filled in already.") % told, cell)
    elif stamp.district != district.code:
        reading.told(_("This form was handed out for another district than %(district)s.") % asked, cell)


def _check_keys(reading: Reading, page: Page, kept: Sheet) -> None:
    """Columns that were moved, renamed or added would be read as something else."""
    keys = ["plant", "name", *(one.key for one in template.fields_of(kept.columns))]
    for column, key in enumerate(keys, start=1):
        cell = page.cell(template.KEY_ROW, column)
        if str(cell.value or "") != key:
            reading.told(
                _("This template is outdated or its columns were moved: here stands no “%(key)s”. Download it anew.") % {"key": key}, cell
            )
            return
    for (row, column), cell in sorted(page.cells.items()):
        if row >= template.KEY_ROW and column > len(keys) and not cell.is_blank:
            reading.told(_("The template ends before this column. Delete what stands here."), cell)


def _read_rows(reading: Reading, page: Page, kept: Sheet) -> None:
    rows, seen = {row.plant.pk: row for row in kept.rows}, {}
    fields = template.fields_of(kept.columns)
    for number in range(template.FIRST_ROW, page.last_row + 1):
        cells = [page.cell(number, column) for column in range(1, template.FIRST_COLUMN + len(fields))]
        if all(cell.is_blank for cell in cells):
            continue
        row = _row_of(reading, cells, rows, seen)
        if row:
            _read_row(reading, row, cells, fields)
    _tell_of(
        reading, _("Without a row in this file, and left as they are: %(plants)s."), [one for pk, one in rows.items() if pk not in seen]
    )
    closed = [one for pk, one in rows.items() if pk in seen and not one.is_editable]
    _tell_of(reading, _("Handed in, accepted or locked, and not read from the file: %(plants)s."), closed)


def _tell_of(reading: Reading, words: str, rows: list[SheetRow]) -> None:
    if rows:
        reading.told(words % {"plants": listed(str(row.plant) for row in rows)})


def _row_of(reading: Reading, cells: list[Cell], rows: dict[int, SheetRow], seen: dict[int, int]) -> SheetRow | None:
    key_cell, name_cell = cells[template.KEY_COLUMN - 1], cells[template.NAME_COLUMN - 1]
    found = KEY.fullmatch(str(key_cell.value or "").strip())
    row = rows.get(int(found["plant"])) if found else None
    if row is None:
        reading.told(_("This row names no plant that owes a return here. Take rows as the template gives them."), key_cell)
    elif str(name_cell.value or "").strip() not in (row.plant.name, row.plant.name_en):
        reading.told(_("This row belongs to %(plant)s. Its name must stay as it is.") % {"plant": row.plant}, name_cell)
    elif row.plant.pk in seen:
        reading.told(_("Row %(row)d tells of the same plant.") % {"row": seen[row.plant.pk]}, key_cell)
    else:
        seen[row.plant.pk] = key_cell.row
        if row.is_editable:
            reading.data[f"plant{row.plant.pk}-version"] = found["version"]
        return row if row.is_editable else None
    return None


def _read_row(reading: Reading, row: SheetRow, cells: list[Cell], fields: list[template.Field]) -> None:
    for cell, one in zip(cells[template.FIRST_COLUMN - 1 :], fields, strict=True):
        if one.shows:
            continue
        if one.key not in row.form.fields:
            if not cell.is_blank:
                reading.told(_("%(plant)s does not measure this. Delete what stands here.") % {"plant": row.plant}, cell)
            continue
        name = f"plant{row.plant.pk}-{one.key}"
        reading.cells[name] = cell
        reading.data[name] = _code(reading, cell, row, one.key) if one.is_code else _text(reading, cell)


def _text(reading: Reading, cell: Cell) -> str:
    """A cell as a person would have typed it."""
    if cell.is_formula:
        reading.told(_("The cell holds a formula. Put its value in its place."), cell)
    elif cell.is_error or not isinstance(cell.value, str | Decimal | None):
        reading.told(_("The cell holds no number."), cell)
    elif isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    else:
        return (cell.value or "").strip()
    return ""


def _code(reading: Reading, cell: Cell, row: SheetRow, name: str) -> str:
    text = str(cell.value or "").strip()
    known = {label: code.value for code in template.codes_of(row, name) for label in _labels(code)}
    if text and text not in known:
        choices = listed(str(code.label) for code in template.codes_of(row, name))
        reading.told(_("“%(text)s” is no reason. Choose one of: %(choices)s.") % {"text": text[:40], "choices": choices}, cell)
    return known.get(text, "")


def _labels(code: BlankCode) -> list[str]:
    """How people write a reason: as the list has it, in both languages, with or without what stands in brackets."""
    labels = [code.value]
    for language in LANGUAGES:
        with override(language):
            labels += [str(code.label), re.split(r"[（(]", str(code.label))[0].strip()]
    return labels
