"""The sheet of projects as a table for files."""

from django.utils.translation import gettext as _

from construction.progress.sheet import Sheet, SheetColumn
from formulas.months import month_text
from tables import Column, Table, figure, plain


def sheet_table(sheet: Sheet) -> Table:
    """What is kept of a month, one project a row."""
    return Table(
        title=_("%(district)s: progress of projects in %(month)s") % {"district": sheet.district, "month": month_text(sheet.month)},
        columns=[
            Column("project", _("Project"), lambda row: plain(str(row.project))),
            Column("kind", _("Kind"), lambda row: plain(str(row.project.kind))),
            Column("state", _("State"), lambda row: plain(str(row.state_label), state=row.state)),
            *(_value_column(position, column) for position, column in enumerate(sheet.columns)),
        ],
        records=sheet.rows,
    )


def _value_column(position: int, column: SheetColumn) -> Column:
    def cell(row):
        one = row.cells[position]
        return figure(one.value, column.unit) if column.unit else plain(one.text)

    key = column.name.removesuffix("_m").removesuffix("_fen")
    return Column(key, column.label, cell, column.unit_name, column.unit is not None)
