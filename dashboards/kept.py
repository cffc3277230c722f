"""Pages that are kept as they were written, until a record, a figure or the day changes (docs/architecture.md).

A kept page belongs to everybody with the same role, division and language; those whose instructions of site visits are their
own have pages of their own. What is one person's own – the head with the
name, messages, the note on stale figures – is left open in it, and filled in for each answer.
"""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

import clock
from accounts.models import User
from accounts.roles import Permission
from figures.queries import version_of_everything

# As templates/base.html writes them; no text of a page holds these, since < is escaped in all of them.
OPEN = {part: f"<!--{part} of the person-->".encode() for part in ("header", "messages", "stale", "footer")}

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
        etag = f'"{_digest(key, request.user.pk, request.session.session_key)}"'
        has_news = bool(request.session.get("_messages")) or "messages" in request.COOKIES
        unchanged = None if has_news else get_conditional_response(request, etag=etag)
        if isinstance(unchanged, HttpResponseNotModified):
            return unchanged
        found = caches["pages"].get(key) or _written(request, key, view, args, kwargs)
        return found if isinstance(found, HttpResponse) else _filled(request, *found, etag=etag)

    return answer


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
    """For whom and of when; read once for a request, before anything that it is to stand for."""
    if not hasattr(request, "version"):
        whose = (request.user.role, request.user.divisions, _alone(request.user))
        request.version = (*whose, clock.today().isoformat(), *version_of_everything())
    return request.version


def _alone(person: User) -> int | None:
    """The key of people whose pages show what waits for them alone: instructions that they gave, or their department's. None for others."""
    is_alone = person.may(Permission.RECORD_VISITS) or person.may(Permission.ANSWER_FOR_DEPARTMENT)
    return person.pk if is_alone else None


def _digest(*parts) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _written(request, key: str, view: Callable, args: tuple, kwargs: dict) -> tuple[bytes, dict] | HttpResponse:
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
    page = response.content, dict(response.items())
    if not is_form:
        caches["pages"].set(key, page)
    return page


def _closed(request, response: HttpResponse) -> HttpResponse:
    """An answer that is not kept, with its parts filled in."""
    response.content = _with_parts(request, response.content)
    return response


def _with_parts(request, content: bytes) -> bytes:
    request.leave_open = False
    for part, mark in OPEN.items():
        if mark in content:
            content = content.replace(mark, render_to_string(f"parts/{part}.html", request=request).encode(), 1)
    return content


def _filled(request, content: bytes, headers: dict, *, etag: str) -> HttpResponse:
    content = _with_parts(request, content)
    # A browser asks each time, and whoever has signed out is sent to sign in.
    return HttpResponse(content, headers=headers | {"ETag": etag, "Cache-Control": "private, no-cache"})
