"""What is to come: how the year will end, and what plants could bring on top."""

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from dashboards.empty import why_no_district, why_no_plant
from dashboards.forecast import forecast_of_whole, forecast_rows
from dashboards.forecast_chart import forecast_chart
from dashboards.forecast_table import forecast_table, part_rows, parts_tables
from dashboards.headroom import BY_INFLOW, BY_LOAD, headroom_rows, headroom_table
from dashboards.kept import kept
from dashboards.lamps import LoadLamps
from dashboards.months import month_asked, month_switch
from figures.forecast import MONTHS_OF_PACE
from figures.plans import PlanBook
from tables.pages import table_page
from targets.queries import ledger, quota_set_in_force, water_pollutants


@needs(Permission.READ_FIGURES)
@kept
def forecast(request):
    """Whether each district will make the year at the present pace, and what it takes."""
    month = month_asked(request)
    quota_set = quota_set_in_force(request.user.divisions, month // 100)
    quotas = ledger(request.user.divisions, quota_set)
    plans = PlanBook(request.user.divisions)
    rows, whole = (find(request.user.divisions, month, quotas, plans) for find in (forecast_rows, forecast_of_whole))
    table = forecast_table(rows, whole, month, empty_text=why_no_district(request.user))
    context = month_switch(month) | {"quota_set": quota_set, "months_of_pace": MONTHS_OF_PACE}
    # A file holds the years alone.
    if not request.GET.get("format"):
        parts, others = parts_tables(part_rows(rows), month)
        context |= {"chart": forecast_chart(rows + whole, month), "parts": parts, "others": others}
    return table_page(request, "dashboards/forecast.html", table, context)


@needs(Permission.READ_FIGURES)
@kept
def headroom(request):
    """What each plant would bring with more load or stronger inflow."""
    month, pollutants = month_asked(request), list(water_pollutants())
    asked = request.GET.get("pollutant") or pollutants[0].code
    pollutant = next((one for one in pollutants if one.code == asked), None)
    if pollutant is None:
        raise Http404(_("There is no such pollutant."))
    order = request.GET.get("by", BY_LOAD)
    if order not in (BY_LOAD, BY_INFLOW):
        raise Http404(_("There is no such order."))
    rows = headroom_rows(request.user.divisions, month, pollutant, order)
    nothing = "" if rows else why_no_plant(request.user, month)
    context = month_switch(month) | {"pollutants": pollutants, "pollutant": pollutant, "by": order}
    table = headroom_table(rows, month, pollutant, LoadLamps(month), empty_text=nothing)
    return table_page(request, "dashboards/headroom.html", table, context)
