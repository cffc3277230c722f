"""Every figure explains itself: its rule, the formula with the numbers put in, and who answers for each of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.district_ranking import district_row
from dashboards.explanations.division import division_steps, months_table, parts, parts_table
from dashboards.explanations.forecast import forecast_steps
from dashboards.explanations.inflow import inflow_steps
from dashboards.explanations.plant import plant_steps
from dashboards.forecast import forecast_of
from dashboards.kept import kept
from dashboards.plant import plant_month_table, plant_months
from districts.queries import divisions_in
from districts.scopes import where_figures_are
from figures.queries import year_by_division
from formulas.months import month_text, parse_month
from tables.pages import table_page
from targets.models import Pollutant
from targets.queries import ledger, quota_set_in_force
from treatment_plants.queries import plants_in


@needs(Permission.READ_FIGURES)
@kept
def plant_explanation(request, pk, month):
    """The figures of a plant's month."""
    found, month = get_object_or_404(plants_in(request.user.divisions).prefetch_related("capacities"), pk=pk), _month(month)
    steps = plant_steps(request.user.divisions, found, month)
    if not steps:
        raise Http404(_("This plant owed no return for this month."))
    steps += inflow_steps(request.user.divisions, found, month)
    own = [one for one in plant_months(request.user.divisions, found, month) if one.month == month]
    context = {"plant": found, "month": month_text(month), "steps": steps}
    return table_page(request, "dashboards/plant_explanation.html", plant_month_table(own, found.pollutants.all()), context)


@needs(Permission.READ_FIGURES)
@kept
def division_explanation(request, code, pollutant, month):
    """The figures of a division's year for a pollutant up to a month, and what the month itself is made of."""
    scope, month = where_figures_are(request.user.divisions), _month(month)
    division = get_object_or_404(divisions_in(scope), code=code)
    pollutant = get_object_or_404(Pollutant, code=pollutant)
    quota_set = quota_set_in_force(scope, month // 100)
    quotas = ledger(scope, quota_set)
    sums = year_by_division([division.code], month // 100, month).get((division.code, pollutant.code))
    row = district_row(division, pollutant, month, quotas, sums)
    foretold = [step for one in forecast_of([division], month, quotas) if one.pollutant == pollutant for step in forecast_steps(one)]
    context = {
        "division": division,
        "pollutant": pollutant,
        "month": month_text(month),
        "steps": division_steps(row, month, quotas, quota_set) + foretold,
        "parts": parts_table(parts(division, pollutant, month), pollutant, month).for_people(),
    }
    return table_page(request, "dashboards/division_explanation.html", months_table(division, pollutant, month), context)


def _month(text: str) -> int:
    try:
        month = parse_month(text)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > clock.last_ended_month():
        raise Http404(_("This month has not ended."))
    return month
