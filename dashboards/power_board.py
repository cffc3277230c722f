"""The board of power units: what stands where, what its closing is about, and the timetable of all closings."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

import clock
from dashboards.accounts import unit_account
from dashboards.charts import AMBER, BLUE, GREY, RED, Chart
from dashboards.closure_ranking import LAMPS, days_told, planned_cell
from dashboards.drawings.timeline import Span, TimelineRow, timeline_drawing
from formulas.units import COAL, COAL_RATE, MASS, PERCENT, POWER
from power_plants.board import has_stopped
from power_plants.models import LIVE, StepKind, Unit, YearStatistics
from power_plants.standing import ClosureState, Standing
from tables import Column, Table, explained, figure, link, plain, unit_names

GREEN = "#2e7d46"


def units_table(units: list[Unit], standings: dict[int, Standing], year: int, empty_text: str = "") -> Table:
    """Every unit of the scope with last year's statistics and where its closing stands (rules.md 7.3, 8 H)."""

    def statistics(unit: Unit) -> YearStatistics | None:
        return next((one for one in unit.statistics.all() if one.year == year - 1 and one.state in LIVE), None)

    def last(name: str, unit_of_it, places: int):
        return lambda unit: figure(getattr(statistics(unit), name, None), unit_of_it, places=places)

    def account(key: str):
        return lambda unit: f"{unit_account(unit.pk, clock.today())}#{key}_{year - 1}"

    def of_standing(reckon):
        return lambda unit: plain(reckon(standings[unit.pk])) if unit.pk in standings else plain("")

    told = {"year": year - 1}
    return Table(
        title=_("Power units"),
        columns=explained(
            [
                Column("unit", pgettext("of a power plant", "Unit"), _unit_cell, heads_row=True),
                Column("district", _("District"), lambda unit: plain(str(unit.plant.district))),
                Column("owner", _("Owner"), lambda unit: plain(unit.plant.owner), for_machines=True),
                Column("capacity", _("Capacity"), lambda unit: figure(unit.capacity_kw, POWER, places=2), unit_names.POWER, True),
                Column("fuel", _("Fuel"), lambda unit: plain(unit.get_fuel_display()), for_machines=True),
                Column("kind", _("Kind of unit"), lambda unit: plain(unit.get_kind_display())),
                Column("commissioned", _("Commissioned on"), lambda unit: plain(unit.commissioned_on.isoformat())),
                Column(
                    "coal_rate", _("Coal rate"), lambda unit: figure(unit.coal_rate_mg_kwh, COAL_RATE, places=0), unit_names.COAL_RATE, True
                ),
                Column("coal", _("Coal %(year)d") % told, last("coal_kg", COAL, 2), unit_names.COAL, True, explained=account("coal")),
                Column(
                    "sulphur",
                    _("Sulphur %(year)d") % told,
                    last("sulphur_millionths", PERCENT, 2),
                    unit_names.PERCENT,
                    True,
                    explained=account("sulphur"),
                ),
                Column("so2", _("SO₂ %(year)d") % told, last("so2_mg", MASS, 2), unit_names.MASS, True, explained=account("statistics")),
                Column("state", _("Closing"), lambda unit: _state_cell(standings.get(unit.pk))),
                Column(
                    "planned",
                    _("Planned closing"),
                    lambda unit: planned_cell(standings[unit.pk]) if unit.pk in standings else plain(""),
                    wraps=True,
                ),
                Column("document", _("Document"), of_standing(lambda one: one.planned.document_number), for_machines=True),
                Column("replacement", _("Replacement project"), lambda unit: plain(unit.replacement), wraps=True),
            ],
            lambda unit: unit_account(unit.pk, clock.today()),
            ("capacity", "coal_rate"),
        ),
        records=units,
        totals=[{"unit": plain(_("All")), "capacity": figure(sum(unit.capacity_kw for unit in units), POWER, places=2)}],
        empty_text=empty_text or _("No power unit has been entered."),
    )


def _unit_cell(unit: Unit):
    return link(str(unit), reverse("dashboards:power-unit", args=[unit.pk]), note=unit.plant.owner)


def _state_cell(one: Standing | None):
    if one is None:
        return plain(_("not on the closure list"))
    return plain(str(ClosureState(one.state).label), lamp=LAMPS[one.state], note=days_told(one.days) if one.days is not None else "")


def timetable_chart(standings: list[Standing], day: datetime.date) -> Chart | None:
    """A row for each closing: from its document to its planned date, what it is late, and what the grid or a restart adds."""
    if not standings:
        return None
    title = _("Timetable of closings: the diamond is the planned date, red is delay")
    rows = [TimelineRow(str(one.unit), tuple(_spans(one)), one.planned.planned_on) for one in standings]
    return Chart(id="timetable", title=title, figure=_figure(rows, day), svg=timeline_drawing(title, rows, day))


def _spans(one: Standing):
    """Blue until the planned date, red while late, amber what is expected on top, green once it has stopped."""
    begun, planned, expected_on = one.closure.planned_dates.all()[0].document_date, one.planned.planned_on, one.expected_on
    if has_stopped(one):
        stopped = one.steps[StepKind.OFF_GRID].on
        yield Span(min(begun, stopped), min(planned, stopped), BLUE)
        if stopped > planned:
            yield Span(planned, stopped, RED)
        yield Span(stopped, max(one.day, stopped), GREEN if one.state == ClosureState.CLOSED else GREY)
        return
    yield Span(min(begun, planned), planned, BLUE)
    if one.day > planned:
        yield Span(planned, one.day, RED)
    if expected_on > max(one.day, planned):
        yield Span(max(one.day, planned), expected_on, AMBER)


def _figure(rows: list[TimelineRow], day: datetime.date) -> dict:
    spans = [(row.name, span) for row in rows for span in row.spans]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [name for name, _span in spans],
        "base": [span.start.isoformat() for _name, span in spans],
        "x": [max(1, (span.end - span.start).days) * 86_400_000 for _name, span in spans],
        "marker": {"color": [span.colour for _name, span in spans]},
        "customdata": [[span.start.isoformat(), span.end.isoformat()] for _name, span in spans],
        "hovertemplate": "%{y}: %{customdata[0]} – %{customdata[1]}<extra></extra>",
    }
    marks = {
        "type": "scatter",
        "mode": "markers",
        "y": [row.name for row in rows],
        "x": [row.mark.isoformat() for row in rows],
        "marker": {"symbol": "diamond", "size": 10, "color": "#1a2530"},
        "hovertemplate": "%{y}: %{x}<extra></extra>",
    }
    today = {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "line": {"color": RED, "dash": "dash", "width": 1},
    }
    layout = {
        "margin": {"l": 170, "r": 16, "t": 16, "b": 32},
        "height": 60 + 28 * len(rows),
        "showlegend": False,
        "barmode": "overlay",
        "xaxis": {"type": "date", "tickformat": "%Y-%m"},
        "yaxis": {"autorange": "reversed", "type": "category"},
        "shapes": [today],
    }
    return {"data": [bars, marks], "layout": layout}
