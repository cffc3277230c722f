"""The form in which the holidays of a year are entered from the yearly notice."""

import datetime
import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clock.workdays import Calendar
from formulas.workdays import SATURDAY
from tables.words import listed

DAY = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
# What may stand between two days: 至, 到, dashes, and blanks.
BETWEEN = re.compile(r"[\s至到~～—–-]*")
LONGEST_SPAN = 15


class SpansField(forms.CharField):
    """One day, or a first and a last one, a line. Its clean value is a list of pairs."""

    widget = forms.Textarea(attrs={"rows": 8})

    def to_python(self, value):
        text = super().to_python(value)
        return [_span(line) for line in text.splitlines() if line.strip()]


def _span(line: str) -> tuple[datetime.date, datetime.date]:
    found = DAY.findall(line)
    if not 1 <= len(found) <= 2 or not BETWEEN.fullmatch(DAY.sub("", line)):
        raise ValidationError(_("“%(line)s” is no day and no span of days. Write it like 2027-02-05 至 2027-02-11."), params={"line": line})
    try:
        days = [datetime.date(*map(int, one)) for one in found]
    except ValueError:
        raise ValidationError(_("“%(line)s” names a day that does not exist."), params={"line": line}) from None
    if not datetime.timedelta(0) <= days[-1] - days[0] < datetime.timedelta(days=LONGEST_SPAN):
        raise ValidationError(_("“%(line)s” ends before it begins, or is longer than any holiday."), params={"line": line})
    return days[0], days[-1]


def written(spans: list) -> str:
    """Spans as the form shows them."""
    return "\n".join(f"{first} 至 {last}" if first != last else first for first, last in spans)


class HolidaysForm(forms.Form):
    """`year` is the year that is entered, `known` what is known of it so far."""

    seen_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    days_off = SpansField(
        label=_("Days off"),
        help_text=_("As the notice tells them, one holiday a line: the first day and the last one, weekends among them."),
    )
    workdays = SpansField(label=_("Weekends on which offices work"), required=False, help_text=_("One day a line."))
    document_number = forms.CharField(label=_("Document number"), max_length=80)
    helper = FormHelper()
    helper.add_input(Submit("save", _("Enter these days")))

    def __init__(self, *args, year: int, known: Calendar, **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.known = year, known

    def clean_workdays(self):
        days = [day for first, last in self.cleaned_data["workdays"] for day in {first, last}]
        if wrong := [day for day in days if day.weekday() < SATURDAY]:
            raise ValidationError(_("Offices work on %(days)s anyhow: only Saturdays and Sundays stand here."), params=_listed(wrong))
        return sorted(set(days))

    def clean(self):
        cleaned = super().clean()
        off = [first + datetime.timedelta(days=n) for first, last in cleaned.get("days_off", []) for n in range((last - first).days + 1)]
        working = cleaned.get("workdays", [])
        if wrong := [day for day in (*off, *working) if day.year != self.year]:
            self.add_error(None, ValidationError(_("%(days)s do not lie in the year."), params=_listed(wrong)))
        if twice := sorted({day for day in off if off.count(day) > 1 or day in working}):
            self.add_error(None, ValidationError(_("%(days)s are named twice."), params=_listed(twice)))
        return cleaned


def _listed(days: list[datetime.date]) -> dict[str, str]:
    return {"days": listed(days)}
