"""Rankings beside that of plants by load: districts by completion, plants by the strength of their inflow."""

from functools import partial

from django.shortcuts import render

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.completion import completion
from dashboards.empty import why_no_district, why_no_plant
from dashboards.inlet_limits import LimitForm
from dashboards.inlet_ranking import POLLUTANT, inlet_cards, inlet_rows, inlet_table, ranks_of
from dashboards.inlet_register import (
    MEASURED,
    REGISTER,
    limits_table,
    register_cards,
    register_inlet_table,
    register_ranking,
    unknown_table,
)
from dashboards.kept import kept
from dashboards.months import month_switch
from dashboards.past import moment_shown, stand_before, stand_context, with_stand
from dashboards.rules import rule_rows, rule_table
from dashboards.worst import worst_sections
from figures.queries import has_measured_inflow
from formulas.units import CONCENTRATION, PERCENT
from tables.pages import table_page
from treatment_plants.queries import register_inflows
from visits.queries import pressing_in
from visits.tables import instruction_table

# Limits that provinces have set, in mg/L.
LIMITS_SHOWN = ("100", "120", "150")


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def districts(request):
    stand = request.stand
    found = completion(stand, before=partial(stand_before, stand), empty_text=why_no_district(request.user))
    context = {"quota_set": found.quota_set, "far": PERCENT.typed(stand.progress_lamps.far), "chart": found.chart}
    return table_page(request, "dashboards/districts.html", found.table, stand_context(request, found.table) | context)


@needs(Permission.READ_FIGURES)
@kept
@with_stand
def inlet_concentration(request):
    """By measured months, or by what the register tells; the two are never ranked together, and of the register no copy is kept."""
    stand = request.stand
    form, required = LimitForm(request.GET or None), stand.required_inlet
    limit = form.limit_or(required)
    known = stand.freeze is None and register_inflows(request.user.divisions, POLLUTANT).exists()
    context = {"form": form, "limit": CONCENTRATION.typed(limit), "knows_register": known}
    if known and form.wants_register(has_measured_inflow(request.user.divisions, stand.month, POLLUTANT)):
        return _by_register(request, limit, month_switch(stand.month) | context)
    rows, before = inlet_rows(stand, limit), stand_before(stand)
    nothing = "" if rows else why_no_plant(request.user, stand.month)
    ranks = ranks_of(inlet_rows(before, limit)) if before else None
    table = inlet_table(rows, stand, empty_text=nothing, before=ranks, by_rule=limit == required)
    context |= stand_context(request, table) | {
        "basis": MEASURED,
        "cards": [] if nothing else inlet_cards(rows),
        "required": CONCENTRATION.typed(required),
    }
    return table_page(request, "dashboards/inlet_concentration.html", table, context)


def _by_register(request, limit: int, context: dict):
    ranking = register_ranking(request.user.divisions, limit)
    limits = sorted({CONCENTRATION.parse(text) for text in LIMITS_SHOWN} | {limit})
    context |= {
        "basis": REGISTER,
        "cards": register_cards(ranking),
        "limits": limits_table(ranking, limits).for_people(),
        "unknown": unknown_table(ranking).for_people(),
    }
    return table_page(request, "dashboards/inlet_concentration.html", register_inlet_table(ranking), context)


@needs(Permission.READ_FIGURES)
@with_stand
def worst(request):
    """The worst of every kind on one page, made for a phone: now, at the end of a month, or as it stood on a day."""
    stand, person, today = request.stand, request.user, clock.today()
    at = moment_shown(request)
    context = stand_context(request) | {"sections": worst_sections(person, stand, at), "is_past": at is not None}
    if at is None:
        context["asked"] = instruction_table(pressing_in(person.divisions, person, today), today)
    return render(request, "dashboards/worst.html", context)


@needs(Permission.READ_FIGURES)
def rules(request):
    """What the soft checks ask about, and how often they were right to ask."""
    month = clock.last_ended_month()
    return table_page(request, "dashboards/rules.html", rule_table(rule_rows(request.user.divisions, month), month))
