"""What is owed and what waits: the page of returns and the inbox."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.construction_duties import project_sheets
from dashboards.empty import why_no_sheet
from dashboards.inbox import inbox_table
from dashboards.returns import punctuality_table, returns_table
from formulas.months import month_text, parse_month
from reminders.duties import duties_of, timings
from reminders.matters import matters_of
from reminders.queries import last_digest
from tables.pages import table_page
from visits.queries import duties_in
from visits.tables import instruction_table


@needs(Permission.READ_FIGURES)
def returns(request):
    duties, days = duties_of(request.user), timings(request.user.divisions)
    words = _("Read")
    if request.user.may(Permission.ENTER_RETURNS):
        words = _("Fill in")
    elif request.user.may(Permission.REVIEW_RETURNS):
        words = _("Review")
    nothing = "" if duties.sheets else why_no_sheet(request.user, clock.last_ended_month())
    chosen = _month(request)
    shown = [sheet for sheet in duties.sheets if chosen in (None, sheet.month)]
    context = {
        "waiting": duties.waiting,
        "months": [month_text(month) for month in sorted({sheet.month for sheet in duties.sheets}, reverse=True)],
        "chosen": month_text(chosen) if chosen else "",
        "punctuality": punctuality_table(shown, days).for_people(),
        "projects": project_sheets(request.user.divisions, words),
        "asked": instruction_table(duties_in(request.user.divisions, request.user), clock.today()),
    }
    return table_page(request, "dashboards/returns.html", returns_table(shown, days, words, empty_text=nothing), context)


@needs(Permission.READ_FIGURES)
def inbox(request):
    """What waits for the person; nothing is stored, so that nothing here can be out of date."""
    context = {
        "sends_mail": settings.SENDS_MAIL,
        "address": request.user.email,
        "last": last_digest(request.user.divisions, request.user),
    }
    return table_page(request, "dashboards/inbox.html", inbox_table(matters_of(request.user)), context)


def _month(request) -> int | None:
    text = request.GET.get("month")
    if not text:
        return None
    try:
        return parse_month(text)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
