from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect, render
from django.urls import resolve

from accounts import carried, demonstration

UNAUTHORIZED = 401
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


class SignInFirst(LoginRequiredMiddleware):
    """Strangers are sent to sign in; what they had typed into a form that is carried comes with them."""

    def handle_no_permission(self, request, view_func):
        text = carried.to_carry(request) if request.method == "POST" and getattr(view_func, "is_carried", False) else ""
        if not text or "application/json" in request.headers.get("Accept", ""):
            return super().handle_no_permission(request, view_func)
        from accounts.forms import CarryingSignInForm  # who has a session needs no form library

        form = CarryingSignInForm(request, initial={"carried": text, "next": request.path})
        return render(request, "accounts/sign_in.html", {"form": form, "accounts": demonstration.accounts()}, status=UNAUTHORIZED)
