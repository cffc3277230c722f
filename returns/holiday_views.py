"""The public holidays past which due and closing days move."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from clock.workdays import known_years, published
from returns import holiday_actions
from returns.holiday_forms import HolidaysForm, written
from returns.holiday_tables import holidays_table
from returns.holidays import KnownDays, missing_years
from returns.opening_views import REFUSED
from returns.queries import holiday_years
from tables.pages import table_page
from tables.words import listed

# The notice for a year appears late in the one before.
YEARS_AHEAD = 2


@needs(Permission.READ_FIGURES)
def holidays(request):
    """What is known of each year, and which years somebody has to enter."""
    entered = holiday_years()
    may_keep = request.user.may(Permission.KEEP_TERMS)
    context = {"to_enter": _years_to_enter() if may_keep else [], "missing": missing_years()}
    return table_page(request, "returns/holidays.html", holidays_table(published(), entered), context)


@needs(Permission.KEEP_TERMS)
def holidays_enter(request, year):
    """Enter the holidays of a year that did not come with the portal."""
    if year not in _years_to_enter():
        raise Http404(_("The holidays of this year are not entered here."))
    kept = next((one for one in holiday_years() if one.year == year), None)
    initial = {"seen_number": kept.number if kept else 0}
    if kept:
        initial |= {"days_off": written(kept.days_off), "workdays": "\n".join(kept.workdays), "document_number": kept.document_number}
    form = HolidaysForm(request.POST or None, initial=initial, year=year, known=KnownDays().all)
    if request.method == "POST" and form.is_valid() and _set(request, form):
        messages.success(request, _("The holidays of %(year)s have been entered.") % {"year": year})
        return redirect("returns:holidays")
    context = {"form": form, "year": year, "kept": kept}
    return render(request, "returns/holidays_enter.html", context, status=REFUSED if request.method == "POST" else 200)


def _set(request, form: HolidaysForm) -> bool:
    try:
        holiday_actions.set_holidays(division=request.user.divisions, year=form.year, by=request.user, **form.cleaned_data)
    except holiday_actions.HasPassed as refused:
        told = _("These days have passed, and closing days rest on them: %(days)s. Leave them as they were; only days to come are entered.")
        form.add_error(None, told % {"days": listed(refused.days)})
    except holiday_actions.EnteredMeanwhile:
        form.add_error(None, _("Nothing was stored: somebody else has entered this year since you opened the page. Open it anew."))
    else:
        return True
    return False


def _years_to_enter() -> list[int]:
    first = clock.today().year
    return [year for year in range(first, first + YEARS_AHEAD + 1) if year not in known_years()]
