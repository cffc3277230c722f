import time
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied

from journal import bell, refusals
from journal.actions import Happening, record_refusals
from journal.address import forget_address, remember_address
from journal.models import Verb
from journal.queries import any_left

PAUSE_SECONDS = 0.02
READING = ("GET", "HEAD", "OPTIONS")


def source_address(get_response):
    """Events carry the address the connection came from, never one that a client's header claims.

    Behind proxies it is the one that the outermost of our own wrote down, counted from the right:
    what a client has put into the header stands further left.
    """

    def middleware(request):
        token = remember_address(_source(request) or None)
        try:
            return get_response(request)
        finally:
            forget_address(token)

    return middleware


def _source(request) -> str:
    passed_on = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(passed_on) >= settings.PROXIES:
        return _address_or_nothing(passed_on[-settings.PROXIES])
    return request.META.get("REMOTE_ADDR", "")


def _address_or_nothing(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


class KeepRefusals:
    """An act that was refused for want of a permission, or of a second person, leaves a line in the journal. Reading leaves none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in READING:
            return self.get_response(request)
        token = refusals.begin()
        try:
            response = self.get_response(request)
            if request.user.is_authenticated:
                record_refusals(refusals.remembered(), by=request.user)
            return response
        finally:
            refusals.end(token)

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied) and request.user.is_authenticated:
            page = f"page {request.resolver_match.view_name}"[:64]
            told = {"subject": page, "subject_name": request.path[:200], "division": request.user.divisions}
            refusals.remember_refusal(Happening(verb=Verb.NOT_ALLOWED, **told))


def wait_for_own_marks(get_response):
    """Hold the answer to a save until its own figures are there, for a second at most.

    The next page then shows them; a slower job is told of by the page itself.
    """

    def middleware(request):
        token = bell.own_marks.set([])
        try:
            response = get_response(request)
            _wait(bell.own_marks.get())
            return response
        finally:
            bell.own_marks.reset(token)

    return middleware


def _wait(mark_ids: list[int]) -> None:
    deadline = time.monotonic() + settings.WAIT_FOR_FIGURES_SECONDS
    while mark_ids and time.monotonic() < deadline and any_left(mark_ids):
        time.sleep(PAUSE_SECONDS)
