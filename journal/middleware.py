import time
from ipaddress import ip_address

from django.conf import settings

from journal import bell
from journal.address import forget_address, remember_address
from journal.queries import any_left

PAUSE_SECONDS = 0.02


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
