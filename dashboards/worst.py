"""One page on a phone: the worst of every kind, from the back, each one tap from its page and from the record of a visit (S12, S25)."""

from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission
from dashboards.lamps import LoadLamps
from dashboards.overview import unknown_and_lagging
from figures.models import PlantFigure
from figures.queries import plant_load_ranking
from formulas.months import month_text
from formulas.units import CAPACITY, PERCENT
from tables import figure, unit_names
from visits.models import Kind, Visit
from visits.queries import latest_visits, unclosed_of

SHOWN = 5  # of each kind; the ranking has the others


@dataclass(frozen=True)
class Worst:
    """One card. `facts` are what is to be known before going there, as (label, value)."""

    kind: str
    key: int
    rank: str
    name: str
    url: str
    place: str
    leader: str
    lamp: str
    lamp_word: str
    facts: list[tuple[str, str]]
    visit: Visit | None = None  # the latest
    unclosed: int = 0
    record_url: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    url: str  # of the whole ranking
    cards: list[Worst]
    nothing: str
    notice: str = ""
    anchor: str = ""
    others: int = field(default=0)  # that lag as well, and stand in the ranking


def worst_sections(person: User, month: int) -> list[Section]:
    """Every kind's worst, with what visits of them have left open."""
    return [_visited(section(person.divisions, month), person) for section in SECTIONS]


def _visited(section: Section, person: User) -> Section:
    """The section with each card's latest visit. All cards of a section are of one kind."""
    if not section.cards:
        return section
    kind, keys = section.cards[0].kind, [card.key for card in section.cards]
    latest, unclosed = latest_visits(person.divisions, kind, keys), unclosed_of(person.divisions, kind, keys)
    may_record = person.may(Permission.RECORD_VISITS)
    cards = [
        replace(
            card,
            visit=latest.get(card.key),
            unclosed=unclosed[card.key],
            record_url=f"{reverse('visits:visit-add')}?kind={kind}&key={card.key}" if may_record else "",
        )
        for card in section.cards
    ]
    return replace(section, cards=cards)


def _plants(divisions: str, month: int) -> Section:
    lamps = LoadLamps(month)
    unknown, lagging = unknown_and_lagging(list(plant_load_ranking(divisions, month)), lamps)
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
    unit = f" {unit_names.CAPACITY}"
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
            (_("Load rate"), figure(one.load_rate_millionths, PERCENT, places=1).text + " %"),
            (_("Actual flow"), figure(one.actual_flow_m3_d, CAPACITY, places=2).text + unit),
            (_("Design capacity"), figure(one.design_capacity_m3_d, CAPACITY, places=2).text + unit),
        ],
    )


SECTIONS = (_plants,)
