import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.actions import Conflict, MonthNotEnded, OwnEntry, WrongState
from tables.pages import table_page
from treatment_plants import actions, queries
from treatment_plants.chosen import plants_chosen
from treatment_plants.forms import ReasonForm
from treatment_plants.models import Plant
from treatment_plants.plant_forms import NewPlantForm, PlantCorrectionForm
from treatment_plants.sheet_views import REFUSED, back_to_sheet, place
from treatment_plants.tables import register_table

# How a ticked row is sent: key and version of its return.
TICKED = re.compile(r"(?P<key>[0-9]{1,18}):(?P<version>[0-9]{1,18})")


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet_withdraw(request, code, month):
    """Take back submitted rows that the city has not accepted. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    if request.method != "POST":
        return back_to_sheet(district, month)
    return _move(request, district, month, lambda seen: actions.withdraw(seen=seen, by=request.user), _withdrawn)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def sheet_review(request, code, month):
    """Accept the chosen rows, or send them back with a reason. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    if request.method != "POST":
        return back_to_sheet(district, month)
    if "accept" in request.POST:
        return _accept(request, district, month)
    if "send_back" in request.POST:
        return _send_back(request, district, month)
    return back_to_sheet(district, month)


@needs(Permission.READ_FIGURES)
def plants(request):
    month, chosen = clock.last_ended_month(), plants_chosen(request)
    listed = queries.with_capacity(chosen.plants, month).prefetch_related("pollutants")
    context = {"may_keep_plants": request.user.may(Permission.KEEP_PLANTS), "chosen": chosen}
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


def _move(request, district: Division, month: int, act, told):
    """Take the chosen rows a step, or say why not; nothing is written where one of them is refused."""
    seen = _chosen(request, district, month)
    if not seen:
        messages.error(request, _("No plant was chosen."))
        return back_to_sheet(district, month)
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
    return back_to_sheet(district, month)


def _accept(request, district: Division, month: int):
    """A reason belongs to sending back: whoever wrote one and accepts has pressed the wrong button."""
    if request.POST.get("reason", "").strip():
        messages.error(request, _("Nothing was accepted: a reason is written. Send the plants back with it, or accept them without one."))
        return back_to_sheet(district, month)
    return _move(request, district, month, lambda seen: actions.accept(seen=seen, by=request.user), _accepted)


def _send_back(request, district: Division, month: int):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent back: write the reason, so that the district knows what to mend."))
        return back_to_sheet(district, month)
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
