"""The worst wastewater plants by load."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.accounts import plant_account
from dashboards.lamps import LoadLamps
from dashboards.overview import unknown_and_lagging
from dashboards.stands import Now
from dashboards.worst_cards import SHOWN, Section, Worst
from figures.models import PlantFigure
from formulas.units import CAPACITY, PERCENT
from tables import figure, unit_names
from visits.models import Kind


def worst_plants(stand: Now, at: datetime.datetime | None) -> Section:
    """Of the state asked for; its figures are not worked out for a moment."""
    lamps = stand.load_lamps
    unknown, lagging = unknown_and_lagging(stand.plants_by_load(), lamps, stand.doubtful())
    notice = ngettext(
        "%(count)d plant has no accepted return and ranks before all others.",
        "%(count)d plants have no accepted return and rank before all others.",
        unknown.plants,
    ) % {"count": unknown.plants}
    return Section(
        title=_("Wastewater plants by load"),
        url=f"{reverse('dashboards:plant-load')}?{stand.asked}",
        cards=[_plant(one, lamps, stand) for one in lagging[:SHOWN]],
        nothing=_("No plant with an accepted return lags."),
        notice=notice if unknown.plants else "",
        anchor="plants",
        others=max(0, len(lagging) - SHOWN),
    )


def _plant(one: PlantFigure, lamps: LoadLamps, stand: Now) -> Worst:
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
            (_("Load rate"), figure(one.load_rate_millionths, PERCENT, places=1).text + " %", stand.account(f"{account}#load_rate")),
            (_("Actual flow"), figure(one.actual_flow_m3_d, CAPACITY, places=2).text + unit, stand.account(f"{account}#actual_flow")),
            (
                _("Design capacity"),
                figure(one.design_capacity_m3_d, CAPACITY, places=2).text + unit,
                stand.account(f"{account}#design_capacity"),
            ),
        ],
    )
