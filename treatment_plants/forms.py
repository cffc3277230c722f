from django import forms
from django.utils.translation import gettext_lazy as _

from formulas.months import days_in
from formulas.units import CONCENTRATION, COUNT, ELECTRICITY, SLUDGE, VOLUME
from tables.fields import UnitField
from treatment_plants.checks import hard
from treatment_plants.entries import Entry
from treatment_plants.models import MOST_CONCENTRATION_UG_L, MOST_ELECTRICITY_KWH, MOST_SLUDGE_KG, MOST_VOLUME_M3, BlankCode
from treatment_plants.questions import LONGEST_ANSWER, answers_in
from treatment_plants.questions.asking import values_of
from treatment_plants.questions.words import problem_text

# Cells that a page of an older portal does not send: then they stay as they are kept.
NOT_ALWAYS_SENT = ("electricity_kwh", "sludge_kg")
NO_CODE = ("", "—")


class CodeField(forms.ChoiceField):
    """Why cells are blank."""

    def __init__(self, codes):
        choices = [NO_CODE, *((code.value, code.label) for code in codes)]
        super().__init__(choices=choices, required=False, label=_("Why blank"))


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
            "volume_code": CodeField(BlankCode),
        }
        for pollutant in self.pollutants:
            for side, label in (("inlet", _("Inflow")), ("outlet", _("Outflow"))):
                fields[f"{pollutant}_{side}_ug_l"] = UnitField(
                    unit=CONCENTRATION, most=MOST_CONCENTRATION_UG_L, required=False, label=label
                )
            fields[f"{pollutant}_code"] = CodeField([BlankCode.METER_BROKEN, BlankCode.NOT_DUE])
        return fields | {
            "electricity_kwh": UnitField(unit=ELECTRICITY, most=MOST_ELECTRICITY_KWH, required=False, label=_("Electricity")),
            "sludge_kg": UnitField(unit=SLUDGE, most=MOST_SLUDGE_KG, required=False, label=_("Sludge")),
            "note": forms.CharField(max_length=200, required=False, label=_("Note")),
        }

    def clean(self):
        """The hard checks, on what could be read at all."""
        cleaned, kept = super().clean(), self.kept.values()
        for name in self.fields:
            if (name in NOT_ALWAYS_SENT or name.endswith("_code")) and self.add_prefix(name) not in self.data:
                cleaned[name] = kept.get(name) if name in NOT_ALWAYS_SENT else kept.get(name, "")
        if not {"days", "volume_m3"} & set(self.errors):  # what can't be read is told first
            for column, reason in hard.problems(values_of(self.entry(), self.month)):
                self.add_error(column, problem_text(reason))
        if any(len(answer) > LONGEST_ANSWER for answer in self.answers().values()):
            self.add_error("note", _("An answer is too long; at most %(most)d characters.") % {"most": LONGEST_ANSWER})
        return cleaned

    def answers(self) -> dict[tuple[str, str], str]:
        """(rule, column) → what the person answers to a question; without empty ones."""
        return answers_in(self.data, self.kept.plant.pk) if self.is_bound else {}

    def entry(self) -> Entry:
        """What the person wants to be stored; only after is_valid()."""
        values = self.cleaned_data
        codes = {group: values.get(f"{group}_code") for group in ("volume", *self.pollutants)}
        return Entry(
            plant=self.kept.plant,
            seen_version=values.get("version") or 0,
            days=values.get("days"),
            volume_m3=values.get("volume_m3"),
            note=values.get("note", ""),
            concentrations={
                pollutant: (values.get(f"{pollutant}_inlet_ug_l"), values.get(f"{pollutant}_outlet_ug_l")) for pollutant in self.pollutants
            },
            electricity_kwh=values.get("electricity_kwh"),
            sludge_kg=values.get("sludge_kg"),
            codes={group: code for group, code in codes.items() if code},
            answers=self.answers(),
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


class MonthFileForm(forms.Form):
    """The filled-in workbook of a month."""

    file = forms.FileField(
        label=_("Filled-in template"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv", "class": "form-control"})
    )
