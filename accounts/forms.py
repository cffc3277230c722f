from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from districts.models import Division
from districts.queries import divisions_in


def helper(button) -> FormHelper:
    """How every form of people is drawn: one column, one button."""
    helper = FormHelper()
    helper.add_input(Submit("save", button))
    return helper


class SignInForm(AuthenticationForm):
    helper = helper(_("Sign in"))


class SeenField(forms.JSONField):
    """What the form was opened with: a change that somebody else has made since is never overwritten unseen."""

    widget = forms.HiddenInput


class PersonForm(forms.ModelForm):
    """Name, office, role and division of a person; only divisions inside the administrator's own can be given."""

    helper = helper(_("Save"))

    class Meta:
        model = User
        fields = ["name", "office", "role", "division", "is_active"]

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


class OwnPasswordForm(PasswordChangeForm):
    helper = helper(_("Change password"))

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("The new password must differ from the old one."))
        return password


class GivenPasswordForm(SetPasswordForm):
    """A password that the administrator gives to somebody."""

    helper = helper(_("Set password"))


class LeaderForm(forms.ModelForm):
    helper = helper(_("Save"))
    seen = SeenField()

    class Meta:
        model = Division
        fields = ["leader", "leader_office"]

    def __init__(self, *args, instance: Division, **kwargs):
        super().__init__(*args, instance=instance, initial={"seen": instance.told()}, **kwargs)
