"""Pages of power units: the board, one unit, and the ranking of closings."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction.queries import projects_in
from dashboards.closure_delay import district_year_table, district_years, unit_table, unit_years, without_nox
from dashboards.closure_ranking import ClosureRow, closure_cards, closure_rows, closure_table, day_of, days_told, staff_told
from dashboards.construction_ranking import years_of_plan
from dashboards.domino import domino_table, effects, moved_day
from dashboards.empty import why_no_power_unit
from dashboards.grid_lines import line_table, line_told, words_told
from dashboards.journal import journal_table
from dashboards.months import month_asked, month_switch
from dashboards.past import past_day
from dashboards.power_board import timetable_chart, units_table
from dashboards.power_unit import (
    account_table,
    checklist,
    checklist_table,
    claims_of,
    dates_table,
    facilities_table,
    formula_told,
    months_table,
)
from districts.queries import districts_in
from formulas.months import month_of, month_text, shifted
from journal.queries import events_about
from power_plants.board import has_stopped, lines_of, standing_of, standings
from power_plants.queries import rules, units_with_records
from power_plants.rules import accounts_of
from power_plants.standing import ORDERS, RULES, ClosureState
from tables.pages import table_page
from targets.queries import ledger, quota_set_in_force

LATEST = 60


@needs(Permission.READ_FIGURES)
def closures(request):
    """Closings worst first, as of today or as of the day, or the end of the month, that the address asks for."""
    asked_day, order = past_day(request), request.GET.get("by", "days")
    month = shifted(month_of(asked_day), -1) if asked_day and not request.GET.get("month") else month_asked(request)
    if order not in ORDERS:
        raise Http404(_("There is no such order."))
    day = asked_day or day_of(month, "month" in request.GET)
    rows = closure_rows(request.user.divisions, day, month, order)
    nothing = "" if rows else why_no_power_unit(request.user)
    context = month_switch(month) | {
        "cards": closure_cards([row.now for row in rows], day),
        "day": day,
        "by": order,
        "asked": request.GET.get("month", ""),
        "as_of_day": asked_day.isoformat() if asked_day else "",
        "rules": [{"label": ClosureState(state).label, "rule": rule} for state, rule in RULES.items()],
    }
    return table_page(request, "dashboards/closures.html", closure_table(rows, day, month, empty_text=nothing), context)


@needs(Permission.READ_FIGURES)
def power_plants(request):
    day, month = clock.today(), clock.last_ended_month()
    units = list(units_with_records(request.user.divisions))
    ranked = standings(request.user.divisions, day, month)
    table = units_table(units, {one.unit.pk: one for one in ranked}, day.year, "" if units else why_no_power_unit(request.user))
    districts = {unit.plant.district for unit in units}
    quotas = ledger(request.user.divisions, quota_set_in_force(request.user.divisions, day.year))
    left = [year for year in years_of_plan(day.year) if year >= day.year]
    context = {
        "years": district_year_table(district_years(request.user.divisions, ranked, quotas, left)).for_people(),
        "cards": closure_cards(ranked, day),
        "chart": timetable_chart(ranked, day),
        "may_keep": request.user.may(Permission.KEEP_CLOSURES),
        "month": month_text(month),
        "sheets": [district for district in districts_in(request.user.divisions) if district in districts],
    }
    return table_page(request, "dashboards/power_plants.html", table, context)


@needs(Permission.READ_FIGURES)
def power_unit(request, pk):
    """One unit: data, timetable, steps, account; and what would move if its dates did."""
    found = get_object_or_404(units_with_records(request.user.divisions), pk=pk)
    known, day, month = rules(), clock.today(), clock.last_ended_month()
    accounts, one = accounts_of(found, known), standing_of(found, day, month, known, lines_of(request.user.divisions, day))
    table = account_table(found, accounts, one)
    context = {
        "unit": found,
        "one": one,
        "formula": formula_told(accounts, one),
        "months": months_table(found, accounts, known).for_people(),
        "facilities": facilities_table(found, known).for_people(),
        "claims": claims_of(found, one.closure if one else None),
        "may_keep": request.user.may(Permission.KEEP_CLOSURES),
        "may_enter": request.user.may(Permission.ENTER_RETURNS),
        "may_review": request.user.may(Permission.REVIEW_RETURNS),
        "corrections": journal_table(events_about(request.user.divisions, [f"power unit {found.pk}"])[:LATEST]),
    }
    if one and not request.GET.get("format"):
        context |= _closing(request, found, one, month)
    return table_page(request, "dashboards/power_unit.html", table, context)


def _closing(request, unit, one, month: int) -> dict:
    steps, papers = checklist(one.closure)
    years = unit_years(one)
    context = {
        "years": unit_table(years, one).for_people() if years else None,
        "without_nox": without_nox(years),
        "row": ClosureRow(one, None),
        "state": ClosureState(one.state).label,
        "rule": RULES[one.state],
        "days": days_told(one.days) if one.days is not None else "",
        "staff": staff_told(one),
        "dates": dates_table(one.closure),
        "steps": checklist_table(_("Steps of the closing"), steps),
        "papers": checklist_table(_("Papers of the file"), papers),
        "words": one.closure.words.all(),
        "stopped": has_stopped(one),
    }
    if one.closure.grid_project:
        context["in_words"] = words_told(one.closure, one.day)
    if one.line:
        context |= {
            "line": one.line,
            "line_told": line_told(one.line),
            "line_table": line_table(one.line).for_people(),
            "may_open_line": projects_in(request.user.divisions).filter(pk=one.line.project.pk).exists(),
        }
    if not has_stopped(one):
        context |= _domino(request, unit, one, month)
    return context


def _domino(request, unit, one, month: int) -> dict:
    """What would move with the dates that the address tries; wrong dates are told and nothing is reckoned.

    Of a grid project that is kept here, the day is that of one of its milestones: its end moves by as many days.
    """
    open_steps = one.line.open_steps if one.line else []
    asked = request.GET.get("milestone", "")
    step = next((step for step in open_steps if str(step.milestone.pk) == asked), open_steps[-1] if open_steps else None)
    context = {"open_steps": open_steps, "step": step, "may_try_grid": bool(open_steps) or one.line is None, "tries": True}
    tried, wrong = {}, []
    for name in ("planned", "grid"):
        text = request.GET.get(name, "")
        try:
            tried[name] = datetime.date.fromisoformat(text) if text else None
        except ValueError:
            wrong.append(text[:20])
    if wrong or not any(tried.values()):
        return context | {"domino": None, "wrong": wrong}
    grid_on = one.line.end_if(step, tried["grid"]) if step and tried["grid"] else None if one.line else tried["grid"]
    stops_on = moved_day(one, tried["planned"], grid_on)
    table = domino_table(effects(request.user.divisions, {unit.pk: stops_on}, one.day, month), {unit.plant.district_id})
    return context | {"domino": table, "stops_on": stops_on, "tried": tried, "line_ends_on": grid_on if step else None}
