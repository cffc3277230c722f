import time

from django.conf import settings

from journal import bell
from journal.address import forget_address, remember_address
from journal.queries import any_left

PAUSE_SECONDS = 0.02


def source_address(get_response):
    """Events carry the address the connection came from, never one that a client's header claims."""

    def middleware(request):
        token = remember_address(request.META.get("REMOTE_ADDR") or None)
        try:
            return get_response(request)
        finally:
            forget_address(token)

    return middleware


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
