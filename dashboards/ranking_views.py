"""Rankings beside that of plants by load: districts by completion, plants by the strength of their inflow."""

from django.shortcuts import render

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.completion import completion
from dashboards.empty import why_no_district, why_no_plant
from dashboards.inlet_ranking import inlet_cards, inlet_rows, inlet_table, required_inlet
from dashboards.kept import kept
from dashboards.lamps import ProgressLamps
from dashboards.months import month_asked, month_switch
from dashboards.worst import worst_sections
from formulas.months import month_text
from formulas.units import CONCENTRATION, PERCENT
from tables.pages import table_page
from visits.queries import pressing_in
from visits.tables import instruction_table


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
    month = month_asked(request)
    rows = inlet_rows(request.user.divisions, month)
    nothing = "" if rows else why_no_plant(request.user, month)
    context = month_switch(month) | {
        "cards": [] if nothing else inlet_cards(rows),
        "required": CONCENTRATION.typed(required_inlet(month)),
    }
    return table_page(request, "dashboards/inlet_concentration.html", inlet_table(rows, month, empty_text=nothing), context)


@needs(Permission.READ_FIGURES)
def worst(request):
    """The worst of every kind on one page, made for a phone."""
    month = clock.last_ended_month()
    today = clock.today()
    pressing = instruction_table(pressing_in(request.user.divisions, request.user, today), today)
    context = {"month": month_text(month), "sections": worst_sections(request.user, month), "asked": pressing}
    return render(request, "dashboards/worst.html", context)
