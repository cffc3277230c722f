"""One page on a phone: the worst of every kind, from the back, each one tap from its page and from the record of a visit (S12, S25)."""

import datetime
from dataclasses import replace

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from dashboards.stands import Now
from dashboards.worst_cards import Section
from dashboards.worst_closures import worst_closures
from dashboards.worst_plants import worst_plants
from dashboards.worst_projects import worst_projects
from visits.queries import latest_visits, unclosed_of

SECTIONS = (worst_projects, worst_closures, worst_plants)


def worst_sections(person: User, stand: Now, at: datetime.datetime | None) -> list[Section]:
    """Every kind's worst, with what visits of them have left open; at a moment of the past without visits, which are those of today."""
    sections = [section(stand, at) for section in SECTIONS]
    return [_visited(section, person) for section in sections] if at is None else sections


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
