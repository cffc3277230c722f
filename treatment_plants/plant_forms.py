"""The forms of a plant: adding and correcting it."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import clock
from districts.queries import districts_in, towns_in
from formulas.months import month_of, month_text, shifted
from formulas.units import CAPACITY
from tables.fields import MonthField, UnitField
from targets.queries import water_pollutants
from treatment_plants.fields import MonthsBox, written
from treatment_plants.models import FIRST_DAY, MOST_CAPACITY_M3_D, Plant
from treatment_plants.queries import months_dropped

YEARS_AHEAD, CAPACITY_MONTHS_AHEAD = 10, 24


class PlantForm(forms.ModelForm):
    """A plant with the design capacity that is valid from a month on."""

    capacity = UnitField(unit=CAPACITY, most=MOST_CAPACITY_M3_D, least=1, label=_("Design capacity (10,000 t/d)"))
    valid_from = MonthField(
        label=_("Valid from"), help_text=_("The first month with this capacity, like 2022-10. Earlier months keep theirs.")
    )
    helper = FormHelper()
    helper.add_input(Submit("save", _("Save")))

    class Meta:
        model = Plant
        fields = ["name", "name_en", "district", "town", "process", "discharge_standard", "started_on", "closed_on", "pollutants"]
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("This district already has a plant of this name.")}}
        widgets = {
            "started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "pollutants": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, divisions: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts_in(divisions)
        self.fields["town"].queryset = towns_in(divisions)
        self.fields["town"].choices = self._towns_by_district(divisions)
        self.fields["pollutants"].queryset = water_pollutants()

    def _towns_by_district(self, divisions: str) -> list[tuple]:
        """Towns under the name of their district, those of the plant's own district first."""
        towns = list(towns_in(divisions))
        districts = sorted(districts_in(divisions), key=lambda one: one.code != self.instance.district_id)
        groups = [(str(one), [(town.code, str(town)) for town in towns if town.code.startswith(one.code)]) for one in districts]
        return [("", "—"), *(group for group in groups if group[1])]

    def clean(self):
        cleaned = super().clean()
        district, town = cleaned.get("district"), cleaned.get("town")
        if district and town and not town.code.startswith(district.code):
            self.add_error("town", _("This town does not belong to the district."))
        for name in ("started_on", "closed_on"):
            self._check_day(name, cleaned.get(name))
        started, closed = cleaned.get("started_on"), cleaned.get("closed_on")
        if started and closed and closed < started:
            self.add_error("closed_on", _("The plant can't close before it started."))
        return cleaned

    def _check_day(self, name: str, day: datetime.date | None) -> None:
        last = datetime.date(clock.today().year + YEARS_AHEAD, 12, 31)
        if day and not FIRST_DAY <= day <= last:
            told = {"first": FIRST_DAY, "last": last}
            self.add_error(name, _("This date lies outside %(first)s … %(last)s. Has a digit slipped?") % told)


class NewPlantForm(PlantForm):
    """A new plant: its first capacity is valid from its first month."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["valid_from"]

    def first_month(self) -> int:
        return month_of(self.cleaned_data["started_on"])


class PlantCorrectionForm(PlantForm):
    """`seen_version` is the version of the plant that the person read: a later one is never overwritten unseen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    taken_back = forms.TypedChoiceField(
        label=_("Take back a capacity"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("One that was entered wrongly. Its months fall back to the capacity before it; the first one stays."),
    )
    left_out = forms.CharField(required=False, widget=MonthsBox)  # asked for only where months would leave the account
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the journal."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.capacities = {one.valid_from: one.m3_per_day for one in self.instance.capacities.order_by("valid_from")}
        # What nobody knows may stay unknown, so that the rest can be corrected.
        self.fields["started_on"].required = self.instance.started_on is not None
        later = list(self.capacities.items())[1:]
        self.fields["taken_back"].choices = [("", "—"), *((month, _capacity_told(month, amount)) for month, amount in later)]
        if not later:
            del self.fields["taken_back"]
        if not self.is_bound:
            del self.fields["left_out"]

    def clean(self):
        cleaned = super().clean()
        self._ask_about_dropped_months(cleaned)
        self._check_valid_from(cleaned.get("started_on"), cleaned.get("valid_from"))
        taken_back = cleaned.get("taken_back")
        if taken_back and taken_back == cleaned.get("valid_from") and cleaned.get("capacity") != self.capacities[taken_back]:
            self.add_error("taken_back", _("This capacity can't be changed and taken back at once."))
        return cleaned

    def _ask_about_dropped_months(self, cleaned: dict) -> None:
        """A closing or a later start takes reported months out of the account: only knowingly, month by month."""
        started, closed, agreed = cleaned.get("started_on"), cleaned.get("closed_on"), cleaned.pop("left_out", "")
        dropped = months_dropped(self.instance.district_id, self.instance, started, closed) if started else []
        if not dropped:
            del self.fields["left_out"]
            return
        box = self.fields["left_out"]
        box.label = ngettext(
            "Leave this %(count)d month out of the account", "Leave these %(count)d months out of the account", len(dropped)
        ) % {"count": len(dropped)}
        if agreed == written(dropped):
            cleaned["left_out"] = dropped
            return
        self.data = self.data.copy()
        self.data.pop(self.add_prefix("left_out"), None)
        box.widget.offer(dropped)
        told = _("These months have been reported and would leave the account: %(months)s. Change the date, or tick the box below.")
        self.add_error("started_on" if dropped[0] < month_of(started) else "closed_on", told % {"months": written(dropped)})

    def _check_valid_from(self, started: datetime.date | None, month: int | None) -> None:
        """A new capacity holds from a month of the plant's life on; what has been kept may stay."""
        if not started or not month or month in self.capacities:
            return
        first, last = month_of(started), shifted(month_of(clock.today()), CAPACITY_MONTHS_AHEAD)
        if not first <= month <= last:
            told = {"first": month_text(first), "last": month_text(last)}
            self.add_error("valid_from", _("This month lies outside %(first)s … %(last)s. Has a digit slipped?") % told)


def _capacity_told(month: int, m3_per_day: int) -> str:
    return f"{month_text(month)}: {CAPACITY.typed(m3_per_day)}"
