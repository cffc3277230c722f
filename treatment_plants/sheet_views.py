"""The sheet in which a district's month is read and filled in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts import carried
from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text, shifted
from returns.actions import Conflict, MonthNotEnded, WrongState
from returns.models import MISSING, State
from returns.places import place
from tables import unit_names
from tables.pages import table_page
from treatment_plants import actions
from treatment_plants.autosave import autosave, wants_json
from treatment_plants.procedure import procedure_context
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_script import sheet_script
from treatment_plants.tables import sheet_table

REFUSED = 422


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS, carried=True)
def sheet(request, code, month):
    """The month's return of all plants of a district: to fill in, to review, or to read."""
    district, month = place(request, code, month)
    if request.method == "POST":
        carried.drop(request)
        return autosave(request, district, month) if wants_json(request) else _save(request, district, month)
    if carried.is_there(request):
        return _carried_page(request, district, month)
    kept = Sheet(district, month)
    if request.GET.get("format"):
        return table_page(request, "treatment_plants/sheet.html", sheet_table(kept))
    return _sheet_page(request, kept)


def _carried_page(request, district: Division, month: int):
    """The sheet as it was typed before the person was signed out: checked, marked, and not stored."""
    if "drop" in request.GET:
        carried.drop(request)
        return back_to_sheet(district, month)
    typed = Sheet(district, month, carried.fields(request))
    typed.is_valid(to_submit=False)
    return _sheet_page(request, typed, is_carried=True)


def _save(request, district: Division, month: int):
    typed = Sheet(district, month, request.POST)
    to_submit = "submit" in request.POST
    if not typed.is_valid(to_submit=to_submit):
        return _keep_until_answered(request, typed) if typed.waits_for_answers else _sheet_page(request, typed, status=REFUSED)
    try:
        told = _submit(request, typed) if to_submit else _store(request, typed)
    except MonthNotEnded:
        messages.error(
            request,
            _("Nothing was submitted: %(month)s has not ended. Until then it can be saved as a draft.") % {"month": month_text(month)},
        )
        return _sheet_page(request, typed, status=REFUSED)
    except (Conflict, WrongState, actions.NotOwed, actions.Incomplete, actions.Unanswered) as refused:
        # Somebody was quicker between the check and the lock: now the check sees it.
        if isinstance(refused, actions.NotOwed):
            messages.error(request, _("Nothing was stored: %(plant)s no longer owes a return here.") % {"plant": refused})
        typed = Sheet(district, month, request.POST)
        typed.is_valid(to_submit=to_submit)
        return _sheet_page(request, typed, status=REFUSED)
    messages.success(request, told)
    return back_to_sheet(district, month)


def _keep_until_answered(request, typed: Sheet):
    """Nothing but questions stands against submitting: what was typed is kept as a draft, so that they are asked at leisure."""
    try:
        changed, unchanged = typed.changed(), typed.unchanged_to_submit()
        actions.save_sheet(district=typed.district, month=typed.month, entries=changed, unchanged=unchanged, by=request.user)
    except (Conflict, WrongState, actions.NotOwed):
        typed = Sheet(typed.district, typed.month, request.POST)
        typed.is_valid(to_submit=True)
        return _sheet_page(request, typed, status=REFUSED)
    messages.warning(request, _("Saved as a draft, but not submitted: answer the questions below the plants, or correct the figures."))
    return back_to_sheet(typed.district, typed.month)


def _store(request, typed: Sheet) -> str:
    kept = actions.save_sheet(district=typed.district, month=typed.month, entries=typed.changed(), by=request.user)
    if not kept:
        return _("Nothing had been changed.")
    return ngettext("%(count)d plant has been saved.", "%(count)d plants have been saved.", len(kept)) % {"count": len(kept)}


def _submit(request, typed: Sheet) -> str:
    changed, unchanged = typed.changed(), typed.unchanged_to_submit()
    actions.submit_sheet(district=typed.district, month=typed.month, entries=changed, unchanged=unchanged, by=request.user)
    count = len(changed) + len(unchanged)
    if not count:
        return _("There was nothing to submit.")
    return ngettext("%(count)d plant has been submitted.", "%(count)d plants have been submitted.", count) % {"count": count}


def back_to_sheet(district: Division, month: int):
    return redirect("treatment_plants:sheet", district.code, month_text(month))


def _sheet_page(request, shown: Sheet, status: int = 200, *, is_carried: bool = False):
    may_enter = request.user.may(Permission.ENTER_RETURNS)
    may_review = request.user.may(Permission.REVIEW_RETURNS) and bool(shown.rows_in(State.SUBMITTED, State.ACCEPTED))
    place = [shown.district.code, month_text(shown.month)]
    context = procedure_context(request.user, shown) | {
        "sheet": shown,
        "row_width": len(shown.columns) + len(shown.pollutants) + (4 if may_review else 3),
        "mass_unit": unit_names.MASS,
        "script": sheet_script(shown, request.user, unsaved=status == REFUSED or is_carried),
        "unsaved": status == REFUSED or is_carried,
        "is_carried": is_carried,
        "may_enter": may_enter and shown.is_editable,
        "has_ended": shown.month <= clock.last_ended_month(),
        "may_withdraw": may_enter,
        "may_review": may_review,
        "missing": shown.rows_in(MISSING),
        "sent_back": shown.rows_in(State.SENT_BACK),
        "earlier": month_text(shifted(shown.month, -1)),
        "later": month_text(shifted(shown.month, 1)) if shown.month <= clock.last_ended_month() else "",
        "withdraw_url": reverse("treatment_plants:sheet-withdraw", args=place),
        "review_url": reverse("dashboards:sheet-review", args=place),
    }
    return render(request, "treatment_plants/sheet.html", context, status=status)
