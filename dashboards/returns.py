"""The page of returns: what a person owes or has to review, sheet by sheet, and how punctual the districts were."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from formulas.months import month_text
from formulas.rounding import rounded
from formulas.units import COUNT, PERCENT
from reminders.duties import EXPLAINED, LATE, ON_TIME, SheetDuty, Sheets, Timing
from returns.models import MISSING
from tables import Cell, Column, Table, figure, link, plain, unit_names

MILLION = 10**6


def returns_table(person: User, sheets: Sheets, shown: list[SheetDuty], empty_text: str = "") -> Table:
    """One row for each district and month; the link says what the person can do there."""

    def of_timing(show):
        return lambda sheet: show(sheet, sheets.timing(sheet))

    return Table(
        title=_("Monthly returns: %(kind)s") % {"kind": sheets.returned.label},
        columns=[
            Column("month", _("Month"), lambda sheet: plain(month_text(sheet.month))),
            Column("district", _("District"), lambda sheet: plain(str(sheet.district)), heads_row=True),
            Column("sheet", _("Sheet"), of_timing(lambda sheet, timing: link(_what_to_do(person, sheet, timing), _sheet_url(sheet)))),
            Column("due_on", _("Due"), of_timing(lambda _sheet, timing: _day_cell(timing, "due_on"))),
            Column("closes_on", _("Closes"), of_timing(lambda _sheet, timing: _day_cell(timing, "closes_on"))),
            Column("overdue", _("Overdue"), of_timing(_overdue_cell), unit_names.DAYS, True),
            Column("owed", _("Returns owed"), _count("owed"), numeric=True),
            Column("missing", _("Not reported"), _count("missing"), numeric=True),
            Column("draft", _("Being filled in"), _count("draft"), numeric=True),
            Column("sent_back", _("Sent back"), _count("sent_back"), numeric=True),
            Column("submitted", _("Waiting for the verifier"), _count("submitted"), numeric=True),
            Column("accepted", _("Accepted"), _count("accepted"), numeric=True),
            Column("on_time", _("Came on time"), of_timing(_punctual(ON_TIME)), numeric=True),
            Column("late", _("Came late"), of_timing(_punctual(LATE)), numeric=True),
            Column("explained", _("Late with an exception"), of_timing(_punctual(EXPLAINED)), numeric=True),
        ],
        records=shown,
        emphasis=lambda sheet: "warning" if sheet.to_enter or sheet.submitted else "",
        empty_text=empty_text or _("No plant owes a return."),
    )


def _what_to_do(person: User, sheet: SheetDuty, timing: Timing) -> str:
    if person.may(Permission.ENTER_RETURNS) and timing.is_open and sheet.to_enter:
        return _("Fill in")
    if person.may(Permission.REVIEW_RETURNS) and sheet.submitted:
        return _("Review")
    return _("Read")


def punctuality_table(sheets: Sheets, shown: list[SheetDuty]) -> Table:
    """Districts over all months shown, in their official order: reporting itself is scored."""
    districts = {sheet.district.code: sheet.district for sheet in shown}
    sums = {code: Counter() for code in districts}
    for sheet in shown:
        if sheets.timing(sheet).deadline:
            sums[sheet.district.code] += sheets.timing(sheet).punctuality

    def counted(name: str):
        return lambda district: figure(sums[district.code][name], COUNT)

    return Table(
        title=_("Punctuality of the districts"),
        columns=[
            Column("district", _("District"), lambda one: plain(str(one), note=one.leader_title), heads_row=True),
            Column("owed", _("Returns that were due"), lambda one: figure(_due(sums[one.code]), COUNT), numeric=True),
            Column("on_time", _("Came on time"), counted(ON_TIME), numeric=True),
            Column("late", _("Came late"), counted(LATE), numeric=True),
            Column("explained", _("Late with an exception"), counted(EXPLAINED), numeric=True),
            Column("missing", _("Never came"), counted(MISSING), numeric=True),
            Column("share", _("On time"), lambda one: _share(sums[one.code]), unit_names.PERCENT, True),
        ],
        records=sorted(districts.values(), key=lambda one: one.position),
    )


def _due(counts: Counter) -> int:
    return sum(counts[name] for name in (ON_TIME, LATE, EXPLAINED, MISSING))


def _share(counts: Counter) -> Cell:
    due = _due(counts)
    return figure(rounded(counts[ON_TIME] * MILLION, due) if due else None, PERCENT, places=1)


def _day_cell(timing: Timing, name: str) -> Cell:
    if timing.deadline is None:
        return plain("")
    note = "" if name == "due_on" or timing.deadline.is_closed is False else (_("open by exception") if timing.is_open else _("locked"))
    return plain(getattr(timing.deadline, name).isoformat(), note=note)


def _overdue_cell(sheet: SheetDuty, timing: Timing) -> Cell:
    return figure(timing.days_overdue if sheet.to_enter else None, COUNT)


def _punctual(name: str):
    return lambda _sheet, timing: figure(timing.punctuality[name] if timing.deadline else None, COUNT)


def _count(name: str):
    return lambda sheet: figure(getattr(sheet, name), COUNT)


def _sheet_url(sheet: SheetDuty) -> str:
    return reverse(sheet.returned.sheet, args=[sheet.district.code, month_text(sheet.month)])
