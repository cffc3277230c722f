"""Why a page has nothing to show. Nothing is never good news: a page without plants lights no lamp, it says why."""

from django.utils.translation import gettext as _

from accounts.models import User
from districts.models import TOWN_CODE_LENGTH
from treatment_plants.queries import owing, plants_in


def why_no_plant(person: User, month: int) -> str:
    """Why no plant of the person owes a return for a month; "" where one does."""
    if not person.divisions:
        return _no_division()
    if owing(person.divisions, month).exists():
        return ""
    if plants_in(person.divisions).exists():
        return _("No plant owed a return for this month.")
    return _("No plant lies in your division.")


def why_no_power_unit(person: User) -> str:
    """Why the person reads of no power unit."""
    if not person.divisions:
        return _no_division()
    if _is_in_town(person):
        return _("Power units are kept by district, not by town.")
    return _("No power unit has been entered for your division.")


def why_no_sheet(person: User, month: int) -> str:
    """Why the person reads no sheet of returns; "" where nothing about the person is the reason."""
    if _is_in_town(person):
        return _("Returns are handed in by districts. The plants of your town stand in the ranking by load.")
    return why_no_plant(person, month)


def why_no_district(person: User) -> str:
    """Why the person reads nothing about districts; "" where nothing about the person is the reason."""
    if not person.divisions:
        return _no_division()
    return _("Quotas are handed down to districts, not to towns.") if _is_in_town(person) else ""


def _no_division() -> str:
    return _("No division has been given to you; ask the user administrator.")


def _is_in_town(person: User) -> bool:
    return len(person.divisions) == TOWN_CODE_LENGTH
