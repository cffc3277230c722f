from django import forms
from django.utils.translation import gettext_lazy as _

from formulas.months import days_in
from formulas.units import CONCENTRATION, COUNT, VOLUME
from returns.models import LEAST_REASON
from tables.fields import UnitField
from treatment_plants.entries import Entry
from treatment_plants.models import MOST_CONCENTRATION_UG_L, MOST_VOLUME_M3


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
        for name, text in self._kept_texts().items():
            self.data[self.add_prefix(name)] = text
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


class RemarkForm(forms.Form):
    """One sentence about a row or a cell."""

    text = forms.CharField(max_length=500)


class CorrectionForm(forms.Form):
    """On what grounds a closed month is corrected."""

    document_number = forms.CharField(max_length=80, label=_("Document number"), help_text=_("The document on which the correction rests."))
    reason = forms.CharField(min_length=LEAST_REASON, max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
