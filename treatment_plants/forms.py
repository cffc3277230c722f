from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from districts.queries import districts_in, towns_in
from formulas.months import days_in, month_of, month_text, parse_month
from formulas.units import CAPACITY, CONCENTRATION, COUNT, VOLUME
from targets.queries import water_pollutants
from treatment_plants.entries import Entry
from treatment_plants.fields import UnitField
from treatment_plants.models import MOST_CAPACITY_M3_D, MOST_CONCENTRATION_UG_L, MOST_VOLUME_M3, Plant


class MonthField(forms.CharField):
    """A month written yyyy-mm; its clean value is the whole number yyyymm."""

    default_error_messages = {"not_a_month": _("“%(text)s” is not a month. Write it like 2022-10.")}

    def prepare_value(self, value):
        return month_text(value) if isinstance(value, int) else value

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except ValueError:
            raise ValidationError(self.error_messages["not_a_month"], code="not_a_month", params={"text": text}) from None


class RowForm(forms.Form):
    """One plant's row of the sheet.

    `version` is the version of the return that the person read, `loaded` what the cells held
    then: a row that the person did not touch never overwrites what somebody else has entered.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    loaded = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data=None, *, kept: Entry, month: int):
        self.kept, self.month = kept, month
        super().__init__(data, prefix=f"plant{kept.plant.pk}", initial=kept.values() | {"version": kept.seen_version})
        self.pollutants = [pollutant.code for pollutant in kept.plant.pollutants.all()]
        self.fields |= self._figures()
        self.initial["loaded"] = self._texts_of(kept)

    def _figures(self) -> dict[str, forms.Field]:
        fields = {
            "days": UnitField(unit=COUNT, most=days_in(self.month), required=False, label=_("Days in operation")),
            "volume_m3": UnitField(unit=VOLUME, most=MOST_VOLUME_M3, required=False, label=_("Water treated")),
        }
        for pollutant in self.pollutants:
            for side, label in (("inlet", _("Inflow")), ("outlet", _("Outflow"))):
                fields[f"{pollutant}_{side}_ug_l"] = UnitField(
                    unit=CONCENTRATION, most=MOST_CONCENTRATION_UG_L, required=False, label=label
                )
        return fields | {"note": forms.CharField(max_length=200, required=False, label=_("Note"))}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("days") == 0 and cleaned.get("volume_m3"):
            self.add_error("days", _("Water was treated on no day."))
        return cleaned

    def entry(self) -> Entry:
        """What the person wants to be stored; only after is_valid()."""
        values = self.cleaned_data
        return Entry(
            plant=self.kept.plant,
            seen_version=values["version"] or 0,
            days=values["days"],
            volume_m3=values["volume_m3"],
            note=values["note"],
            concentrations={
                pollutant: (values[f"{pollutant}_inlet_ug_l"], values[f"{pollutant}_outlet_ug_l"]) for pollutant in self.pollutants
            },
        )

    def changes_what_is_kept(self) -> bool:
        """Whether the cells differ from what is stored now."""
        return self._texts_of(self.entry()) != self._texts_of(self.kept)

    def touched(self) -> bool:
        """Whether the cells differ from what they held when the person opened the sheet."""
        return self._texts_of(self.entry()) != self.cleaned_data["loaded"]

    def fill_with_kept(self) -> None:
        """Stand for a row that the browser did not send: its cells hold what is kept, and nobody has read it."""
        self.data, self.is_bound = {self.add_prefix(name): text for name, text in self._kept_texts().items()}, True

    def show_kept(self) -> None:
        """Put what is stored now in place of what the cells held when the person opened the sheet."""
        self.data = self.data.copy()
        self.data.update({self.add_prefix(name): text for name, text in self._kept_texts().items()})
        self.show_as_read_now()

    def show_as_read_now(self) -> None:
        """After a conflict was shown: the person has now read the stored version, so that saving again is a choice."""
        data = self.data.copy()
        data[self.add_prefix("version")] = str(self.kept.seen_version)
        data[self.add_prefix("loaded")] = self.initial["loaded"]
        self.data = data

    def _kept_texts(self) -> dict[str, str]:
        values = self.kept.values()
        return {name: str(self.fields[name].prepare_value(values.get(name)) or "") for name in self._names()} | {
            "loaded": self.initial["loaded"]
        }

    def _texts_of(self, entry: Entry) -> str:
        """The cells as they are written into the page, in one line, to compare them with later."""
        values = entry.values()
        return "|".join(str(self.fields[name].prepare_value(values.get(name)) or "") for name in self._names())

    def _names(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "loaded")]


class ReasonForm(forms.Form):
    """Why returns are sent back."""

    reason = forms.CharField(max_length=500)


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
        self.fields["pollutants"].queryset = water_pollutants()

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
