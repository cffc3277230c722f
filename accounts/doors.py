"""Guards of pages. Every view carries one of them; a test walks all addresses and looks."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from accounts.roles import Permission

READING = ("GET", "HEAD", "OPTIONS")


def needs(permission: Permission, *, to_write: Permission | None = None, otherwise: str = "", carried: bool = False) -> Callable:
    """Only people whose role has the permission; `to_write` is asked for where a form is sent.

    `otherwise` names the page where the others are sent instead of being refused. Strangers were
    sent to sign in before they came here; `carried` keeps what they had typed meanwhile (accounts/carried.py).
    """

    def guard(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            wanted = permission if request.method in READING or to_write is None else to_write
            if not request.user.may(wanted):
                if otherwise:
                    return redirect(otherwise)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = permission
        guarded.is_carried = carried
        return guarded

    return guard


def for_everyone_signed_in(view: Callable) -> Callable:
    """Own matters, such as the own password."""
    view.needs = "signed in"
    return view


def open_door(reason: str) -> Callable:
    """A page for strangers too; the reason is there to be read."""

    def guard(view: Callable) -> Callable:
        view = login_not_required(view)
        view.needs = f"nothing: {reason}"
        return view

    return guard
