"""What is owed and what waits: the page of returns and the inbox."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from dashboards.empty import why_no_sheet
from dashboards.inbox import inbox_table
from dashboards.returns import punctuality_table, returns_table
from formulas.months import month_text, parse_month, shifted
from reminders.duties import MONTHS_SHOWN, SheetDuty, Sheets, sheets_of, waiting_for
from reminders.matters import matters_of
from reminders.queries import last_digest
from returns.kinds import all_returned
from tables.pages import table_page
from visits.queries import duties_in
from visits.tables import instruction_table

MONTHS_OF_OTHERS = 6


@needs(Permission.READ_FIGURES)
def returns(request):
    """Every kind of return; of projects and units the last half year, where no month is asked for."""
    person, chosen = request.user, _month(request)
    plants, *others = (sheets_of(person.divisions, returned) for returned in all_returned())
    nothing = "" if plants.duties else why_no_sheet(person, clock.last_ended_month())
    shown = _shown(plants, chosen)
    context = {
        "waiting": waiting_for(person),
        "months": [month_text(month) for month in sorted({sheet.month for sheet in plants.duties}, reverse=True)],
        "chosen": month_text(chosen) if chosen else "",
        "punctuality": punctuality_table(plants, shown).for_people(),
        "others": [returns_table(person, sheets, _shown(sheets, chosen, MONTHS_OF_OTHERS)).for_people() for sheets in others],
        "asked": instruction_table(duties_in(person.divisions, person), clock.today()),
    }
    return table_page(request, "dashboards/returns.html", returns_table(person, plants, shown, empty_text=nothing), context)


def _shown(sheets: Sheets, chosen: int | None, months: int = MONTHS_SHOWN) -> list[SheetDuty]:
    first = shifted(clock.last_ended_month(), 1 - months)
    return [sheet for sheet in sheets.duties if sheet.month == (chosen or sheet.month) and (chosen or sheet.month >= first)]


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
