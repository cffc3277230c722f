from django.shortcuts import redirect
from django.urls import resolve

ALLOWED_BEFORE = {"accounts:password-change", "accounts:sign-out", "set_language"}


def first_password_first(get_response):
    """Until a password that somebody else chose is changed, no other page opens."""

    def middleware(request):
        person = request.user
        must_change = person.is_authenticated and person.must_change_password
        if must_change and resolve(request.path_info).view_name not in ALLOWED_BEFORE:
            return redirect("accounts:password-change")
        return get_response(request)

    return middleware
