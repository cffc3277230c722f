"""The forms of a plant: adding and correcting it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from districts.queries import districts_in, towns_in
from formulas.months import month_of
from formulas.units import CAPACITY
from targets.queries import water_pollutants
from treatment_plants.fields import MonthField, UnitField
from treatment_plants.models import MOST_CAPACITY_M3_D, Plant


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
        started, closed = cleaned.get("started_on"), cleaned.get("closed_on")
        if started and closed and closed < started:
            self.add_error("closed_on", _("The plant can't close before it started."))
        return cleaned


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
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the journal."))
