"""What is entered about power plants: units, the closure list with its dates and steps, statistics and desulphurisation."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from construction.queries import grid_lines_in
from districts.queries import districts_in
from formulas.months import month_text, parse_month
from formulas.units import COAL, COAL_RATE, MASS, PERCENT, POWER
from power_plants.closings.actions import Document
from power_plants.models import (
    FIRST_DAY,
    LAST_DAY,
    MILLION,
    MOST_CAPACITY_KW,
    MOST_COAL_KG,
    MOST_COAL_RATE_MG_KWH,
    MOST_NOX_MG,
    MOST_SO2_MG,
    MOST_STAFF,
    MOST_SULPHUR_MILLIONTHS,
    Closure,
    Desulphurisation,
    StepKind,
    Unit,
)
from tables.fields import UnitField


class DayField(forms.DateField):
    """A day between FIRST_DAY and LAST_DAY: any other is a slip of the keyboard."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            told = {"first": FIRST_DAY, "last": LAST_DAY}
            raise forms.ValidationError(_("This date lies outside %(first)s … %(last)s. Has a digit slipped?") % told)


class Saved:
    """A form with one button."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("save", _("Save")))
        return helper


class UnitForm(Saved, forms.ModelForm):
    capacity_kw = UnitField(unit=POWER, most=MOST_CAPACITY_KW, least=1, label=_("Capacity (10,000 kW)"))
    coal_rate_mg_kwh = UnitField(
        unit=COAL_RATE, most=MOST_COAL_RATE_MG_KWH, least=1, required=False, label=_("Coal rate (g/kWh, standard coal)")
    )
    commissioned_on = DayField(label=_("Commissioned on"))

    class Meta:
        model = Unit
        fields = ["number", "capacity_kw", "fuel", "kind", "commissioned_on", "coal_rate_mg_kwh", "replacement"]


class NewUnitForm(UnitForm):
    plant_name = forms.CharField(label=_("Power plant"), max_length=80, help_text=_("A name that the district has already is that plant."))
    plant_name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    owner = forms.CharField(label=_("Owner"), max_length=80, required=False)
    district = forms.ModelChoiceField(label=_("District"), queryset=None)
    field_order = ["plant_name", "plant_name_en", "district", "owner"]

    def __init__(self, *args, divisions: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts_in(divisions)


class UnitCorrectionForm(UnitForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the journal."))


class PlannedDateForm(Saved, forms.Form):
    """The date of a document."""

    planned_on = DayField(label=_("Planned closing"))
    number = forms.CharField(label=_("Document number"), max_length=80)
    body = forms.CharField(label=_("Issuing body"), max_length=80)
    date = DayField(label=_("Date of the document"))

    def values(self) -> dict:
        cleaned = self.cleaned_data
        return {"planned_on": cleaned["planned_on"], "document": Document(cleaned["number"], cleaned["body"], cleaned["date"])}


class StepForm(Saved, forms.Form):
    kind = forms.ChoiceField(label=_("Step or paper"), choices=StepKind)
    on = DayField(label=_("Date"))
    document = forms.CharField(label=_("Document"), max_length=120, help_text=_("For the confirmation its number."))

    def values(self) -> dict:
        return self.cleaned_data


class ClosureForm(Saved, forms.ModelForm):
    """A part of what is kept of a closing; `seen_version` is the version that the person read."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def values(self) -> dict:
        changes = dict(self.cleaned_data)
        return {"seen_version": changes.pop("seen_version"), "changes": changes}


class StaffForm(ClosureForm):
    staff_working = forms.IntegerField(label=_("Staff working"), min_value=0, max_value=MOST_STAFF)
    staff_resettled = forms.IntegerField(label=_("Of those working, resettled"), min_value=0, max_value=MOST_STAFF)
    staff_retired = forms.IntegerField(label=_("Staff retired"), min_value=0, max_value=MOST_STAFF)

    class Meta:
        model = Closure
        fields = ["staff_working", "staff_resettled", "staff_retired", "staff_method"]

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("staff_resettled") or 0) > (cleaned.get("staff_working") or 0):
            self.add_error("staff_resettled", _("More are resettled than work there."))
        return cleaned


class GridLineField(forms.ModelChoiceField):
    def label_from_instance(self, obj) -> str:
        return f"{obj} · {obj.district}"


