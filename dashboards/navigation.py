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
from reminders.duties import waiting_for
from visits.queries import duties_in

READ = Permission.READ_FIGURES
# Pages, and groups of pages under a name of their own.
MENU = (
    ("dashboards:overview", _("Overview"), READ),
    ("dashboards:worst", _("Worst first"), READ),
    (
        _("Rankings"),
        (
            ("dashboards:plant-load", _("Plants by load"), READ),
            ("dashboards:districts", _("Districts by completion"), READ),
            ("dashboards:inlet-concentration", _("Plants by inflow"), READ),
            ("dashboards:headroom", _("Plants by headroom"), READ),
            ("dashboards:construction-progress", _("Projects by progress"), READ),
            ("dashboards:closures", _("Closings"), READ),
            ("dashboards:frozen-months", _("Frozen months"), READ),
        ),
    ),
    (_("Targets"), (("dashboards:targets", _("Quotas"), READ), ("dashboards:forecast", _("Year's end"), READ))),
    (
        _("Sources and projects"),
        (
            ("treatment_plants:plants", _("Wastewater plants"), READ),
            ("dashboards:power-plants", _("Power units"), READ),
            ("dashboards:construction", _("Projects"), READ),
        ),
    ),
    ("dashboards:inbox", _("Inbox"), READ),
    ("dashboards:returns", _("Returns"), READ),
    ("visits:visits", _("Site visits"), READ),
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


@dataclass(frozen=True)
class MenuGroup:
    label: str
    items: list[MenuItem]

    @property
    def active(self) -> bool:
        return any(item.active for item in self.items)


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


def _menu(request, person) -> list[MenuItem | MenuGroup]:
    here = getattr(request.resolver_match, "view_name", "")
    waiting = {
        "dashboards:returns": remembered(request, "returns waiting", lambda: waiting_for(person)),
        "visits:visits": remembered(request, "instructions waiting", lambda: duties_in(person.divisions, person).count()),
    }

    def item(name: str, label: str, _permission: Permission) -> MenuItem:
        return MenuItem(label=label, url=reverse(name), active=name == here, count=waiting.get(name))

    shown: list[MenuItem | MenuGroup] = []
    for entry in MENU:
        if len(entry) == 2:
            label, pages = entry
            items = [item(*page) for page in pages if person.may(page[2])]
            shown += [MenuGroup(label, items)] if items else []
        elif person.may(entry[2]):
            shown.append(item(*entry))
    return shown
