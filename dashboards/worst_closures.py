"""Closings of power units that are overdue or about to be: how late, put back how often, blocked by what, and the SO₂ at stake (S10)."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import clock
from dashboards.accounts import unit_account
from dashboards.closure_delay import SYMBOLS
from dashboards.closure_ranking import LAMPS, SOON_DAYS, days_told, planned_cell, staff_told
from dashboards.grid_lines import grid_cell
from dashboards.stands import Now
from dashboards.worst_cards import SHOWN, Section, Worst, mass_told
from power_plants.board import standings
from power_plants.knock_on import HELD_IN, taken
from power_plants.standing import ClosureState, Standing
from returns.models import MISSING_LABEL
from visits.models import Kind


def worst_closures(stand: Now, at: datetime.datetime | None) -> Section:
    """As they stand, or stood on the day of a moment, by what is kept of them; the month is the one whose word is asked for."""
    day = timezone.localtime(at or clock.now()).date()
    pressing = [one for one in standings(stand.divisions, day, stand.month) if _presses(one)]
    return Section(
        title=_("Closings of power units"),
        url=reverse("dashboards:closures"),
        cards=[_closing(one, day.year) for one in pressing[:SHOWN]],
        nothing=_("No closing is overdue or due within %(days)d days.") % {"days": SOON_DAYS},
        anchor="closures",
        others=max(0, len(pressing) - SHOWN),
    )


def _presses(one: Standing) -> bool:
    """A unit that runs again, is overdue, or soon has to stop."""
    return one.state == ClosureState.RESURRECTED or (one.state in (ClosureState.PLANNED, ClosureState.OVERDUE) and one.days <= SOON_DAYS)


def _closing(one: Standing, year: int) -> Worst:
    unit, planned, grid = one.unit, planned_cell(one), grid_cell(one)
    told = [
        _("Planned closing: %(day)s (%(document)s)") % {"day": planned.text, "document": planned.note},
        _("Grid project: %(project)s") % {"project": " · ".join(part for part in (grid.text, grid.note) if part)} if grid.value else "",
        _("Staff settled: %(staff)s") % {"staff": staff_told(one)},
        str(MISSING_LABEL) if one.is_silent else one.word.text if one.word else "",
    ]
    return Worst(
        kind=Kind.UNIT,
        key=unit.pk,
        rank=str(one.rank or ""),
        name=str(unit),
        url=reverse("dashboards:power-unit", args=[unit.pk]),
        place=f"{unit.plant.district} · " + _("%(capacity)s × 10,000 kW") % {"capacity": unit.capacity_text},
        leader=unit.plant.district.leader_title,
        lamp="late" if one.state == ClosureState.PLANNED else LAMPS[one.state],
        lamp_word=days_told(one.days) if one.days is not None else str(ClosureState(one.state).label),
        facts=_lost(one, year),
        told=[words for words in told if words],
    )


def _lost(one: Standing, year: int) -> list[tuple[str, str, str]]:
    """SO₂ that the delay takes from this year, and from the next where it takes any; NOₓ of this year where the statistics tell it."""
    so2, nox = ({row.year: row.held_back for row in taken(one, pollutant)} for pollutant in HELD_IN)
    asked = [("so2", year, so2.get(year, 0) if so2 else None)]
    asked += [("so2", year + 1, so2[year + 1])] if so2.get(year + 1, 0) > 0 else []
    asked += [("nox", year, nox.get(year, 0))] if nox else []
    account = unit_account(one.unit.pk, one.day)
    return [
        (
            _("%(symbol)s lost %(year)d") % {"symbol": SYMBOLS[code], "year": of},
            mass_told(amount),
            f"{account}#{code}_held_back_{of}" if of in (so2 if code == "so2" else nox) else "",
        )
        for code, of, amount in asked
    ]
