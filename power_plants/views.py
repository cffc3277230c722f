from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.doors import needs
from accounts.roles import Permission
from formulas.months import month_text, shifted
from power_plants import actions, queries
from power_plants.correcting import RETURNED
from power_plants.entering import CLAIMS, CLOSINGS, told_refusal
from power_plants.forms import NewUnitForm, UnitCorrectionForm
from power_plants.refusals import Refused, Taken
from power_plants.sheet import CoalSheet, coal_table
from returns.actions import Conflict, Locked, MonthNotEnded, OwnEntry, WrongState
from returns.models import State
from returns.places import place
from returns.procedure import procedure_of
from tables.pages import table_page
from tables.words import listed

REFUSED = 422


@needs(Permission.KEEP_CLOSURES)
def unit_add(request):
    form = NewUnitForm(request.POST or None, divisions=request.user.divisions)
    if request.method == "POST" and form.is_valid():
        names = ("plant_name", "plant_name_en", "owner", "district")
        details = {name: form.cleaned_data[name] for name in names}
        try:
            unit = actions.add_unit(unit=form.save(commit=False), by=request.user, **details)
        except Taken:
            form.add_error("number", _("This plant already has a unit of this number."))
        else:
            messages.success(request, _("%(unit)s has been added.") % {"unit": unit})
            return redirect("dashboards:power-unit", unit.pk)
    return render(request, "power_plants/unit_add.html", {"form": form}, status=REFUSED if form.errors else 200)


@needs(Permission.KEEP_CLOSURES)
def unit_correct(request, pk):
    unit = _unit(request, pk)
    form = UnitCorrectionForm(request.POST or None, instance=unit, initial={"seen_version": unit.version})
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        seen, reason = changes.pop("seen_version"), changes.pop("reason")
        try:
            actions.change_unit(unit=unit, seen_version=seen, changes=changes, reason=reason, by=request.user)
        except Refused as refused:
            form.add_error(None, told_refusal(refused))
        else:
            messages.success(request, _("%(unit)s has been corrected.") % {"unit": unit})
            return redirect("dashboards:power-unit", unit.pk)
    return render(request, "power_plants/unit_correct.html", {"form": form, "unit": unit}, status=REFUSED if form.errors else 200)


@needs(Permission.KEEP_CLOSURES)
def closing_entry(request, pk, kind):
    """Put a unit on the closure list, or tell what became of its closing; `kind` says which."""
    return _entry(request, "power_plants/closing_entry.html", _unit(request, pk), CLOSINGS.get(kind))


@needs(Permission.ENTER_RETURNS)
def claim_entry(request, pk, kind):
    """State what the statistics hold of a unit, or how it is desulphurised; the city verifies it."""
    return _entry(request, "power_plants/claim_entry.html", _unit(request, pk), CLAIMS.get(kind))


def _entry(request, template: str, unit, entry):
    if entry is None or not entry.is_possible(unit):
        raise Http404(_("There is nothing to enter here."))
    form = entry.form_for(unit, request.POST or None, request.user.divisions)
    if request.method == "POST" and form.is_valid():
        try:
            entry.enter(unit, form, request.user)
        except Refused as refused:
            form.add_error(None, told_refusal(refused))
        else:
            messages.success(request, _("%(unit)s: saved.") % {"unit": unit})
            return redirect("dashboards:power-unit", unit.pk)
    context = {"form": form, "unit": unit, "entry": entry}
    return render(request, template, context, status=REFUSED if form.errors else 200)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def claim_review(request, pk):
    """Verify or refuse one fact about a unit. Whoever comes here from signing in anew is led to the unit."""
    unit = _unit(request, pk)
    if request.method == "POST":
        _act_on_claim(request, unit, _review)
    return redirect("dashboards:power-unit", unit.pk)


@needs(Permission.READ_FIGURES)
def claim_withdraw(request, pk):
    """Take back a fact that one has entered oneself and nobody has verified."""
    unit = _unit(request, pk)
    if request.method == "POST":
        _act_on_claim(request, unit, _withdraw)
    return redirect("dashboards:power-unit", unit.pk)


def _act_on_claim(request, unit, act) -> None:
    what, _colon, key = request.POST.get("claim", "").partition(":")
    claim = None
    if what in queries.CLAIMS and key.isascii() and key.isdecimal() and len(key) < 18:
        claim = queries.claims_in(request.user.divisions, what).filter(pk=int(key), **{queries.UNIT_OF[what]: unit}).first()
    if claim is None:
        messages.error(request, _("Nothing was chosen."))
        return
    try:
        messages.success(request, act(request, claim))
    except Refused as refused:
        messages.error(request, told_refusal(refused))


def _review(request, claim) -> str:
    if "refuse" in request.POST:
        actions.refuse_claim(claim=claim, reason=request.POST.get("reason", "")[:200], by=request.user)
        return _("Refused.")
    actions.verify_claim(claim=claim, has_evidence="by_default" not in request.POST, by=request.user)
    return _("Verified.")


