import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from districts.queries import districts_in
from formulas.months import month_text, parse_month, shifted
from returns.actions import Conflict, MonthNotEnded, OwnEntry, WrongState
from returns.models import MISSING, State
from tables.pages import table_page
from treatment_plants import actions, queries
from treatment_plants.chosen import plants_chosen
from treatment_plants.forms import ReasonForm
from treatment_plants.models import Plant
from treatment_plants.plant_forms import NewPlantForm, PlantCorrectionForm
from treatment_plants.sheet import Sheet
from treatment_plants.tables import register_table, sheet_table

REFUSED = 422
# How a ticked row is sent: key and version of its return.
TICKED = re.compile(r"(?P<key>[0-9]{1,18}):(?P<version>[0-9]{1,18})")


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet(request, code, month):
    """The month's return of all plants of a district: to fill in, to review, or to read."""
    district, month = _place(request, code, month)
    if request.method == "POST":
        return _save(request, district, month)
    kept = Sheet(district, month)
    if request.GET.get("format"):
        return table_page(request, "treatment_plants/sheet.html", sheet_table(kept))
    return _sheet_page(request, kept)


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet_withdraw(request, code, month):
    """Take back submitted rows that the city has not accepted. Whoever comes here from signing in anew is led to the sheet."""
    district, month = _place(request, code, month)
    if request.method != "POST":
        return _back(district, month)
    return _move(request, district, month, lambda seen: actions.withdraw(seen=seen, by=request.user), _withdrawn)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def sheet_review(request, code, month):
    """Accept the chosen rows, or send them back with a reason. Whoever comes here from signing in anew is led to the sheet."""
    district, month = _place(request, code, month)
    if request.method != "POST":
        return _back(district, month)
    if "accept" in request.POST:
        return _accept(request, district, month)
    if "send_back" in request.POST:
        return _send_back(request, district, month)
    return _back(district, month)


@needs(Permission.READ_FIGURES)
def plants(request):
    month, chosen = clock.last_ended_month(), plants_chosen(request)
    listed = queries.with_capacity(chosen.plants, month).prefetch_related("pollutants")
    waiting = queries.plants_waiting(request.user.divisions).count()
    without_start = chosen.plants.filter(started_on__isnull=True).count()
    may_keep = request.user.may(Permission.KEEP_PLANTS)
    context = {"may_keep_plants": may_keep, "chosen": chosen, "waiting": waiting, "without_start": without_start}
    return table_page(request, "treatment_plants/plants.html", register_table(listed, month), context)


@needs(Permission.KEEP_PLANTS)
def plant_add(request):
    form = NewPlantForm(request.POST or None, divisions=request.user.divisions)
    if request.method == "POST" and form.is_valid():
        try:
            plant = _add(form, request.user)
        except actions.NameTaken:
            form.add_error("name", _("This district already has a plant of this name."))
        else:
            messages.success(request, _("%(plant)s has been added.") % {"plant": plant})
            return redirect("dashboards:plant", plant.pk)
    return render(request, "treatment_plants/plant_add.html", {"form": form}, status=REFUSED if form.errors else 200)


def _add(form: NewPlantForm, by) -> Plant:
    return actions.add_plant(
        plant=form.save(commit=False),
        pollutants=[pollutant.code for pollutant in form.cleaned_data["pollutants"]],
        valid_from=form.first_month(),
        m3_per_day=form.cleaned_data["capacity"],
        by=by,
    )


@needs(Permission.KEEP_PLANTS)
def plant_correct(request, pk):
    plant = get_object_or_404(queries.plants_in(request.user.divisions), pk=pk)
    newest = plant.capacities.order_by("-valid_from").first()
    initial = {"seen_version": plant.version} | ({"capacity": newest.m3_per_day, "valid_from": newest.valid_from} if newest else {})
    form = PlantCorrectionForm(request.POST or None, instance=plant, initial=initial, divisions=request.user.divisions)
    if request.method == "POST" and form.is_valid():
        try:
            _correct(form, plant, request.user)
        except (actions.CorrectedMeanwhile, actions.MonthsDropped):
            form.add_error(None, _("Nothing was stored: somebody else has corrected this plant since you opened the page. Open it anew."))
        except actions.NameTaken:
            form.add_error("name", _("This district already has a plant of this name."))
        else:
            messages.success(request, _("%(plant)s has been corrected.") % {"plant": plant})
            return redirect("dashboards:plant", plant.pk)
    context = {"form": form, "plant": plant}
    return render(request, "treatment_plants/plant_correct.html", context, status=REFUSED if form.errors else 200)


def _correct(form: PlantCorrectionForm, plant: Plant, by) -> None:
    changes = dict(form.cleaned_data)
    pollutants = [pollutant.code for pollutant in changes.pop("pollutants")]
    others = {name: changes.pop(name, None) for name in ("seen_version", "valid_from", "taken_back", "reason")}
    others["left_out"] = changes.pop("left_out", ())
    others["m3_per_day"] = changes.pop("capacity")
    actions.change_plant(plant=plant, changes=changes, pollutants=pollutants, by=by, **others)


