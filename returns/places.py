"""Which district and month the address of a monthly sheet names."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

import clock
from districts.models import Division
from districts.queries import districts_in
from formulas.months import parse_month, shifted


def place(request, code: str, month: str) -> tuple[Division, int]:
    """The district and month of the address; a foreign district answers like a missing one."""
    district = get_object_or_404(districts_in(request.user.divisions), code=code)
    try:
        month = parse_month(month)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > shifted(clock.last_ended_month(), 1):
        raise Http404(_("This month has not begun."))
    return district, month
