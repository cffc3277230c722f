"""Forms of due and closing days and of the exceptions to them."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock
from accounts.queries import people_in
from accounts.roles import PERMISSIONS, Permission
from districts.models import Division
from districts.queries import districts_in, divisions_in
from formulas.months import month_of, month_text
from returns.kinds import Returned, all_returned
from returns.models import LEAST_REASON, Opening, Terms
from returns.opening_actions import LONGEST_OPENING
from tables.fields import MonthField

LAST_DAY_OF_EVERY_MONTH = 28


class TermsForm(forms.ModelForm):
    """Due and closing day of the next month, for one kind of return of a city or one of its districts."""

    kind = forms.ChoiceField(label=_("Kind of return"))
    valid_from = MonthField(label=_("Valid from"), help_text=_("The first month with these days; one that has not ended."))
    due_day = forms.IntegerField(label=_("Due on day"), min_value=1, max_value=LAST_DAY_OF_EVERY_MONTH)
    closing_day = forms.IntegerField(label=_("Closes at the end of day"), min_value=1, max_value=LAST_DAY_OF_EVERY_MONTH)
    reason = forms.CharField(label=_("Reason"), min_length=LEAST_REASON, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    helper = FormHelper()
    helper.add_input(Submit("save", _("Set these days")))

    class Meta:
        model = Terms
        fields = ["kind", "division", "valid_from", "due_day", "closing_day", "reason"]

    def __init__(self, *args, divisions: str, **kwargs):
        super().__init__(*args, initial={"division": divisions, "valid_from": month_of(clock.today())}, **kwargs)
        districts = [one.pk for one in districts_in(divisions)]
        self.fields["division"].queryset = divisions_in(divisions).filter(pk__in=[divisions, *districts])
        self.fields["kind"].choices = [(one.kind.value, one.label) for one in all_returned()]

    def clean(self):
        cleaned = super().clean()
        due, closing = cleaned.get("due_day"), cleaned.get("closing_day")
        if due and closing and closing < due:
            self.add_error("closing_day", _("A month closes on its due day or later."))
        return cleaned


class OpeningForm(forms.ModelForm):
    """A named exception for a district's month: for all that owe it or one, with reason, person in charge and end."""

    subject_key = forms.ChoiceField(required=False)
    ends_on = forms.DateField(
        label=_("Open until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    reason = forms.CharField(label=_("Reason"), min_length=LEAST_REASON, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    helper = FormHelper()
    helper.add_input(Submit("save", _("Propose the exception")))

    class Meta:
        model = Opening
        fields = ["subject_key", "owner", "ends_on", "reason"]

    field_order = ["subject_key", "owner", "ends_on", "reason"]

    def __init__(self, *args, returned: Returned, district: Division, month: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.returned, self.district, self.month = returned, district, month
        self.subjects = {str(key): (key, name) for key, name in returned.owing(district.code, month).items()}
        self.fields["subject_key"].label = returned.subject_label
        self.fields["subject_key"].choices = [("", returned.every), *((key, name) for key, (_key, name) in self.subjects.items())]
        entering = [role for role, permissions in PERMISSIONS.items() if Permission.ENTER_RETURNS in permissions]
        self.fields["owner"].queryset = people_in(district.code).filter(role__in=entering, is_active=True)
        self.order_fields(self.field_order)

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if not clock.today() <= day <= clock.today() + LONGEST_OPENING - datetime.timedelta(days=1):
            raise ValidationError(_("From today on, and at most %(days)d days."), params={"days": LONGEST_OPENING.days - 1})
        return day

    def opening(self) -> Opening:
        """What is proposed; only after is_valid()."""
        opening = self.save(commit=False)
        opening.kind, opening.division, opening.month = self.returned.kind, self.district, self.month
        opening.subject, opening.subject_name = self.subjects.get(self.cleaned_data["subject_key"], (None, ""))
        opening.ends_at = end_of(self.cleaned_data["ends_on"])
        return opening

    @property
    def month_text(self) -> str:
        return month_text(self.month)


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after a day in Chinese time."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), clock.now().tzinfo)
