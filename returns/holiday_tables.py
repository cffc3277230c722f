"""The holidays of each year as a table."""

from django.utils import timezone
from django.utils.translation import gettext as _

from clock.workdays import Calendar
from formulas.workdays import A_DAY
from returns.models import HolidayYear
from tables import Column, Table, plain


def holidays_table(came: Calendar, entered: list[HolidayYear]) -> Table:
    """The newest year first: those that came with the portal, and those that somebody entered."""
    known = {year: None for year in came.years} | {one.year: one for one in entered if not came.knows(one.year)}
    return Table(
        title=_("Public holidays"),
        columns=[
            Column("year", _("Year"), lambda year: plain(str(year)), heads_row=True),
            Column("days_off", _("Days off"), lambda year: plain(_days_off(came.of(year), known[year])), wraps=True),
            Column("workdays", _("Weekends on which offices work"), lambda year: plain(_workdays(came.of(year), known[year])), wraps=True),
            Column("source", _("Source"), lambda year: plain(_source(known[year]), note=_entered(known[year])), wraps=True),
        ],
        records=sorted(known, reverse=True),
    )


def _days_off(came: Calendar, entered: HolidayYear | None) -> str:
    spans = entered.days_off if entered else _spans(came)
    return "、".join(first if first == last else f"{first} – {last}" for first, last in spans)


def _spans(came: Calendar) -> list[list[str]]:
    spans: list[list] = []
    for day in sorted(came.days_off):
        if spans and spans[-1][1] + A_DAY == day:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def _workdays(came: Calendar, entered: HolidayYear | None) -> str:
    return "、".join(entered.workdays if entered else (day.isoformat() for day in sorted(came.workdays)))


def _source(entered: HolidayYear | None) -> str:
    return entered.document_number if entered else _("came with the portal, from the yearly notice of the State Council's office")


def _entered(entered: HolidayYear | None) -> str:
    return f"{entered.set_by} {timezone.localtime(entered.set_at):%Y-%m-%d %H:%M}" if entered else ""
