"""What stands around every page: the city, the menu, the person, and whether figures are being recomputed."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

import clock
from accounts.roles import Permission
from dashboards.kept import remembered
from dashboards.waiting import waiting_of
from districts.queries import city
from reminders.duties import duties_of
from visits.queries import duties_in

MENU = (
    ("dashboards:overview", _("Overview"), Permission.READ_FIGURES),
    ("dashboards:worst", _("Worst first"), Permission.READ_FIGURES),
    ("dashboards:plant-load", _("Plants by load"), Permission.READ_FIGURES),
    ("dashboards:districts", _("Districts by completion"), Permission.READ_FIGURES),
    ("dashboards:inlet-concentration", _("Plants by inflow"), Permission.READ_FIGURES),
    ("dashboards:headroom", _("Plants by headroom"), Permission.READ_FIGURES),
    ("dashboards:forecast", _("Year's end"), Permission.READ_FIGURES),
    ("dashboards:construction-progress", _("Projects by progress"), Permission.READ_FIGURES),
    ("dashboards:construction", _("Projects"), Permission.READ_FIGURES),
    ("dashboards:closures", _("Closings"), Permission.READ_FIGURES),
    ("dashboards:power-plants", _("Power units"), Permission.READ_FIGURES),
    ("dashboards:targets", _("Quotas"), Permission.READ_FIGURES),
    ("treatment_plants:plants", _("Wastewater plants"), Permission.READ_FIGURES),
    ("dashboards:inbox", _("Inbox"), Permission.READ_FIGURES),
    ("dashboards:returns", _("Returns"), Permission.READ_FIGURES),
    ("visits:visits", _("Site visits"), Permission.READ_FIGURES),
    ("dashboards:journal", _("Journal"), Permission.READ_JOURNAL),
    ("dashboards:jobs", _("Jobs"), Permission.READ_JOBS),
    ("accounts:people", _("People"), Permission.KEEP_PEOPLE),
)


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    active: bool
    count: int | None = None


def portal(request) -> dict:
    """Context of every template; worked out only where a template asks for it."""
    if not hasattr(request, "portal"):  # the parts of a kept page are filled in one by one
        request.portal = SimpleLazyObject(lambda: _portal(request))
    return {"portal": request.portal, "leave_open": getattr(request, "leave_open", False)}


def _portal(request) -> dict:
    person = getattr(request, "user", None)
    person = person if person and person.is_authenticated else None
    return {
        "city_name": str(city() or ""),
        "demonstration": settings.DEMONSTRATION,
        "now": timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M"),
        "person": person,
        "navigation": _menu(request, person) if person else [],
        "waiting": waiting_of(person) if person else None,
    }


def _menu(request, person) -> list[MenuItem]:
    here = getattr(request.resolver_match, "view_name", "")
    waiting = {
        "dashboards:returns": remembered(request, "returns waiting", lambda: duties_of(person).waiting),
        "visits:visits": remembered(request, "instructions waiting", lambda: duties_in(person.divisions, person).count()),
    }
    return [
        MenuItem(label=label, url=reverse(name), active=name == here, count=waiting.get(name))
        for name, label, permission in MENU
        if person.may(permission)
    ]