class GridForm(ClosureForm):
    """A project of the list, whose own milestones then count; or a line in words, where no project is kept of it."""

    grid_line = GridLineField(
        label=_("Grid project"),
        queryset=None,
        required=False,
        empty_label=_("none of these"),
        help_text=_("Its milestones say when the closing can follow. Its dates are told on its own page."),
    )
    grid_due_on = DayField(label=_("Grid project due on"), required=False)
    grid_done_on = DayField(label=_("Grid project done on"), required=False)

    class Meta:
        model = Closure
        fields = ["grid_line", "grid_project", "grid_due_on", "grid_done_on"]

    def __init__(self, *args, divisions: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grid_line"].queryset = grid_lines_in(divisions, also=self.instance.grid_line_id)
        self.fields["grid_project"].help_text = _("Only where no project of the list stands for it.")

    def clean(self):
        cleaned = super().clean()
        in_words = {"grid_project", "grid_due_on", "grid_done_on"}
        if cleaned.get("grid_line") and in_words & set(self.changed_data) and any(cleaned.get(name) for name in in_words):
            self.add_error("grid_project", _("Choose a project or write a line in words, not both: the dates of the project count."))
        if not cleaned.get("grid_project") and (cleaned.get("grid_due_on") or cleaned.get("grid_done_on")):
            self.add_error("grid_project", _("Name the grid project."))
        if cleaned.get("grid_done_on") and cleaned["grid_done_on"] > clock.today():
            self.add_error("grid_done_on", _("This day has not come yet."))
        return cleaned


class WordForm(Saved, forms.Form):
    month = forms.CharField(label=_("Month"), help_text=_("Like 2022-10."))
    text = forms.CharField(label=_("Where it stands"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("month", month_text(clock.last_ended_month()))

    def clean_month(self) -> int:
        try:
            return parse_month(self.cleaned_data["month"].strip())
        except ValueError:
            raise forms.ValidationError(_("Write the month like 2022-10.")) from None

    def values(self) -> dict:
        return self.cleaned_data


class ReopenForm(Saved, forms.Form):
    on = DayField(label=_("Running again since"))
    reason = forms.CharField(label=_("How it was found, and by whom"), max_length=200)

    def values(self) -> dict:
        return self.cleaned_data


class StatisticsForm(Saved, forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2099)
    coal_kg = UnitField(unit=COAL, most=MOST_COAL_KG, label=_("Coal of the year (10,000 t)"))
    sulphur_millionths = UnitField(unit=PERCENT, most=MOST_SULPHUR_MILLIONTHS, label=_("Sulphur (%)"))
    so2_mg = UnitField(unit=MASS, most=MOST_SO2_MG, label=_("SO₂ in the statistics (t)"))
    nox_mg = UnitField(
        unit=MASS,
        most=MOST_NOX_MG,
        required=False,
        label=_("NOₓ in the statistics (t)"),
        help_text=_("Left empty where the statistics do not tell it; 0 where they say none."),
    )
    document = forms.CharField(label=_("Document"), max_length=120)

    def values(self) -> dict:
        return self.cleaned_data


class FacilityForm(Saved, forms.ModelForm):
    since = DayField(label=_("In stable operation since"), help_text=_("It counts from the month after."))
    operation_rate_millionths = UnitField(unit=PERCENT, most=MILLION, label=_("Operation rate (%)"))
    online_millionths = UnitField(unit=PERCENT, most=MILLION, label=_("Efficiency online (%)"))

    class Meta:
        model = Desulphurisation
        fields = ["process", "since", "operation_rate_millionths", "online_millionths", "has_evidence", "document"]

    def values(self) -> dict:
        return {"facility": self.save(commit=False)}


class CoalForm(forms.Form):
    """A unit's row of the month's sheet. Where both cells are empty it hands in nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    coal_kg = UnitField(unit=COAL, most=MOST_COAL_KG, required=False, label=_("Coal"))
    sulphur_millionths = UnitField(unit=PERCENT, most=MOST_SULPHUR_MILLIONTHS, required=False, label=_("Sulphur"))

    def clean(self):
        cleaned = super().clean()
        empty = [name for name in ("coal_kg", "sulphur_millionths") if name not in self.errors and cleaned.get(name) is None]
        if len(empty) == 1 and not self.errors:
            self.add_error(empty[0], _("Enter coal and sulphur together."))
        return cleaned

    @property
    def is_empty(self) -> bool:
        return self.cleaned_data.get("coal_kg") is None

    def read_anew(self) -> None:
        """What is shown after this was read now, so that sending it again is a choice."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.initial["version"])
