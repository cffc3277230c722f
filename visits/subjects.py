"""What can be visited: every kind knows where to find its records, and on which page they stand.

A kind whose package is not part of the portal has no subjects.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from construction.queries import projects_in
from power_plants.queries import units_in
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


def _project(divisions: str, key: int) -> Subject | None:
    found = projects_in(divisions).filter(pk=key).first()
    return found and Subject(Kind.PROJECT, found.pk, found.name, found.town_id or found.district_id, page_of(Kind.PROJECT, found.pk))


def _unit(divisions: str, key: int) -> Subject | None:
    found = units_in(divisions).filter(pk=key).first()
    return found and Subject(Kind.UNIT, found.pk, found.name, found.plant.district_id, page_of(Kind.UNIT, found.pk))


FINDERS: dict[str, Callable[[str, int], Subject | None]] = {Kind.PLANT: _plant, Kind.PROJECT: _project, Kind.UNIT: _unit}
PAGES: dict[str, str] = {Kind.PLANT: "dashboards:plant", Kind.PROJECT: "dashboards:project", Kind.UNIT: "dashboards:power-unit"}


def subject_of(divisions: str, kind: str, key: int) -> Subject | None:
    """The record inside the scope; None where there is none, or no such kind."""
    find = FINDERS.get(kind)
    return find(divisions, key) if find and 0 < key < MOST_KEY else None


def page_of(kind: str, key: int | None) -> str:
    """The address of the subject's own page; empty where it has none."""
    return reverse(PAGES[kind], args=[key]) if key and kind in PAGES else ""
