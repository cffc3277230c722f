"""Grid projects and the closings that wait for them (S11): how late a line is, and what that does to the units behind it."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from construction.ladders import Group
from construction.models import Project
from construction.standing import Standing as Line
from dashboards.construction_tables import day_cell, promised_cell, slip_told
from dashboards.domino import domino_table, effects
from dashboards.overview import Card
from formulas.units import COUNT, MASS
from power_plants.board import has_stopped, standings
from power_plants.knock_on import taken
from power_plants.models import Closure
from power_plants.standing import Standing, expected
from tables import Cell, Column, Table, figure, link, plain, unit_names

YEARS = 3  # this one and the two after it


def line_told(line: Line) -> list[str]:
    """Where a grid project stands, as short facts: done, or how late and when to be expected."""
    if line.is_finished:
        return [_("done on %(day)s") % {"day": line.steps[-1].reached_on}]
    told = []
    if line.delay_days:
        words = ngettext("%(milestone)s %(days)d day late", "%(milestone)s %(days)d days late", line.delay_days)
        told.append(words % {"milestone": line.current.milestone, "days": line.delay_days})
    told.append(_("expected on %(day)s, planned for %(planned)s") % {"day": line.expected_end, "planned": line.planned_end})
    return told


def words_told(closure: Closure, day: datetime.date) -> list[str]:
    """What somebody wrote of the line, with its days."""
    if _is_written_done(closure, day):
        return [_("done on %(day)s") % {"day": closure.grid_done_on}]
    return [_("to be finished by %(day)s") % {"day": closure.grid_due_on}] if closure.grid_due_on else [_("without a date")]


def grid_cell(one: Standing) -> Cell:
    """The line that must come first, and below it whether it holds the closing up."""
    if one.line is None:
        if not one.closure.grid_project:
            return plain("")
        name, told = one.closure.grid_project, words_told(one.closure, one.day)
    else:
        name, told = str(one.line.project), line_told(one.line)
    if holds_up(one):
        told.append(_("after the planned closing"))
    return plain(name, note=" · ".join(told))


def holds_up(one: Standing) -> bool:
    """The closing can't keep its planned date because of the line, or could not."""
    is_there = one.line.is_finished if one.line else _is_written_done(one.closure, one.day)
    return not is_there and not has_stopped(one) and one.grid_on is not None and one.grid_on > one.planned.planned_on


def _is_written_done(closure: Closure, day: datetime.date) -> bool:
    return closure.grid_done_on is not None and closure.grid_done_on <= day


def line_table(line: Line) -> Table:
    """What is left of the line's ladder."""
    return Table(
        title=_("Milestones of the grid project that are left"),
        columns=[
            Column("milestone", _("Milestone"), lambda step: plain(str(step.milestone)), heads_row=True),
            Column("planned", _("Planned"), lambda step: day_cell(step.planned_on)),
            Column("promised", _("Promised"), lambda step: promised_cell(step)),
            Column("delay_days", _("Delay"), lambda step: figure(step.delay_days or None, COUNT), unit_names.DAYS, True),
            Column("slip", _("Promises"), lambda step: plain(slip_told(step)), wraps=True),
        ],
        records=line.open_steps,
    )


def waiting(divisions: str, project: Project) -> list[Standing]:
    """The closings inside the scope that can't follow before a grid project, as they stand today; what has stopped waits no more."""
    return waiting_by_line(divisions).get(project.pk, []) if project.kind.group == Group.GRID else []


def waiting_by_line(divisions: str) -> dict[int, list[Standing]]:
    """The same of every line, by its key."""
    found: dict[int, list[Standing]] = {}
    for one in standings(divisions, clock.today(), clock.last_ended_month()):
        if one.line and not has_stopped(one):
            found.setdefault(one.line.project.pk, []).append(one)
    return found


def stops_with(one: Standing, grid_on: datetime.date) -> datetime.date:
    """When the closing would follow if the line were there on another day."""
    return expected(one.planned.planned_on, grid_on, one.day)


def waiting_card(found: list[Standing]) -> Card:
    """How many closings a line holds up, and what that takes from this year's SO₂."""
    year = found[0].day.year
    lost = sum(row.held_back for one in found for row in taken(one, "so2") if row.year == year)
    units = ngettext("%(count)d closing waits for this line", "%(count)d closings wait for this line", len(found)) % {"count": len(found)}
    label = _("SO₂ lost %(year)d by the delay") % {"year": year}
    return Card(label=label, value=figure(lost, MASS, places=2).text, unit=str(unit_names.MASS), note=units)


def waiting_table(found: list[Standing]) -> Table:
    """What waits for a line: when each unit was to stop, when it will, and the SO₂ that each year loses by that."""
    this_year = found[0].day.year
    years = range(this_year, this_year + YEARS)
    lost = {one.unit.pk: {row.year: row.held_back for row in taken(one, "so2")} for one in found}

    def lost_in(year: int):
        return lambda one: figure(lost[one.unit.pk].get(year, 0) if lost[one.unit.pk] else None, MASS, places=2)

    unknown = sum(not rows for rows in lost.values())
    left_out = ngettext("without %(count)d unit that has no statistics", "without %(count)d units that have no statistics", unknown)

    def together(year: int) -> Cell:
        note = left_out % {"count": unknown} if unknown else ""
        return figure(sum(rows.get(year, 0) for rows in lost.values()), MASS, places=2, note=note)

    columns = [
        Column(f"held_back_{year}", _("SO₂ lost %(year)d by the delay") % {"year": year}, lost_in(year), unit_names.MASS, True)
        for year in years
    ]
    totals = {"unit": plain(_("All"))} | {f"held_back_{year}": together(year) for year in years}
    return Table(
        title=_("Closings that wait for this line"),
        columns=[
            Column("unit", _("Power unit"), _unit_cell, heads_row=True),
            Column("planned", _("Planned closing"), lambda one: day_cell(one.planned.planned_on)),
            Column("expected", _("Expected stop"), lambda one: day_cell(one.expected_on)),
            Column("put_back", _("Later than planned"), lambda one: figure(_days_later(one), COUNT), unit_names.DAYS, True),
            *columns,
        ],
        records=found,
        totals=[totals] if len(found) > 1 else [],
    )


def _unit_cell(one: Standing) -> Cell:
    return link(str(one.unit), reverse("dashboards:power-unit", args=[one.unit.pk]), note=str(one.unit.plant.district))


def _days_later(one: Standing) -> int:
    return max(0, (one.expected_on - one.planned.planned_on).days)


def tried_table(divisions: str, found: list[Standing], grid_on: datetime.date) -> Table:
    """Years, districts and ranks if the line were there on another day: all closings behind it move together."""
    stops = {one.unit.pk: stops_with(one, grid_on) for one in found}
    own = {one.unit.plant.district_id for one in found}
    return domino_table(effects(divisions, stops, found[0].day, clock.last_ended_month()), own)
