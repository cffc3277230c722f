"""Uploaded files of quotas as tables: why one was refused, which are on their way, what was read of one."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from formulas.units import COUNT, MASS
from tables import Column, Table, figure, link, plain, unit_names
from tables.words import listed
from targets.draft_reading import LineRead, Reading
from targets.layouts import Known
from targets.layouts.rows import ROW_KINDS
from targets.layouts.units import LABELS
from targets.uploads import Problem

# Of a large file, what a person reads on a page.
MOST_SHOWN = 200


def problem_table(problems: list[Problem]) -> Table:
    return Table(
        title=_("What to mend in the file"),
        columns=[
            Column("sheet", _("Sheet"), lambda problem: plain(problem.sheet)),
            Column("row", _("Row"), lambda problem: figure(problem.row, COUNT), numeric=True),
            Column("column", _("Column"), lambda problem: plain(problem.column)),
            Column("reason", _("Reason"), lambda problem: plain(problem.text), wraps=True),
        ],
        records=problems,
    )


def draft_table(drafts) -> Table:
    """Files that nobody has taken over or discarded."""
    return Table(
        title=_("Files on their way"),
        columns=[
            Column("file_name", _("File"), lambda one: link(one.file_name, reverse("targets:quota-draft", args=[one.pk])), heads_row=True),
            Column("state", _("State"), lambda one: plain(one.get_state_display())),
            Column("uploaded_by", _("Uploaded by"), lambda one: plain(str(one.uploaded_by))),
            Column("uploaded_at", _("Uploaded"), lambda one: plain(_time(one.uploaded_at))),
            Column("division", _("Division"), lambda one: plain(str(one.division))),
        ],
        records=drafts,
    )


def line_table(lines: list[LineRead], known: Known) -> Table:
    """The quotas that were read, each with what is printed and where."""

    def printed(text: str, unit: str) -> str:
        return f"{text} {LABELS.get(unit, unit)}" if text else _("worked out of the cut")

    return Table(
        title=_("Quotas that were read"),
        columns=[
            Column("division", _("Division"), lambda one: plain(str(known.division(one.division))), heads_row=True),
            Column("division_code", _("Division code"), lambda one: plain(one.division), for_machines=True),
            Column("without", _("Without"), lambda one: plain(listed(str(known.division(code)) for code in one.excludes))),
            Column("pollutant", _("Pollutant"), lambda one: plain(known.pollutant(one.pollutant).symbol)),
            Column("pollutant_code", _("Pollutant code"), lambda one: plain(one.pollutant), for_machines=True),
            Column("year", _("Year"), lambda one: plain(str(one.year))),
            Column("base_amount", _("Emission of the base year"), lambda one: figure(one.base_mg, MASS, places=2), unit_names.MASS, True),
            Column("cap", _("Cap"), lambda one: figure(one.cap_mg, MASS, places=2), unit_names.MASS, True),
            Column(
                "base_printed",
                _("Base amount as written"),
                lambda one: plain(printed(one.base_printed, one.base_unit), note=one.base_place),
            ),
            Column("cap_printed", _("Cap as written"), lambda one: plain(printed(one.cap_printed, one.cap_unit), note=one.cap_place)),
        ],
        records=lines,
        empty_text=_("No quota was read."),
    )


def warning_table(reading: Reading) -> Table:
    return Table(
        title=_("Told, but no hindrance"),
        columns=[
            Column("place", _("Cell"), lambda one: plain(one.place)),
            Column("value", _("Read as"), lambda one: plain(one.value), wraps=True),
            Column("text", _("What was noticed"), lambda one: plain(one.text, note=one.remedy), wraps=True),
        ],
        records=reading.warnings[:MOST_SHOWN],
    )


def written_table(reading: Reading, known: Known) -> Table:
    """Names and figures that are read otherwise than they are written."""
    names = {one.code: str(one) for one in known.divisions}
    return Table(
        title=_("Written and read"),
        columns=[
            Column("place", _("Cell"), lambda one: plain(one.place)),
            Column("written", _("Written as"), lambda one: plain(one.written), wraps=True),
            Column("read", _("Read as"), lambda one: plain(names.get(one.read, one.read))),
        ],
        records=reading.written[:MOST_SHOWN],
    )


def notes_not_shown(reading: Reading) -> int:
    """How many warnings, cells read otherwise and rows that are no quotas a large file has beyond those on the page."""
    counts = len(reading.warnings), len(reading.written), sum(len(table.skipped) for table in reading.tables)
    return sum(max(0, count - MOST_SHOWN) for count in counts)


def skipped_table(reading: Reading) -> Table:
    rows = [(table.sheet, one) for table in reading.tables for one in table.skipped][:MOST_SHOWN]
    return Table(
        title=_("Rows that are no quotas"),
        columns=[
            Column("sheet", _("Sheet"), lambda row: plain(row[0])),
            Column("row", _("Row"), lambda row: plain(row[1].address)),
            Column("text", _("Read as"), lambda row: plain(row[1].text), wraps=True),
            Column("what", _("Taken for"), lambda row: plain(str(ROW_KINDS[row[1].what]))),
        ],
        records=rows,
    )


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
