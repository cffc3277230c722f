"""What can be visited: every kind knows where to find its records, and on which page they stand.

A kind whose package is not part of the portal has no subjects.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from treatment_plants.queries import plants_in
from visits.models import Kind

MOST_KEY = 2**63  # what the database holds as a key


@dataclass(frozen=True)
class Subject:
    """A record that can be visited. `division` is the code of the smallest division it lies in."""

    kind: str
    key: int
    name: str
    division: str
    url: str


def _plant(divisions: str, key: int) -> Subject | None:
    found = plants_in(divisions).filter(pk=key).first()
    return found and Subject(Kind.PLANT, found.pk, found.name, found.town_id or found.district_id, page_of(Kind.PLANT, found.pk))


FINDERS: dict[str, Callable[[str, int], Subject | None]] = {Kind.PLANT: _plant}
PAGES: dict[str, str] = {Kind.PLANT: "dashboards:plant"}


def subject_of(divisions: str, kind: str, key: int) -> Subject | None:
    """The record inside the scope; None where there is none, or no such kind."""
    find = FINDERS.get(kind)
    return find(divisions, key) if find and 0 < key < MOST_KEY else None


def page_of(kind: str, key: int | None) -> str:
    """The address of the subject's own page; empty where it has none."""
    return reverse(PAGES[kind], args=[key]) if key and kind in PAGES else ""