def _place(request, code: str, month: str) -> tuple[Division, int]:
    """The district and month of the address; a foreign district answers like a missing one."""
    district = get_object_or_404(districts_in(request.user.divisions), code=code)
    try:
        month = parse_month(month)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > shifted(clock.last_ended_month(), 1):
        raise Http404(_("This month has not begun."))
    return district, month


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
            messages.error(request, _("Nothing was stored: %(plant)s no longer owes a return here.") % {"plant": refused})
        typed = Sheet(district, month, request.POST)
        typed.is_valid(to_submit=to_submit)
        return _sheet_page(request, typed, status=REFUSED)
    messages.success(request, told)
    return _back(district, month)


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


def _move(request, district: Division, month: int, act, told):
    """Take the chosen rows a step, or say why not; nothing is written where one of them is refused."""
    seen = _chosen(request, district, month)
    if not seen:
        messages.error(request, _("No plant was chosen."))
        return _back(district, month)
    try:
        act(seen)
    except Conflict as refused:
        messages.error(request, _("Nothing was done: somebody has changed %(names)s meanwhile. Look again.") % _names(refused))
    except WrongState as refused:
        messages.error(request, _("Nothing was done: %(names)s no longer wait for this.") % _names(refused))
    except MonthNotEnded:
        messages.error(request, _("Nothing was accepted: %(month)s has not ended.") % _named(month))
    except OwnEntry as refused:
        messages.error(request, _("Nothing was done: you had a hand in %(names)s, somebody else has to review them.") % _names(refused))
    else:
        messages.success(request, told(len(seen)))
    return _back(district, month)


def _accept(request, district: Division, month: int):
    """A reason belongs to sending back: whoever wrote one and accepts has pressed the wrong button."""
    if request.POST.get("reason", "").strip():
        messages.error(request, _("Nothing was accepted: a reason is written. Send the plants back with it, or accept them without one."))
        return _back(district, month)
    return _move(request, district, month, lambda seen: actions.accept(seen=seen, by=request.user), _accepted)


def _send_back(request, district: Division, month: int):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent back: write the reason, so that the district knows what to mend."))
        return _back(district, month)
    reason = form.cleaned_data["reason"]
    return _move(request, district, month, lambda seen: actions.send_back(seen=seen, reason=reason, by=request.user), _sent_back)


def _chosen(request, district: Division, month: int) -> dict[int, int]:
    """Key → version of the returns that the person ticked on this sheet; others are ignored."""
    here = {one.monthly_return_id for one in queries.operations_in(district.code, month)}
    chosen = {}
    for text in request.POST.getlist("return"):
        found = TICKED.fullmatch(text)
        if found and int(found["key"]) in here:
            chosen[int(found["key"])] = int(found["version"])
    return chosen


def _names(refused) -> dict[str, str]:
    return {"names": "、".join(str(one.operation.plant) for one in refused.returns)}


def _named(month: int) -> dict[str, str]:
    return {"month": month_text(month)}


def _withdrawn(count: int) -> str:
    return ngettext("%(count)d plant has been withdrawn.", "%(count)d plants have been withdrawn.", count) % {"count": count}


def _accepted(count: int) -> str:
    return ngettext("%(count)d plant has been accepted.", "%(count)d plants have been accepted.", count) % {"count": count}


def _sent_back(count: int) -> str:
    return ngettext("%(count)d plant has been sent back.", "%(count)d plants have been sent back.", count) % {"count": count}


def _back(district: Division, month: int):
    return redirect("treatment_plants:sheet", district.code, month_text(month))


def _sheet_page(request, shown: Sheet, status: int = 200):
    may_enter = request.user.may(Permission.ENTER_RETURNS)
    may_review = request.user.may(Permission.REVIEW_RETURNS)
    place = [shown.district.code, month_text(shown.month)]
    context = {
        "sheet": shown,
        "unsaved": status == REFUSED,
        "may_enter": may_enter and shown.is_editable,
        "has_ended": shown.month <= clock.last_ended_month(),
        "may_withdraw": may_enter,
        "may_review": may_review and bool(shown.rows_in(State.SUBMITTED, State.ACCEPTED)),
        "missing": shown.rows_in(MISSING),
        "sent_back": shown.rows_in(State.SENT_BACK),
        "earlier": month_text(shifted(shown.month, -1)),
        "later": month_text(shifted(shown.month, 1)) if shown.month <= clock.last_ended_month() else "",
        "withdraw_url": reverse("treatment_plants:sheet-withdraw", args=place),
        "review_url": reverse("treatment_plants:sheet-review", args=place),
    }
    return render(request, "treatment_plants/sheet.html", context, status=status)
