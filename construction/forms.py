"""Forms of projects. Each carries the version of the project that the person read: a later one is never overwritten unseen."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

import clock
from construction.amounts import MOST_CONCENTRATION_UG_L, MOST_FEN, MOST_FLOW_M3_D, MOST_LENGTH_M
from construction.models import Milestone, Plan, Project, ProjectKind, Promise
from districts.levels import Level
from districts.queries import districts_in, towns_in
from formulas.units import CAPACITY, CONCENTRATION, LENGTH, MONEY
from tables.fields import UnitField
from targets.queries import water_pollutants

YEARS_AROUND = 30


def day_field(label: str, **kwargs) -> forms.DateField:
    """A day as people choose it."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


class SeenForm(forms.Form):
    """A form about a project that the person has read at a version."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, button: str = "save", button_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit(button, button_text or _("Save")))

    def check_past(self, *names: str) -> None:
        """What has happened did not happen tomorrow, nor before anybody kept such books."""
        today = clock.today()
        for name in names:
            day = self.cleaned_data.get(name)
            if day and not datetime.date(today.year - YEARS_AROUND, 1, 1) <= day <= today:
                self.add_error(name, _("This day lies ahead, or far back. Has a digit slipped?"))

    def check_near(self, *names: str) -> None:
        """A day to come, within the years that anybody plans for."""
        year = clock.today().year
        for name in names:
            day = self.cleaned_data.get(name)
            if day and not year - YEARS_AROUND <= day.year <= year + YEARS_AROUND:
                self.add_error(name, _("This day lies too far away. Has a digit slipped?"))


class ProjectForm(forms.ModelForm):
    """What a project is, with its design values."""

    flow = UnitField(unit=CAPACITY, most=MOST_FLOW_M3_D, least=1, required=False, label=_("Added flow by design (10,000 t/d)"))
    length = UnitField(unit=LENGTH, most=MOST_LENGTH_M, least=1, required=False, label=_("Length by design (km)"))
    cost = UnitField(unit=MONEY, most=MOST_FEN, least=1, required=False, label=_("Total investment (10,000 yuan)"))

    class Meta:
        model = Project
        fields = ["name", "name_en", "district", "town", "responsible_unit", "leader", "leader_office", "level"]
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("This district already has a project of this name.")}}

    def __init__(self, *args, divisions: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts_in(divisions)
        self.fields["town"].queryset = towns_in(divisions)
        self.pollutants = list(water_pollutants())
        for one in self.pollutants:
            told = {"symbol": one.symbol}
            for side, label in (("before", _("%(symbol)s before (mg/L)")), ("after", _("%(symbol)s after (mg/L)"))):
                field = UnitField(unit=CONCENTRATION, most=MOST_CONCENTRATION_UG_L, required=False, label=label % told)
                self.fields[f"{one.code}_{side}"] = field
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save")))

    def clean(self):
        cleaned = super().clean()
        district, town = cleaned.get("district"), cleaned.get("town")
        if district and town and not town.code.startswith(district.code):
            self.add_error("town", _("This town does not belong to the district."))
        for one in self.pollutants:
            before, after = (cleaned.get(f"{one.code}_{side}") for side in ("before", "after"))
            if (before is None) != (after is None):
                self.add_error(f"{one.code}_after", _("Give both concentrations, or none."))
            elif before is not None and before <= after:
                self.add_error(f"{one.code}_after", _("A project takes something out: less than before."))
        if self.loads() and not cleaned.get("flow"):
            self.add_error("flow", _("Needed for the tonnes that the project brings."))
        return cleaned

    def loads(self) -> dict[str, tuple[int, int]]:
        """µg/L before and after by pollutant."""
        found = {one.code: tuple(self.cleaned_data.get(f"{one.code}_{side}") for side in ("before", "after")) for one in self.pollutants}
        return {code: pair for code, pair in found.items() if None not in pair}

    def amounts(self) -> dict[str, int | None]:
        """The design values under the names of the record."""
        return {"flow_m3_d": self.cleaned_data["flow"], "length_m": self.cleaned_data["length"], "cost_fen": self.cleaned_data["cost"]}


class PlanFields(forms.Form):
    """A document and the day that it fixes for every milestone of a ladder."""

    document_number = forms.CharField(label=_("Document number"), max_length=80)
    issuing_body = forms.CharField(label=_("Issuing body"), max_length=80)
    document_date = day_field(_("Date of the document"))

    def add_days(self, kind: ProjectKind) -> None:
        """One field for each rung, up the ladder."""
        self.rungs = list(kind.rungs.all())
        for rung in self.rungs:
            self.fields[f"day_{rung.code}"] = day_field(str(rung))

    def check_days(self) -> None:
        """The document is no newer than today; its last milestone comes last."""
        cleaned, today = self.cleaned_data, clock.today()
        if cleaned.get("document_date") and cleaned["document_date"] > today:
            self.add_error("document_date", _("A document of tomorrow fixes nothing."))
        days = {rung.code: cleaned.get(f"day_{rung.code}") for rung in self.rungs}
        for code, day in days.items():
            if day and not today.year - YEARS_AROUND <= day.year <= today.year + YEARS_AROUND:
                self.add_error(f"day_{code}", _("This day lies too far away. Has a digit slipped?"))
        if None not in days.values() and max(days.values()) > days[self.rungs[-1].code]:
            self.add_error(f"day_{self.rungs[-1].code}", _("The last milestone can't be planned before another one."))

    def plan(self) -> Plan:
        names = ("document_number", "issuing_body", "document_date")
        return Plan(**{name: self.cleaned_data[name] for name in names}, reason=self.cleaned_data.get("reason", ""))

    def days(self) -> dict[str, datetime.date]:
        return {rung.code: self.cleaned_data[f"day_{rung.code}"] for rung in self.rungs}


class NewProjectForm(ProjectForm, PlanFields):
    """A new project of a kind with the document that approves it."""

    def __init__(self, *args, kind: ProjectKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = kind
        self.add_days(kind)

    def clean(self):
        cleaned = super().clean()
        self.check_days()
        return cleaned


class ProjectCorrectionForm(ProjectForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the journal."))

    def changes(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | self.amounts()


class PlanForm(SeenForm, PlanFields):
    """A new document for a project. All that came before stays."""

    reason = forms.CharField(label=_("Why the plan changes"), max_length=300)

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.add_days(project.kind)

    def clean(self):
        cleaned = super().clean()
        self.check_days()
        if self.project.plans.filter(document_number=cleaned.get("document_number", "")).exists():
            self.add_error("document_number", _("The project already has a plan of this document number."))
        before, day = self.project.plans.order_by("number").last(), cleaned.get("document_date")
        if day and day <= before.document_date:
            self.add_error(
                "document_date", _("Only a document later than that of %(date)s can replace the plan.") % {"date": before.document_date}
            )
        return cleaned


class PromiseForm(SeenForm):
    """A day that somebody promises."""

    promised_on = day_field(_("Promised for"))
    told_on = day_field(_("Told on"))
    promised_by = forms.CharField(label=_("Promised by"), max_length=80)
    meeting = forms.CharField(
        label=_("At which meeting"),
        max_length=80,
        help_text=_("Its name and number; where it was given outside of one, the letter or the call."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean(self):
        cleaned = super().clean()
        self.check_past("told_on")
        self.check_near("promised_on")
        told, promised = cleaned.get("told_on"), cleaned.get("promised_on")
        if told and promised and promised < told:
            self.add_error("promised_on", _("Nobody promises a day that has passed."))
        return cleaned

    def promise(self, milestone: Milestone) -> Promise:
        names = ("promised_on", "told_on", "promised_by", "meeting", "reason")
        return Promise(milestone=milestone, **{name: self.cleaned_data[name] for name in names})


class ReachForm(SeenForm):
    """The day on which a milestone was reached; without a day it is taken back."""

    reached_on = day_field(_("Reached on"), required=False, help_text=_("Leave it open to take back a day that was entered wrongly."))
    evidence = forms.CharField(label=_("Evidence"), max_length=120, help_text=_("The document that shows it, or why it is taken back."))

    def clean(self):
        cleaned = super().clean()
        self.check_past("reached_on")
        return cleaned


class PeopleForm(SeenForm):
    """Who answers for a milestone; empty: whoever answers for the project."""

    responsible_unit = forms.CharField(label=_("Responsible unit"), max_length=80, required=False)
    leader = forms.CharField(label=_("Leader in charge"), max_length=50, required=False)
    level = forms.ChoiceField(label=_("Level that must act"), choices=[("", "—"), *Level.choices], required=False)
