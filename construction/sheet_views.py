"""The monthly sheet of a district's projects: filled in, submitted, withdrawn, reviewed."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction import queries
from construction.progress import actions
from construction.progress.correcting import RETURNED
from construction.progress.forms import ReasonForm
from construction.progress.sheet import Sheet
from construction.progress.tables import sheet_table
from districts.models import Division
from formulas.months import month_text, shifted
from returns.actions import Conflict, Locked, MonthNotEnded, OwnEntry, WrongState
from returns.models import MISSING, State
from returns.places import place
from returns.procedure import procedure_of
from tables.pages import table_page
from tables.words import listed

REFUSED = 422
# How a ticked row is sent: key and version of its return.
TICKED = re.compile(r"(?P<key>[0-9]{1,18}):(?P<version>[0-9]{1,18})")


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet(request, code, month):
    """The month's progress of all projects of a district: to fill in, to review, or to read."""
    district, month = place(request, code, month)
    if request.method == "POST":
        return _save(request, district, month)
    kept = Sheet(district, month)
    if request.GET.get("format"):
        return table_page(request, "construction/sheet.html", sheet_table(kept))
    return _sheet_page(request, kept)


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet_withdraw(request, code, month):
    """Take back submitted rows that the city has not accepted. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    if request.method != "POST":
        return _back(district, month)
    _move(request, district, month, lambda seen: actions.withdraw(seen=seen, by=request.user), _withdrawn)
    return _back(district, month)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def sheet_review(request, code, month):
    """Accept the chosen rows, or send them back with a reason. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    done = True
    if request.method == "POST" and "accept" in request.POST:
        done = _accept(request, district, month)
    elif request.method == "POST" and "send_back" in request.POST:
        done = _send_back(request, district, month)
    if not done and _reason(request):
        # Refused: what the verifier has written stands there still.
        return _sheet_page(request, Sheet(district, month), status=REFUSED)
    return _back(district, month)


def _reason(request) -> str:
    return request.POST.get("reason", "").strip()[:500]


def _save(request, district: Division, month: int):
    typed = Sheet(district, month, request.POST)
    to_submit = "submit" in request.POST
    if not typed.is_valid(to_submit=to_submit):
        return _sheet_page(request, typed, status=REFUSED)
    try:
        told = _submit(request, typed) if to_submit else _store(request, typed)
    except MonthNotEnded:
        messages.error(request, _("Nothing was submitted: %(month)s has not ended. Until then it can be saved as a draft.") % _named(month))
        return _sheet_page(request, typed, status=REFUSED)
    except (Conflict, WrongState, actions.NotOwed, actions.Incomplete) as refused:
        # Somebody was quicker between the check and the lock: now the check sees it.
        if isinstance(refused, actions.NotOwed):
            messages.error(request, _("Nothing was stored: %(project)s no longer owes a return here.") % {"project": refused})
        typed = Sheet(district, month, request.POST)
        typed.is_valid(to_submit=to_submit)
        return _sheet_page(request, typed, status=REFUSED)
    messages.success(request, told)
    return _back(district, month)


def _store(request, typed: Sheet) -> str:
    kept = actions.save_sheet(district=typed.district, month=typed.month, entries=typed.changed(), by=request.user)
    if not kept:
        return _("Nothing had been changed.")
    return ngettext("%(count)d project has been saved.", "%(count)d projects have been saved.", len(kept)) % {"count": len(kept)}


def _submit(request, typed: Sheet) -> str:
    changed, unchanged = typed.changed(), typed.unchanged_to_submit()
    actions.submit_sheet(district=typed.district, month=typed.month, entries=changed, unchanged=unchanged, by=request.user)
    count = len(changed) + len(unchanged)
    if not count:
        return _("There was nothing to submit.")
    return ngettext("%(count)d project has been submitted.", "%(count)d projects have been submitted.", count) % {"count": count}


