"""Loading the demonstration city: each person acts at the moment at which that would have happened."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

import clock
import figures.actions
from accounts.actions import add_person
from accounts.demonstration import PASSWORD
from accounts.models import User
from accounts.roles import Role
from construction.actions import sync_ladders
from districts.actions import add_divisions
from districts.models import Division
from districts.queries import city, districts_in
from figures.store import count_rows
from formulas.months import month_text
from journal.queries import waiting_since
from reduction_portal.demonstration.acting import moment
from reduction_portal.demonstration.acts import LAST_MONTH, OPENING, Cast, acts_in_order
from reduction_portal.demonstration.freezing import freeze_since_corrected
from reduction_portal.demonstration.plants import invented_plants
from reduction_portal.demonstration.series import FIRST_MONTH
from returns.models import MonthlyReturn
from targets.actions import sync_reference

FILE = Path(__file__).with_name("city.json")
BUILDER = "housing"


class FiguresFailed(Exception):
    """The city is loaded, but a scope's figures could not be worked out."""


def load(report: Callable[[str], object]) -> None:
    """Load the whole city or nothing of it, then work out its figures. `report` is told how far it has come."""
    with transaction.atomic():
        sync_reference()
        sync_ladders()
        told = json.loads(FILE.read_text(encoding="utf-8"))
        _add_divisions(told["divisions"])
        people = _add_people(told["people"])
        report(f"Divisions and people: {len(told['divisions'])}, {len(people)}")
        _let_happen(_cast(people))
        report(f"Returns {month_text(FIRST_MONTH)} … {month_text(LAST_MONTH)}: {MonthlyReturn.objects.count():,}")
    count_rows()
    report(f"Figures: {figures.actions.refresh()} districts")
    if waiting_since(city().code):
        raise FiguresFailed("Some figures could not be worked out; the page of jobs tells why.")
    report(f"Frozen months: {freeze_since_corrected()}")


def _add_divisions(rows: list[dict]) -> None:
    add_divisions(divisions=[Division(**row, position=place) for place, row in enumerate(rows)])


def _add_people(rows: list[dict]) -> list[User]:
    """The first one is the user administrator, who adds the others."""
    administrator = None
    people = []
    with clock.moved_to(moment(OPENING, 8)):
        for row in rows:
            person = add_person(person=User(**row), password=PASSWORD, by=administrator, must_change_password=False)
            administrator = administrator or person
            people.append(person)
    return people


def _cast(people: list[User]) -> Cast:
    by_role = {person.role: person for person in people}
    return Cast(
        quota_administrator=by_role[Role.QUOTA_ADMINISTRATOR],
        verifier=by_role[Role.VERIFIER],
        builder=next(person for person in people if person.username == BUILDER),
        bureau=next(person for person in people if person.username == "reform"),
        officials={person.division_id: person for person in people if person.role == Role.DISTRICT_OFFICIAL},
        people={person.username: person for person in people},
    )


def _let_happen(cast: Cast) -> None:
    for act in acts_in_order(invented_plants(), list(districts_in(city().code)), cast):
        with clock.moved_to(act.at):
            act.do()
