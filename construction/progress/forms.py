from django import forms
from django.utils.translation import gettext_lazy as _

from construction.amounts import MILLION, MOST_FEN, MOST_LENGTH_M
from construction.ladders import FIELDS_OF_STAGES, Stage
from construction.progress.entries import VALUES, Entry
from districts.levels import Level
from formulas.units import LENGTH, MONEY, PERCENT
from tables.fields import UnitField


class RowForm(forms.Form):
    """One project's row of the sheet.

    `version` is the version of the return that the person read, `loaded` what the cells held then: a row that the person
    did not touch never overwrites what somebody else has entered.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    loaded = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data=None, *, kept: Entry, asked: list[str]):
        self.kept, self.asked = kept, asked
        super().__init__(data, prefix=f"project{kept.project.pk}", initial=kept.values() | {"version": kept.seen_version})
        self.fields |= {name: field for name, field in _fields(kept).items() if name in asked}
        self.initial["loaded"] = self.texts_of(kept)

    def clean(self):
        cleaned = super().clean()
        month, total = cleaned.get("paid_month_fen"), cleaned.get("paid_total_fen")
        if None not in (month, total) and month > total:
            self.add_error("paid_total_fen", _("Less than what was paid in the month alone."))
        return cleaned

    def entry(self) -> Entry:
        """What the person wants to be stored; only after is_valid()."""
        values = self.cleaned_data
        return Entry(self.kept.project, values["version"] or 0, **{name: values[name] for name in VALUES if name in self.asked})

    def wants_change(self) -> bool:
        """Whether the cells differ both from what is stored and from what they held when the person opened the sheet."""
        now = self.texts_of(self.entry())
        return now != self.texts_of(self.kept) and now != self.cleaned_data["loaded"]

    def show_kept(self) -> None:
        """Put what is stored now in place of what the cells held when the person opened the sheet."""
        self.data = self.data.copy()
        for name in self.asked:
            self.data[self.add_prefix(name)] = self._text(self.kept, name)
        self.show_as_read_now()

    def show_as_read_now(self) -> None:
        """After a conflict was shown: the person has now read the stored version, so that saving again is a choice."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.kept.seen_version)
        self.data[self.add_prefix("loaded")] = self.initial["loaded"]

    def fill_with_kept(self) -> None:
        """Stand for a row that the browser did not send: its cells hold what is kept, and nobody has read it."""
        texts = {name: self._text(self.kept, name) for name in self.asked} | {"loaded": self.initial["loaded"]}
        self.data, self.is_bound = {self.add_prefix(name): text for name, text in texts.items()}, True

    def texts_of(self, entry: Entry) -> str:
        """The cells as they are written into the page, in one line, to compare them with later."""
        return "|".join(self._text(entry, name) for name in self.asked)

    def _text(self, entry: Entry, name: str) -> str:
        return str(self.fields[name].prepare_value(getattr(entry, name)) or "")


def _fields(kept: Entry) -> dict[str, forms.Field]:
    return {
        **{name: UnitField(unit=PERCENT, most=MILLION, required=False, label=Stage(name).label) for name in FIELDS_OF_STAGES},
        "laid_m": UnitField(unit=LENGTH, most=kept.project.length_m or MOST_LENGTH_M, required=False, label=_("Laid")),
        "paid_month_fen": UnitField(unit=MONEY, most=MOST_FEN, required=False, label=_("Paid in the month")),
        "paid_total_fen": UnitField(unit=MONEY, most=MOST_FEN, required=False, label=_("Paid in total")),
        "problem": forms.CharField(max_length=300, required=False, label=_("Problem")),
        "problem_level": forms.ChoiceField(choices=[("", "—"), *Level.choices], required=False, label=_("Level that must act")),
        "note": forms.CharField(max_length=200, required=False, label=_("Note")),
    }


class ReasonForm(forms.Form):
    """Why returns are sent back."""

    reason = forms.CharField(max_length=500)
