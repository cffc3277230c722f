"""Why a file was refused, as a table."""

from django.utils.translation import gettext as _

from formulas.units import COUNT
from tables import Column, Table, figure, plain
from targets.uploads import Problem


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
