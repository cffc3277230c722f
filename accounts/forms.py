from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.carried import MOST_CHARACTERS
from accounts.models import USERNAME_TAKEN, User
from accounts.tries import too_many
from districts.models import Division
from districts.queries import divisions_in


def helper(button) -> FormHelper:
    """How every form of people is drawn: one column, one button."""
    helper = FormHelper()
    helper.add_input(Submit("save", button))
    return helper


class SignInForm(AuthenticationForm):
    """Django's own, which refuses a name or an address after too many wrong tries, whatever the password."""

    helper = helper(_("Sign in"))
    error_messages = {
        "invalid_login": _("User name or password is wrong. Capitals and small letters of the password matter."),
        "inactive": _("This account may not sign in."),
        "too_many": _("Too many wrong tries. Wait 30 minutes, or ask the user administrator for a new password."),
    }
    is_refused = False

    def clean(self):
        username = self.cleaned_data.get("username")
        if username is None or not self.cleaned_data.get("password"):
            return self.cleaned_data
        begun = actions.begin_try(username=username)
        if too_many(username, begun.address):
            actions.take_back_try(begun=begun)
            self.is_refused = True
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        super().clean()
        actions.forget_tries(username=username)
        return self.cleaned_data


class CarryingSignInForm(SignInForm):
    """Signing in again after a form was sent without being signed in: it carries what was typed."""

    helper = helper(_("Sign in"))
    helper.form_action = reverse_lazy("accounts:sign-in")
    carried = forms.CharField(widget=forms.HiddenInput, max_length=MOST_CHARACTERS)
    next = forms.CharField(widget=forms.HiddenInput)


class SeenField(forms.JSONField):
    """What the form was opened with: a change that somebody else has made since is never overwritten unseen."""

    widget = forms.HiddenInput


class PersonForm(forms.ModelForm):
    """Name, office, role and division of a person; only divisions inside the administrator's own can be given."""

    helper = helper(_("Save"))

    class Meta:
        model = User
        fields = ["name", "office", "email", "role", "division", "is_active"]
        labels = {"name": _("Full name")}

    def __init__(self, *args, divisions: str, own: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions_in(divisions)
        self.fields["division"].required = True
        # Nobody takes away the own role: the last administrator would lock everyone out.
        for name in ("role", "division", "is_active") if own else ():
            self.fields[name].disabled = True


class NewPersonForm(PersonForm):
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("It has to be changed at the first sign-in."),
    )

    class Meta(PersonForm.Meta):
        fields = ["username", *PersonForm.Meta.fields]

    def clean_username(self):
        """Written in one way only, as the form of signing in reads it."""
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(USERNAME_TAKEN, code="unique")
        return username

    def _post_clean(self):
        """The password is checked last: only here the instance has the user name that it may not resemble."""
        super()._post_clean()
        if "password" in self.cleaned_data:
            try:
                validate_password(self.cleaned_data["password"], self.instance)
            except ValidationError as weak:
                self.add_error("password", weak)


class PersonChangeForm(PersonForm):
    seen = SeenField()

    def __init__(self, *args, instance: User, **kwargs):
        super().__init__(*args, instance=instance, initial={"seen": instance.told()}, **kwargs)


# Django's own Chinese addresses people less politely than the portal does.
PASSWORD_MESSAGES = {
    "password_mismatch": _("The two passwords differ."),
    "password_incorrect": _("The old password is wrong."),
}


class OwnPasswordForm(PasswordChangeForm):
    helper = helper(_("Change password"))
    error_messages = PASSWORD_MESSAGES

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("The new password must differ from the old one."))
        return password


class GivenPasswordForm(SetPasswordForm):
    """A password that the administrator gives to somebody."""

    helper = helper(_("Set password"))
    error_messages = PASSWORD_MESSAGES


class LeaderForm(forms.ModelForm):
    helper = helper(_("Save"))
    seen = SeenField()

    class Meta:
        model = Division
        fields = ["leader", "leader_office"]

    def __init__(self, *args, instance: Division, **kwargs):
        super().__init__(*args, instance=instance, initial={"seen": instance.told()}, **kwargs)


class EmailForm(forms.ModelForm):
    """Where a person wants to be told what waits."""

    helper = helper(_("Save"))
    seen = SeenField()

    class Meta:
        model = User
        fields = ["email"]

    def __init__(self, *args, instance: User, **kwargs):
        super().__init__(*args, instance=instance, initial={"seen": instance.told()}, **kwargs)
