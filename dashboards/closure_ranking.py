"""The ranking of closings of power units, worst first (S10, S12), and why each moved since the month before."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

import clock
from dashboards.accounts import unit_account
from dashboards.construction_tables import day_cell
from dashboards.grid_lines import grid_cell
from dashboards.overview import Card
from formulas.months import last_day, month_text, shifted
from formulas.units import COUNT, MASS, POWER
from power_plants.board import has_stopped, standings
from power_plants.models import ACTS, PARTS, StepKind
from power_plants.standing import ClosureState, Group, Standing
from returns.models import MISSING_LABEL
from tables import Cell, Column, Table, explained, figure, link, plain, unit_names

SOON_DAYS = 90
LAMPS = {
    ClosureState.PLANNED: "good",
    ClosureState.OVERDUE: "bad",
    ClosureState.SHUT_DOWN: "late",
    ClosureState.DISMANTLED: "late",
    ClosureState.PUBLISHED: "late",
    ClosureState.CLOSED: "good",
    ClosureState.RESURRECTED: "bad",
}


@dataclass(frozen=True)
class ClosureRow:
    """A closing beside where it stood at the end of the month before."""

    now: Standing
    before: Standing | None

    @property
    def places(self) -> int | None:
        """Places nearer to the worst end; None where it was ranked with others or not at all."""
        if self.before is None or self.before.group != self.now.group or None in (self.before.rank, self.now.rank):
            return None
        return self.before.rank - self.now.rank


def closure_rows(divisions: str, day: datetime.date, month: int, order: str) -> list[ClosureRow]:
    before = {one.closure.pk: one for one in standings(divisions, last_day(shifted(month, -1)), shifted(month, -1), order)}
    return [ClosureRow(one, before.get(one.closure.pk)) for one in standings(divisions, day, month, order)]


def day_of(month: int, is_asked_for: bool) -> datetime.date:
    """The day as of which a page shows closings: today, or the end of the month that the address asks for."""
    return last_day(month) if is_asked_for else clock.today()


def movement(row: ClosureRow) -> str:
    """▲ nearer to the worst end, ▼ away from it, with the weightiest reason."""
    now, before = row.now, row.before
    if before is None:
        return _("new on the list")
    sign = "" if not row.places else f"▲{row.places} " if row.places > 0 else f"▼{-row.places} "
    return sign + (_reason(now, before) or (_("others moved") if sign else "—"))


def _reason(now: Standing, before: Standing) -> str:
    if now.state == ClosureState.RESURRECTED != before.state:
        return _("runs again since %(day)s") % {"day": now.closure.reopened_on}
    if now.planned != before.planned:
        return _("date replaced by %(document)s") % {"document": now.planned.document_number}
    if taken := [step for kind, step in now.steps.items() if kind in ACTS and kind not in before.steps]:
        last = max(taken, key=lambda step: (step.on, ACTS.index(step.kind)))
        return f"{last.get_kind_display()} {last.on}"
    if now.is_silent != before.is_silent:
        return _("no word this month") if now.is_silent else _("reported again")
    if now.state == ClosureState.OVERDUE != before.state:
        return _("its date has passed")
    if now.is_overdue and before.days is not None and now.days < before.days:
        return _("%(days)d more days overdue") % {"days": before.days - now.days}
    return ""


def closure_table(rows: list[ClosureRow], day: datetime.date, month: int, empty_text: str = "") -> Table:
    this, following = day.year, day.year + 1
    return Table(
        title=_("Closings of power units, worst first"),
        as_of=day.isoformat(),
        columns=explained(
            [
                Column("rank", _("Rank"), lambda row: figure(row.now.rank, COUNT), numeric=True),
                Column("unit", pgettext("of a power plant", "Unit"), unit_cell, heads_row=True),
                Column("plant", _("Power plant"), lambda row: plain(str(row.now.unit.plant)), for_machines=True),
                Column("district", _("District"), lambda row: plain(str(row.now.unit.plant.district)), for_machines=True),
                Column("group", _("Ranked among"), lambda row: plain(str(Group(row.now.group).label)), for_machines=True),
                Column("state", _("State"), state_cell),
                Column("days", _("Days left"), lambda row: days_cell(row.now), unit_names.DAYS, True),
                Column("planned", _("Planned closing"), lambda row: planned_cell(row.now), wraps=True),
                Column("capacity", _("Capacity"), capacity_cell, unit_names.POWER, True, for_machines=True),
                Column("steps", _("Steps"), lambda row: steps_cell(row.now)),
                Column("grid", _("Grid project"), lambda row: grid_cell(row.now), wraps=True),
                Column("grid_expected", _("Grid project expected"), lambda row: day_cell(row.now.grid_on), for_machines=True),
                Column("expected", _("Expected stop"), lambda row: day_cell(row.now.expected_on), for_machines=True),
                Column("staff", _("Staff settled"), lambda row: plain(staff_told(row.now))),
                Column("so2_this_year", _("SO₂ %(year)d") % {"year": this}, lambda row: tonnes_cell(row.now, this), unit_names.MASS, True),
                Column(
                    "so2_next_year",
                    _("SO₂ %(year)d") % {"year": following},
                    lambda row: tonnes_cell(row.now, following),
                    unit_names.MASS,
                    True,
                ),
                Column("word", _("Word of %(month)s") % {"month": month_text(month)}, lambda row: word_cell(row.now), wraps=True),
                Column(
                    "moved", _("Since %(month)s") % {"month": month_text(shifted(month, -1))}, lambda row: plain(movement(row)), wraps=True
                ),
                Column("document", _("Document"), lambda row: plain(row.now.planned.document_number), for_machines=True),
            ],
            lambda row: unit_account(row.now.unit.pk, day),
            ("days", "capacity", "so2_this_year", "so2_next_year"),
        ),
        records=rows,
        emphasis=lambda row: "muted" if row.now.group == Group.CLOSED else "warning" if row.now.is_overdue else "",
        empty_text=empty_text or _("No unit is on the closure list."),
    )


def unit_cell(row: ClosureRow) -> Cell:
    unit = row.now.unit
    told = _("%(district)s · %(capacity)s × 10,000 kW") % {"district": unit.plant.district, "capacity": unit.capacity_text}
    return link(str(unit), reverse("dashboards:power-unit", args=[unit.pk]), note=told)


def capacity_cell(row: ClosureRow) -> Cell:
    return figure(row.now.unit.capacity_kw, POWER, places=2)


def state_cell(row: ClosureRow) -> Cell:
    return plain(str(ClosureState(row.now.state).label), lamp=LAMPS[row.now.state], note=str(Group(row.now.group).label))


def days_cell(one: Standing) -> Cell:
    """Days until the planned date for machines, below zero overdue; in words for people."""
    if one.days is None:
        return Cell(value=None, text="—", numeric=True)
    return Cell(value=one.days, text=days_told(one.days), numeric=True)


def days_told(days: int) -> str:
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": f"{-days:,}"}
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": f"{days:,}"}


def planned_cell(one: Standing) -> Cell:
    moved = ngettext("%(document)s; moved once", "%(document)s; moved %(count)d times", one.moved)
    told = {"document": one.planned.document_number, "count": one.moved}
    return plain(one.planned.planned_on.isoformat(), note=moved % told if one.moved else one.planned.document_number)


def steps_cell(one: Standing) -> Cell:
    """Main parts dismantled, and whether it is off the grid and confirmed."""
    told = [_("off the grid ✓") if StepKind.OFF_GRID in one.steps else _("off the grid –")]
    told += [_("confirmed ✓") if StepKind.CONFIRMATION in one.steps else _("confirmed –")]
    return plain(_("parts %(n)d/%(m)d") % {"n": one.dismantled, "m": len(PARTS)}, note=" ".join(told))


def staff_told(one: Standing) -> str:
    return f"{one.closure.staff_resettled:,} / {one.closure.staff_working:,}"


def tonnes_cell(one: Standing, year: int) -> Cell:
    """SO₂ of a year, marked as what it is."""
    note = _("verified") if one.state == ClosureState.CLOSED else _("stopped") if has_stopped(one) else _("forecast")
    return figure(one.freed.get(year), MASS, places=2, note=note if one.freed.get(year) else "")


def word_cell(one: Standing) -> Cell:
    if one.is_silent:
        return plain(str(MISSING_LABEL), state="missing")
    return plain(one.word.text if one.word else "")


def closure_cards(rows: list[Standing], day: datetime.date) -> list[Card]:
    """How many are overdue, how many come soon, and what they free."""
    if not rows:
        return []
    url = reverse("dashboards:closures")
    overdue = [one for one in rows if one.group == Group.RUNNING and one.is_overdue]
    soon = [one for one in rows if one.group == Group.RUNNING and one.days is not None and 0 <= one.days <= SOON_DAYS]
    stopped = [one for one in rows if one.group == Group.STOPPED]
    open_ones = [one for one in rows if one.group != Group.CLOSED]
    at_stake = figure(sum(one.at_stake or 0 for one in open_ones), MASS, places=2)
    worst = days_told(min(one.days for one in overdue)) if overdue else ""
    return [
        Card(label=_("Closings overdue"), value=str(len(overdue)), note=worst, url=url, lamp="bad" if overdue else "good"),
        Card(label=_("Due within %(days)d days") % {"days": SOON_DAYS}, value=str(len(soon)), url=url, lamp="late" if soon else ""),
        Card(label=_("Shut down, not closed"), value=str(len(stopped)), note=_("nothing is credited yet"), url=url),
        Card(
            label=_("SO₂ not verified yet"),
            value=at_stake.text,
            unit=str(unit_names.MASS),
            note=_("of closings in %(this)d and %(next)d") % {"this": day.year, "next": day.year + 1},
            url=f"{url}?by=tonnes",
        ),
    ]


def overdue_closings(divisions: str) -> list[Card]:
    """The card of the first page; none where no unit is on the list."""
    day = clock.today()
    return closure_cards(standings(divisions, day, clock.last_ended_month()), day)[:1]
