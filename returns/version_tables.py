"""What a return has said, version by version."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from formulas.months import month_text
from formulas.units import COUNT
from returns.kinds import ValueColumn
from returns.models import Correction, Version
from tables import Cell, Column, Table, figure, plain
from tables.cells import NO_DATA


def versions_table(name: str, month: int, versions: list[Version]) -> Table:
    """Who said it, when, and why; the newest last."""
    return Table(
        title=_("%(subject)s in %(month)s: versions") % {"subject": name, "month": month_text(month)},
        columns=[
            Column("version", _("Version"), lambda one: figure(one.number, COUNT), numeric=True),
            Column("act", _("What happened"), lambda one: plain(one.get_act_display()), heads_row=True),
            Column("at", _("When"), lambda one: plain(timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"))),
            Column("by", _("By"), lambda one: plain(str(one.by))),
            Column("entered_by", _("Entered by"), lambda one: plain(str(one.entered_by))),
            Column("document_number", _("Document number"), lambda one: plain(one.document_number)),
            Column("reason", _("Reason"), lambda one: plain(one.reason), wraps=True),
        ],
        records=versions,
        empty_text=_("Nothing has been handed in yet."),
    )


def compared_table(columns: list[ValueColumn], versions: list[Version], waiting: Correction | None) -> Table:
    """The values side by side, one version a column; what differs from the version before is marked."""
    contents = [(str(one.number), _("Version %(number)d") % {"number": one.number}, one.content) for one in versions]
    if waiting:
        contents.append(("proposed", _("Proposed correction"), waiting.content))
    before = [None, *(content for _key, _label, content in contents)]
    return Table(
        title=_("The versions side by side"),
        columns=[
            Column("value", _("Value"), lambda column: plain(column.label, note=column.unit_name), heads_row=True),
            *(
                Column(key, label, _value(content, earlier), numeric=True)
                for (key, label, content), earlier in zip(contents, before, strict=False)
            ),
        ],
        records=columns,
    )


def _value(content: dict, earlier: dict | None):
    def cell(column: ValueColumn) -> Cell:
        value = content.get(column.name)
        note = _("changed") if earlier is not None and earlier.get(column.name) != value else ""
        if column.unit is None or value is None:
            return plain(column.text(value) or NO_DATA, note=note)
        # As on the sheet: no zeros that nobody typed.
        return Cell(column.unit.exact(value), f"{Decimal(column.text(value)):,}", numeric=True, note=note)

    return cell
