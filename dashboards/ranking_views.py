"""Rankings beside that of plants by load: districts by completion, plants by the strength of their inflow."""

from django.shortcuts import render

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.completion import completion
from dashboards.empty import why_no_district, why_no_plant
from dashboards.inlet_limits import LimitForm
from dashboards.inlet_ranking import POLLUTANT, inlet_cards, inlet_rows, inlet_table, required_inlet
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
from dashboards.lamps import ProgressLamps
from dashboards.months import month_asked, month_switch
from dashboards.rules import rule_rows, rule_table
from dashboards.worst import worst_sections
from figures.queries import has_measured_inflow
from formulas.months import month_text
from formulas.units import CONCENTRATION, PERCENT
from tables.pages import table_page
from treatment_plants.queries import register_inflows
from visits.queries import pressing_in
from visits.tables import instruction_table

# Limits that provinces have set, in mg/L.
LIMITS_SHOWN = ("100", "120", "150")


@needs(Permission.READ_FIGURES)
@kept
def districts(request):
    month = month_asked(request)
    found = completion(request.user.divisions, month, empty_text=why_no_district(request.user))
    context = {"quota_set": found.quota_set, "far": PERCENT.typed(ProgressLamps(month).far), "chart": found.chart}
    return table_page(request, "dashboards/districts.html", found.table, month_switch(month) | context)


@needs(Permission.READ_FIGURES)
@kept
def inlet_concentration(request):
    """By measured months, or by what the register tells; the two are never ranked together."""
    month = month_asked(request)
    form, required = LimitForm(request.GET or None), required_inlet(month)
    limit = form.limit_or(required)
    known = register_inflows(request.user.divisions, POLLUTANT).exists()
    context = month_switch(month) | {"form": form, "limit": CONCENTRATION.typed(limit), "knows_register": known}
    if known and form.wants_register(has_measured_inflow(request.user.divisions, month, POLLUTANT)):
        return _by_register(request, limit, context)
    rows = inlet_rows(request.user.divisions, month, limit)
    nothing = "" if rows else why_no_plant(request.user, month)
    context |= {
        "basis": MEASURED,
        "cards": [] if nothing else inlet_cards(rows),
        "required": CONCENTRATION.typed(required),
    }
    table = inlet_table(rows, month, empty_text=nothing, by_rule=limit == required)
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
def worst(request):
    """The worst of every kind on one page, made for a phone."""
    month = clock.last_ended_month()
    today = clock.today()
    pressing = instruction_table(pressing_in(request.user.divisions, request.user, today), today)
    context = {"month": month_text(month), "sections": worst_sections(request.user, month), "asked": pressing}
    return render(request, "dashboards/worst.html", context)


@needs(Permission.READ_FIGURES)
def rules(request):
    """What the soft checks ask about, and how often they were right to ask."""
    month = clock.last_ended_month()
    return table_page(request, "dashboards/rules.html", rule_table(rule_rows(request.user.divisions, month), month))
