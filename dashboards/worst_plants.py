"""The worst wastewater plants by load."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.accounts import plant_account
from dashboards.lamps import LoadLamps
from dashboards.overview import unknown_and_lagging
from dashboards.worst_cards import SHOWN, Section, Worst
from figures.models import PlantFigure
from figures.queries import plant_load_ranking
from formulas.months import month_text
from formulas.units import CAPACITY, PERCENT
from tables import figure, unit_names
from treatment_plants.queries import doubtful_plants
from visits.models import Kind


def worst_plants(divisions: str, month: int) -> Section:
    lamps = LoadLamps(month)
    ranked = list(plant_load_ranking(divisions, month))
    unknown, lagging = unknown_and_lagging(ranked, lamps, doubtful_plants(divisions, [month]))
    notice = ngettext(
        "%(count)d plant has no accepted return and ranks before all others.",
        "%(count)d plants have no accepted return and rank before all others.",
        unknown.plants,
    ) % {"count": unknown.plants}
    return Section(
        title=_("Wastewater plants by load"),
        url=f"{reverse('dashboards:plant-load')}?month={month_text(month)}",
        cards=[_plant(one, lamps) for one in lagging[:SHOWN]],
        nothing=_("No plant with an accepted return lags."),
        notice=notice if unknown.plants else "",
        anchor="plants",
        others=max(0, len(lagging) - SHOWN),
    )


def _plant(one: PlantFigure, lamps: LoadLamps) -> Worst:
    unit, account = f" {unit_names.CAPACITY}", plant_account(one.plant_id, one.month)
    return Worst(
        kind=Kind.PLANT,
        key=one.plant_id,
        rank=str(one.rank),
        name=str(one.plant),
        url=reverse("dashboards:plant", args=[one.plant_id]),
        place=" · ".join(str(place) for place in (one.division, one.plant.town) if place),
        leader=one.division.leader_title,
        lamp=lamps.lamp(one.load_rate_millionths),
        lamp_word=lamps.word(one.load_rate_millionths),
        facts=[
            (_("Load rate"), figure(one.load_rate_millionths, PERCENT, places=1).text + " %", f"{account}#load_rate"),
            (_("Actual flow"), figure(one.actual_flow_m3_d, CAPACITY, places=2).text + unit, f"{account}#actual_flow"),
            (_("Design capacity"), figure(one.design_capacity_m3_d, CAPACITY, places=2).text + unit, f"{account}#design_capacity"),
        ],
    )
