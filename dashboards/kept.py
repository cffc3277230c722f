"""Pages that are kept as they were written, until a record, a figure or the day changes (docs/architecture.md).

A kept page belongs to everybody with the same role, division and language; those whose instructions of site visits are their
own have pages of their own. What is one person's own – the head with the
name, messages, the note on stale figures – is left open in it, and filled in for each answer.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

import clock
from accounts.models import User
from accounts.roles import Permission
from dashboards.pieces import QUICKEST, Piece, gzipped, piece, takes_gzip
from figures.queries import Version, version_of_everything

# As templates/base.html writes them; no text of a page holds these, since < is escaped in all of them.
PARTS = ("header", "messages", "stale", "footer")
OPEN = re.compile(b"<!--(%s) of the person-->" % "|".join(PARTS).encode())
# Stands in kept parts for the token of their forms, which is another in each answer.
TOKEN = "the-token-of-this-answer"
SECONDS_OF_HEADS = 60

MISSING = object()


def kept(view: Callable) -> Callable:
    """Answer from what was kept, where nothing has changed since; a browser that has the page gets told so.

    Only for pages that are read: one with a form in its content belongs to one session and is never kept.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not settings.KEEP_PAGES or request.method != "GET":
            return view(request, *args, **kwargs)
        key = _key(request)
        # Weak: the same page is sent with and without compression.
        etag = f'W/"{_digest(key, request.user.pk, request.session.session_key)}"'
        unchanged = None if _has_news(request) else get_conditional_response(request, etag=etag)
        if isinstance(unchanged, HttpResponseNotModified):
            return unchanged
        found = caches["pages"].get(key) or _written(request, key, view, args, kwargs)
        return found if isinstance(found, HttpResponse) else _filled(request, *found, etag=etag)

    return answer


def _has_news(request) -> bool:
    return bool(request.session.get("_messages")) or "messages" in request.COOKIES


def remembered(request, what: str, work_out: Callable):
    """What stands in every head, such as the number of returns that wait for the person: worked out once for a version."""
    if not settings.KEEP_PAGES:
        return work_out()
    key = _digest(what, request.user.pk, *_version(request))
    found = caches["pages"].get(key, MISSING)
    if found is MISSING:
        found = work_out()
        caches["pages"].set(key, found)
    return found


def _key(request) -> str:
    return _digest(request.get_full_path(), get_language(), *_version(request))


def _version(request) -> tuple:
    """For whom and of when."""
    return request.user.role, request.user.divisions, _alone(request.user), clock.today().isoformat(), *_version_of_records(request)


def _version_of_records(request) -> Version:
    """Read once for a request, before anything that it is to stand for."""
    if not hasattr(request, "version"):
        request.version = version_of_everything()
    return request.version


def _alone(person: User) -> int | None:
    """The key of people whose pages show what waits for them alone: instructions that they gave, or their department's. None for others."""
    is_alone = person.may(Permission.RECORD_VISITS) or person.may(Permission.ANSWER_FOR_DEPARTMENT)
    return person.pk if is_alone else None


def _digest(*parts) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _written(request, key: str, view: Callable, args: tuple, kwargs: dict) -> tuple[list[Piece | str], dict] | HttpResponse:
    """Let the view write the page with its parts left open, and keep it. Anything but a page for many is handed on as it is."""
    request.leave_open = True
    try:
        response = view(request, *args, **kwargs)
    except Exception:
        request.leave_open = False  # what is answered instead is nobody's kept page
        raise
    is_form = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if response.status_code != 200 or response.cookies or response.streaming:
        return response if response.streaming else _closed(request, response)
    page = _pieces(response), dict(response.items())
    if not is_form:
        caches["pages"].set(key, page)
    return page


def _pieces(response: HttpResponse) -> list[Piece | str]:
    """The page cut where it was left open: pieces that are everybody's, and the names of the parts between them."""
    cut = OPEN.split(response.content) if response["Content-Type"].startswith("text/html") else [response.content]
    return [one.decode() if place % 2 else piece(one) for place, one in enumerate(cut)]


def _closed(request, response: HttpResponse) -> HttpResponse:
    """An answer that is not kept, with its parts filled in."""
    request.leave_open = False
    cut = OPEN.split(response.content)
    response.content = b"".join(_rendered(request, one.decode()) if place % 2 else one for place, one in enumerate(cut))
    return response


def _rendered(request, part: str, **more: str) -> bytes:
    return render_to_string(f"parts/{part}.html", more, request).encode()


def _filled(request, pieces: list[Piece | str], headers: dict, *, etag: str) -> HttpResponse:
    request.leave_open = False
    parts = _parts(request) if len(pieces) > 1 else {}  # a file for a machine is one piece
    # A browser asks each time, and whoever has signed out is sent to sign in.
    headers = headers | {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(b"".join(parts[one] if isinstance(one, str) else one.plain for one in pieces), headers=headers)
    packed = gzipped(piece(parts[one], QUICKEST) if isinstance(one, str) else one for one in pieces)
    return HttpResponse(packed, headers=headers | {"Content-Encoding": "gzip"})


def _parts(request) -> dict[str, bytes]:
    """The person's own parts, kept for as long as the minute that they show, with this answer's token in their forms.

    Messages are shown once and a note on figures that wait grows older: with either nothing is kept.
    """
    person = request.user
    shown = (person.pk, person.name, person.office, get_language(), request.get_full_path(), clock.now().strftime("%H:%M"))
    key = _digest("parts", *shown, *_version(request))
    parts = caches["heads"].get(key)
    if parts is None:
        parts = {part: _rendered(request, part, csrf_token=TOKEN) for part in PARTS}
        if not _has_news(request) and not _version_of_records(request).marks:
            caches["heads"].set(key, parts, SECONDS_OF_HEADS)
    token = get_token(request).encode()
    return {part: written.replace(TOKEN.encode(), token) for part, written in parts.items()}