def _move(request, district: Division, month: int, act, told) -> bool:
    """Take the chosen rows a step, or say why not; nothing is written where one of them is refused."""
    seen = _chosen(request, district, month)
    if not seen:
        messages.error(request, _("No project was chosen."))
        return False
    try:
        act(seen)
    except Conflict as refused:
        messages.error(request, _("Nothing was done: somebody has changed %(names)s meanwhile. Look again.") % _names(refused))
    except Locked as refused:
        messages.error(request, _("Nothing was done: the month of %(names)s is closed. It has to be opened first.") % _names(refused))
    except WrongState as refused:
        messages.error(request, _("Nothing was done: %(names)s no longer wait for this.") % _names(refused))
    except MonthNotEnded:
        messages.error(request, _("Nothing was accepted: %(month)s has not ended.") % _named(month))
    except OwnEntry as refused:
        messages.error(request, _("Nothing was done: you had a hand in %(names)s, somebody else has to review them.") % _names(refused))
    else:
        messages.success(request, told(len(seen)))
        return True
    return False


def _accept(request, district: Division, month: int) -> bool:
    """A reason belongs to sending back: whoever wrote one and accepts has pressed the wrong button."""
    if _reason(request):
        told = _("Nothing was accepted: a reason is written. Send the projects back with it, or accept them without one.")
        messages.error(request, told)
        return False
    return _move(request, district, month, lambda seen: actions.accept(seen=seen, by=request.user), _accepted)


def _send_back(request, district: Division, month: int) -> bool:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent back: write the reason, so that the district knows what to mend."))
        return False
    reason = form.cleaned_data["reason"]
    return _move(request, district, month, lambda seen: actions.send_back(seen=seen, reason=reason, by=request.user), _sent_back)


def _chosen(request, district: Division, month: int) -> dict[int, int]:
    """Key → version of the returns that the person ticked on this sheet; others are ignored."""
    here = {one.monthly_return_id for one in queries.progress_in(district.code, month)}
    found = [TICKED.fullmatch(text) for text in request.POST.getlist("return")]
    return {int(one["key"]): int(one["version"]) for one in found if one and int(one["key"]) in here}


def _names(refused) -> dict[str, str]:
    return {"names": listed(str(one.progress.project) for one in refused.returns)}


def _named(month: int) -> dict[str, str]:
    return {"month": month_text(month)}


def _withdrawn(count: int) -> str:
    return ngettext("%(count)d project has been withdrawn.", "%(count)d projects have been withdrawn.", count) % {"count": count}


def _accepted(count: int) -> str:
    return ngettext("%(count)d project has been accepted.", "%(count)d projects have been accepted.", count) % {"count": count}


def _sent_back(count: int) -> str:
    return ngettext("%(count)d project has been sent back.", "%(count)d projects have been sent back.", count) % {"count": count}


def _back(district: Division, month: int):
    return redirect("construction:sheet", district.code, month_text(month))


def _sheet_page(request, shown: Sheet, status: int = 200):
    may_enter = request.user.may(Permission.ENTER_RETURNS)
    may_review = request.user.may(Permission.REVIEW_RETURNS)
    where = [shown.district.code, month_text(shown.month)]
    context = {
        "sheet": shown,
        "procedure": procedure_of(request.user, RETURNED, shown.district, shown.month, shown.closing, shown.rows),
        "unsaved": status == REFUSED,
        "may_enter": may_enter and shown.is_editable,
        "has_ended": shown.month <= clock.last_ended_month(),
        "may_withdraw": may_enter,
        "may_review": may_review and bool(shown.rows_in(State.SUBMITTED, State.ACCEPTED)),
        "missing": shown.rows_in(MISSING),
        "sent_back": shown.rows_in(State.SENT_BACK),
        "earlier": month_text(shifted(shown.month, -1)),
        "later": month_text(shifted(shown.month, 1)) if shown.month <= clock.last_ended_month() else "",
        "withdraw_url": reverse("construction:sheet-withdraw", args=where),
        "review_url": reverse("construction:sheet-review", args=where),
        "reason": _reason(request),
    }
    return render(request, "construction/sheet.html", context, status=status)
