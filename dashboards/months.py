"""Which month a page shows: the last that has ended, or the one its address asks for."""

from django.http import Http404
from django.utils.translation import gettext as _

import clock
from formulas.months import parse_month


def month_asked(request) -> int:
    """The month as yyyymm. A month that has not ended has no ranking yet and is not found."""
    text = request.GET.get("month")
    if not text:
        return clock.last_ended_month()
    try:
        month = parse_month(text)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > clock.last_ended_month():
        raise Http404(_("This month has not ended."))
    return month