def _withdraw(request, claim) -> str:
    if claim.entered_by_id != request.user.pk:
        raise Refused(_("Only who entered it can withdraw it."))
    actions.withdraw_claim(claim=claim, reason=request.POST.get("reason", "")[:200], by=request.user)
    return _("Withdrawn.")


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def coal_sheet(request, code, month):
    """What the units of a district burnt in a month: to fill in, to review, or to read."""
    district, month = place(request, code, month)
    sheet = CoalSheet(district, month, request.POST if request.method == "POST" else None)
    if request.method == "POST" and sheet.is_valid():
        try:
            entries = sheet.entries()
            actions.submit_coal(district=district, month=month, entries=entries, by=request.user)
        except MonthNotEnded:
            messages.error(request, _("Nothing was submitted: %(month)s has not ended.") % {"month": month_text(month)})
        except (Conflict, WrongState, Refused):
            # Somebody was quicker between the check and the lock: what was typed is shown beside what stands there now.
            messages.error(request, _("Nothing was submitted: somebody was quicker. Look again."))
            sheet = CoalSheet(district, month, request.POST)
            sheet.is_valid()
            return _sheet_page(request, sheet, status=REFUSED)
        else:
            told = ngettext("%(count)d unit has been submitted.", "%(count)d units have been submitted.", len(entries))
            messages.success(request, told % {"count": len(entries)} if entries else _("There was nothing to submit."))
        return redirect("power_plants:coal-sheet", district.code, month_text(month))
    return _sheet_page(request, sheet, status=REFUSED if request.method == "POST" else 200)


def _sheet_page(request, sheet: CoalSheet, status: int = 200):
    where = [sheet.district.code, month_text(sheet.month)]
    table = coal_table(sheet)
    if request.GET.get("format"):
        return table_page(request, "power_plants/coal_sheet.html", table)
    context = {
        "sheet": sheet,
        "procedure": procedure_of(request.user, RETURNED, sheet.district, sheet.month, sheet.closing, sheet.rows),
        "month": month_text(sheet.month),
        "title": table.title,
        "empty_text": table.empty_text,
        "has_ended": sheet.month <= clock.last_ended_month(),
        "may_enter": request.user.may(Permission.ENTER_RETURNS) and sheet.is_editable,
        "may_review": request.user.may(Permission.REVIEW_RETURNS)
        and any(row.state in (State.SUBMITTED, State.ACCEPTED) for row in sheet.rows),
        "review_url": reverse("power_plants:coal-review", args=where),
        "reason": _reason(request),
        "earlier": month_text(shifted(sheet.month, -1)),
        "later": month_text(shifted(sheet.month, 1)) if sheet.month <= clock.last_ended_month() else "",
    }
    return render(request, "power_plants/coal_sheet.html", context, status=status)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def coal_review(request, code, month):
    """Accept the chosen rows of the sheet, or send them back. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    if request.method == "POST" and not _review_coal(request, CoalSheet(district, month)) and _reason(request):
        # Refused: what the verifier has written stands there still.
        return _sheet_page(request, CoalSheet(district, month), status=REFUSED)
    return redirect("power_plants:coal-sheet", district.code, month_text(month))


def _reason(request) -> str:
    return request.POST.get("reason", "").strip()[:500]


def _review_coal(request, sheet: CoalSheet) -> bool:
    """A reason belongs to sending back: whoever wrote one and accepts has pressed the wrong button."""
    kept = {str(row.kept.monthly_return_id): row.kept.monthly_return_id for row in sheet.rows if row.kept}
    pairs = [text.partition(":") for text in request.POST.getlist("return")]
    seen = {kept[key]: int(version) for key, _colon, version in pairs if key in kept and version.isascii() and version.isdecimal()}
    reason, sends_back = _reason(request), "send_back" in request.POST
    if not seen:
        messages.error(request, _("No unit was chosen."))
    elif sends_back and not reason:
        messages.error(request, _("Nothing was sent back: write the reason, so that the district knows what to mend."))
    elif reason and not sends_back:
        messages.error(request, _("Nothing was accepted: a reason is written. Send the units back with it, or accept them without one."))
    else:
        return _take(request, sheet, seen, reason)
    return False


def _take(request, sheet: CoalSheet, seen: dict[int, int], reason: str) -> bool:
    try:
        if reason:
            actions.send_back_coal(seen=seen, reason=reason, by=request.user)
        else:
            actions.accept_coal(seen=seen, by=request.user)
    except OwnEntry:
        messages.error(request, _("Nothing was done: you had a hand in it, somebody else has to review it."))
    except Locked as refused:
        locked = {one.pk for one in refused.returns}
        names = listed(str(row.unit) for row in sheet.rows if row.kept and row.kept.monthly_return_id in locked)
        messages.error(request, _("Nothing was done: the month of %(names)s is closed. It has to be opened first.") % {"names": names})
    except (Conflict, WrongState, MonthNotEnded):
        messages.error(request, _("Nothing was done: these rows no longer wait for this. Look again."))
    else:
        messages.success(request, ngettext("%(count)d unit reviewed.", "%(count)d units reviewed.", len(seen)) % {"count": len(seen)})
        return True
    return False


def _unit(request, pk):
    return get_object_or_404(queries.units_with_records(request.user.divisions), pk=pk)
