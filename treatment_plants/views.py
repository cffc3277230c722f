from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from tables.pages import table_page
from treatment_plants import actions, queries
from treatment_plants.chosen import plants_chosen
from treatment_plants.models import Plant
from treatment_plants.plant_forms import NewPlantForm, PlantCorrectionForm
from treatment_plants.sheet_views import REFUSED
from treatment_plants.tables import register_table


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
