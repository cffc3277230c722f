"""Saving while a person types: the browser posts rows and asks for JSON. Rows without fault are stored, the others wait."""

import hashlib
import re
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import journal.actions
from districts.models import Division
from journal import bell
from returns.actions import Refused
from treatment_plants import actions
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_answers import answer

# The browser draws it at random for each thing that it wants done, and sends it again when no answer has come.
KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
# How often somebody else may be quicker between check and lock before the browser is asked to come again.
TRIES = 3


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def autosave(request: HttpRequest, district: Division, month: int) -> JsonResponse:
    """Store what can be stored, once for each key, and tell of every row that was sent."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        return _refused(HTTPStatus.BAD_REQUEST, _("The browser has sent no key. Load the page anew."))
    if request.POST.get("person") != str(request.user.pk):
        return _refused(HTTPStatus.CONFLICT, _("Somebody else has signed in in this browser. Nothing was stored."))
    asked = hashlib.sha256(f"{request.path}\n{request.POST.urlencode()}".encode()).hexdigest()
    try:
        told = journal.actions.once(key=key, asked=asked, act=lambda: _stored(request, district, month), by=request.user)
    except journal.actions.KeyReused:
        return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, _("This key has been used for something else. Nothing was stored."))
    except (Refused, actions.NotOwed):
        return _refused(HTTPStatus.SERVICE_UNAVAILABLE, _("Somebody else is changing these rows. Nothing was stored yet."))
    bell.wait_for_nothing()  # no figure stands on the sheet: whoever types shall not wait for the job
    return JsonResponse(told)


def _stored(request: HttpRequest, district: Division, month: int) -> dict:
    for tries_left in reversed(range(TRIES)):
        typed = Sheet(district, month, request.POST)
        entries = typed.storable()
        try:
            kept = actions.save_sheet(district=district, month=month, entries=entries, by=request.user) if entries else {}
        except (Refused, actions.NotOwed):
            if not tries_left:
                raise
        else:
            return answer(typed, Sheet(district, month), _told(len(kept)))
    raise AssertionError("every try ends above")


def _told(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)d plant has been saved.", "%(count)d plants have been saved.", count) % {"count": count}


def _refused(status: HTTPStatus, told: str) -> JsonResponse:
    return JsonResponse({"rows": [], "told": told}, status=status)
