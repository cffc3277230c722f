from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import actions, carried, demonstration
from accounts.doors import for_everyone_signed_in, needs, open_door
from accounts.forms import (
    CarryingSignInForm,
    EmailForm,
    GivenPasswordForm,
    LeaderForm,
    NewPersonForm,
    OwnPasswordForm,
    PersonChangeForm,
    SignInForm,
)
from accounts.models import User
from accounts.queries import people_in
from accounts.roles import Permission
from accounts.tables import leaders_table, people_table
from districts.actions import ChangedMeanwhile as LeaderNamedMeanwhile
from districts.actions import name_leader
from districts.queries import divisions_in
from tables.pages import table_page

REFUSED = 422


class SignIn(LoginView):
    """Django's own sign-in, with its events kept."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_form_class(self):
        return CarryingSignInForm if "carried" in self.request.POST else SignInForm

    def form_valid(self, form):
        response = super().form_valid(form)
        actions.note_sign_in(person=form.get_user())
        if "carried" in form.cleaned_data:
            self._carry(form)
        return response

    def _carry(self, form) -> None:
        text = form.cleaned_data["carried"]
        if carried.belongs_to(text, form.get_user()):
            carried.keep(self.request, text, self.get_success_url())
        else:
            messages.warning(
                self.request, _("What had been typed belongs to the person who was signed in before, and is not shown to you.")
            )

    def form_invalid(self, form):
        if not form.is_refused:
            actions.note_failed_sign_in(username=form.cleaned_data.get("username", ""))
        response = super().form_invalid(form)
        response.status_code = REFUSED
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"accounts": demonstration.accounts()}


sign_in = open_door("a stranger has to be able to sign in")(SignIn.as_view())
sign_out = open_door("whose session has ended may still press the button")(LogoutView.as_view(next_page="accounts:sign-in"))


@for_everyone_signed_in
def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_password(person=request.user, password=form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password has been changed."))
        return redirect("dashboards:overview")
    return _form_page(request, "accounts/password_change.html", form)


@for_everyone_signed_in
def email_change(request):
    """The own e-mail address, to which reminders go."""
    form = EmailForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        try:
            actions.change_person(person=request.user, seen=changes.pop("seen"), changes=changes, by=request.user)
        except actions.ChangedMeanwhile:
            form.add_error(None, _changed_meanwhile())
        else:
            messages.success(request, _("Your e-mail address has been changed."))
            return redirect("dashboards:overview")
    return _form_page(request, "accounts/email_change.html", form)


@needs(Permission.KEEP_PEOPLE)
def people(request):
    return table_page(request, "accounts/people.html", people_table(people_in(request.user.divisions)))


@needs(Permission.KEEP_PEOPLE)
def person_add(request):
    form = NewPersonForm(request.POST or None, divisions=request.user.divisions)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        try:
            actions.add_person(person=person, password=form.cleaned_data["password"], by=request.user)
        except actions.UserNameTaken:
            form.add_error("username", _("Somebody already has this user name."))
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": person.name})
            return redirect("accounts:people")
    return _form_page(request, "accounts/person_add.html", form)


@needs(Permission.KEEP_PEOPLE)
def person_change(request, pk):
    person = _person(request, pk)
    form = PersonChangeForm(request.POST or None, instance=person, divisions=request.user.divisions, own=person == request.user)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        try:
            actions.change_person(person=person, seen=changes.pop("seen"), changes=changes, by=request.user)
        except actions.ChangedMeanwhile:
            form.add_error(None, _changed_meanwhile())
        else:
            messages.success(request, _("%(name)s has been changed.") % {"name": person.name})
            return redirect("accounts:people")
    return _form_page(request, "accounts/person_change.html", form, person=person)


@needs(Permission.KEEP_PEOPLE)
def person_password(request, pk):
    person = _person(request, pk)
    form = GivenPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_password(person=person, password=form.cleaned_data["new_password1"], by=request.user)
        messages.success(request, _("%(name)s has a new password.") % {"name": person.name})
        return redirect("accounts:people")
    return _form_page(request, "accounts/person_password.html", form, person=person)


@needs(Permission.KEEP_PEOPLE)
def leaders(request):
    return table_page(request, "accounts/leaders.html", leaders_table(divisions_in(request.user.divisions)))


@needs(Permission.KEEP_PEOPLE)
def leader_change(request, code):
    division = get_object_or_404(divisions_in(request.user.divisions), code=code)
    form = LeaderForm(request.POST or None, instance=division)
    if request.method == "POST" and form.is_valid():
        try:
            name_leader(division=division, by=request.user, **form.cleaned_data)
        except LeaderNamedMeanwhile:
            form.add_error(None, _changed_meanwhile())
        else:
            messages.success(request, _("The leader in charge has been named."))
            return redirect("accounts:leaders")
    return _form_page(request, "accounts/leader_change.html", form, division=division)


def _changed_meanwhile() -> str:
    return _("Nothing was stored: somebody else has changed this since you opened the page. Open it anew.")


def _person(request, pk) -> User:
    return get_object_or_404(people_in(request.user.divisions), pk=pk)


def _form_page(request, template: str, form, **context):
    return render(request, template, {"form": form, **context}, status=REFUSED if form.errors else 200)
