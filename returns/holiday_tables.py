"""The holidays of each year as a table."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clock.workdays import Calendar
from formulas.workdays import A_DAY
from returns.models import HolidayYear
from tables import Cell, Column, Table, plain
from tables.cells import NO_DATA
from tables.words import listed, unbroken


def holidays_table(came: Calendar, entered: list[HolidayYear]) -> Table:
    """The newest year first: those that came with the portal, and those that somebody entered."""
    known = {year: None for year in came.years} | {one.year: one for one in entered if not came.knows(one.year)}
    return Table(
        title=_("Public holidays"),
        columns=[
            Column("year", _("Year"), lambda year: plain(str(year)), heads_row=True),
            Column("days_off", _("Days off"), lambda year: _days_off(came.of(year), known[year]), wraps=True),
            Column("workdays", _("Weekends on which offices work"), lambda year: _workdays(came.of(year), known[year]), wraps=True),
            Column("source", _("Source"), lambda year: plain(_source(known[year]), note=_entered(known[year])), wraps=True),
        ],
        records=sorted(known, reverse=True),
    )


def _days_off(came: Calendar, entered: HolidayYear | None) -> Cell:
    return _days(entered.days_off if entered else _spans(came))


def _spans(came: Calendar) -> list[list[str]]:
    spans: list[list] = []
    for day in sorted(came.days_off):
        if spans and spans[-1][1] + A_DAY == day:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def _workdays(came: Calendar, entered: HolidayYear | None) -> Cell:
    return _days([[day, day] for day in (entered.workdays if entered else map(str, sorted(came.workdays)))])


def _days(spans: list[list[str]]) -> Cell:
    """People read the year before the row, machines in each day."""
    value = " ".join("/".join(dict.fromkeys(span)) for span in spans)
    return Cell(value=value or None, text=listed("–".join(map(_without_year, dict.fromkeys(span))) for span in spans) or NO_DATA)


def _without_year(day: str) -> str:
    return unbroken(day[5:])


def _source(entered: HolidayYear | None) -> str:
    return entered.document_number if entered else _("came with the portal, from the yearly notice of the State Council's office")


def _entered(entered: HolidayYear | None) -> str:
    return f"{entered.set_by} {timezone.localtime(entered.set_at):%Y-%m-%d %H:%M}" if entered else ""
