"""Rankings beside that of plants by load: districts by completion, plants by the strength of their inflow."""

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.completion import completion
from dashboards.empty import why_no_district, why_no_plant
from dashboards.inlet_ranking import inlet_cards, inlet_rows, inlet_table, required_inlet
from dashboards.lamps import ProgressLamps
from dashboards.months import month_asked, month_switch
from dashboards.rules import rule_rows, rule_table
from formulas.units import CONCENTRATION, PERCENT
from tables.pages import table_page


@needs(Permission.READ_FIGURES)
def districts(request):
    month = month_asked(request)
    found = completion(request.user.divisions, month, empty_text=why_no_district(request.user))
    context = {"quota_set": found.quota_set, "far": PERCENT.typed(ProgressLamps(month).far), "chart": found.chart}
    return table_page(request, "dashboards/districts.html", found.table, month_switch(month) | context)


@needs(Permission.READ_FIGURES)
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
def rules(request):
    """What the soft checks ask about, and how often they were right to ask."""
    month = clock.last_ended_month()
    return table_page(request, "dashboards/rules.html", rule_table(rule_rows(request.user.divisions, month), month))
