"""Reviewing what a district has handed in: one screen shows what accepting means."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import needs
from accounts.roles import Permission
from dashboards.review import is_clean, review_of
from districts.models import Division
from formulas.months import month_text
from returns.places import place
from tables import unit_names
from tables.words import listed
from treatment_plants import actions
from treatment_plants.forms import ReasonForm, RemarkForm
from treatment_plants.procedure import procedure_context
from treatment_plants.review_views import chosen, move
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_views import REFUSED

REMARK = re.compile(r"remark-(?P<key>[0-9]{1,18})-(?P<column>\w{1,40})")


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def sheet_review(request, code, month):
    """Show old, new, difference and effect of each row; accept clean rows together, others one by one, or send cells back."""
    district, month = place(request, code, month)
    if request.method == "POST":
        return _act(request, district, month)
    return _page(request, district, month)


def _page(request, district: Division, month: int, *, status: int = 200):
    sheet = Sheet(district, month)
    written = {name: text for name, text in request.POST.items() if REMARK.fullmatch(name)}
    context = procedure_context(request.user, sheet) | {
        "review": review_of(sheet, written),
        "sheet": sheet,
        "mass_unit": unit_names.MASS,
        "may_review": request.user.may(Permission.REVIEW_RETURNS),
        "reason": request.POST.get("reason", ""),
        "ticked": request.POST.getlist("return"),
        "unsaved": status == REFUSED,
    }
    return render(request, "dashboards/sheet_review.html", context, status=status)


def _act(request, district: Division, month: int):
    """Whatever is refused is shown again with what the verifier has written."""
    done = True
    if "accept" in request.POST or "accept_one" in request.POST:
        done = _accept(request, district, month)
    elif "send_back" in request.POST:
        done = _send_back(request, district, month)
    if not done and _writings(request):
        return _page(request, district, month, status=REFUSED)
    return redirect("dashboards:sheet-review", district.code, month_text(month))


def _writings(request) -> bool:
    return any(text.strip() for name, text in request.POST.items() if name == "reason" or REMARK.fullmatch(name))


def _accept(request, district: Division, month: int) -> bool:
    """A reason belongs to sending back: whoever wrote one and accepts has pressed the wrong button."""
    if _writings(request):
        messages.error(request, _("Nothing was accepted: a reason is written. Send the plants back with it, or accept them without one."))
        return False
    seen = chosen(request, district, month, "accept_one" if "accept_one" in request.POST else "return")
    odd = [row.plant for row in Sheet(district, month).rows if row.monthly_return and row.monthly_return.pk in seen and not is_clean(row)]
    if len(seen) > 1 and odd:
        told = {"names": listed(odd)}
        messages.error(request, _("Nothing was accepted: something is odd about %(names)s. Accept such rows one by one.") % told)
        return False
    return move(request, district, month, seen, lambda seen: actions.accept(seen=seen, by=request.user), _accepted)


def _send_back(request, district: Division, month: int) -> bool:
    """Rows with a remark at a cell go back with it, ticked or not; the others that are ticked need the reason."""
    remarks, here = _remarks(request), chosen(request, district, month, "version")
    ticked = chosen(request, district, month)
    seen = ticked | {key: version for key, version in here.items() if key in remarks}
    form = ReasonForm(request.POST)
    too_long = [text for cells in remarks.values() for text in cells.values() if not RemarkForm({"text": text}).is_valid()]
    if too_long or (not form.is_valid() and (request.POST.get("reason", "").strip() or not seen or set(seen) - set(remarks))):
        messages.error(request, _("Nothing was sent back: write the reason, so that the district knows what to mend."))
        return False
    reason = form.cleaned_data.get("reason", "")
    return move(
        request,
        district,
        month,
        seen,
        lambda seen: actions.send_back(seen=seen, reason=reason, remarks=remarks, by=request.user),
        _sent_back,
    )


def _remarks(request) -> dict[int, dict[str, str]]:
    """Return → column → what was written there."""
    remarks: dict[int, dict[str, str]] = {}
    for name, text in request.POST.items():
        found = REMARK.fullmatch(name)
        if found and text.strip():
            remarks.setdefault(int(found["key"]), {})[found["column"]] = text.strip()
    return remarks


def _accepted(count: int) -> str:
    return ngettext("%(count)d plant has been accepted.", "%(count)d plants have been accepted.", count) % {"count": count}


def _sent_back(count: int) -> str:
    return ngettext("%(count)d plant has been sent back.", "%(count)d plants have been sent back.", count) % {"count": count}
