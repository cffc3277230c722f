"""Which month a page shows: the last that has ended, or the one its address asks for."""

from django.http import Http404
from django.utils.translation import gettext as _

import clock
from formulas.months import month_text, parse_month, shifted
from targets.queries import first_base_year


def month_asked(request) -> int:
    """The month as yyyymm. A month that has not ended, or that lies before every plan, has no figures and is not found."""
    text = request.GET.get("month")
    if not text:
        return clock.last_ended_month()
    try:
        month = parse_month(text)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > clock.last_ended_month():
        raise Http404(_("This month has not ended."))
    if month < first_month():
        raise Http404(_("This month lies before the first plan."))
    return month


def month_switch(month: int) -> dict[str, str]:
    """The month shown and its neighbours, for the switch above the table; empty where there is none to go to."""
    return {
        "month": month_text(month),
        "earlier": month_text(shifted(month, -1)) if month > first_month() else "",
        "later": month_text(shifted(month, 1)) if month < clock.last_ended_month() else "",
    }


def first_month() -> int:
    """January of the first plan's base year; without any plan no earlier month than the present one is shown."""
    first = first_base_year()
    return first * 100 + 1 if first else clock.last_ended_month()
