import datetime
import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from accounts.models import User
from districts.levels import Level
from districts.models import DISTRICT_CODE_LENGTH
from districts.queries import divisions_in
from photos.forms import PhotosForm
from visits import queries
from visits.actions import Finding, NewInstruction
from visits.models import LAST_DAY, TEXT_LENGTH, Kind, Visit
from visits.subjects import Subject

DAYS_BACK, YEARS_AHEAD = 366, 3
SEPARATOR = "|"


def day_field(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def words_field(rows: int, **kwargs) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _levels(**kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(choices=Level.choices, initial=Level.DISTRICT, **kwargs)


def _part(*fields) -> Div:
    return Div(*fields, css_class="form-part")


class FindingForm(PhotosForm):
    """A problem and the instruction that follows from it; each may stand alone."""

    problem = words_field(2, label=_("Problem found"), max_length=500, required=False)
    coordinating_level = _levels(label=_("Level that coordinates"))
    acting_level = _levels(label=_("Level that acts"))
    instruction = words_field(
        2, label=_("Instruction"), max_length=500, required=False, help_text=_("What has to be done. It comes back until it is closed.")
    )
    addressee = forms.ChoiceField(label=_("To be carried out by"), required=False)
    due_on = day_field(label=_("Due on"), required=False)
    # What has to be told at least.
    needs_finding = True

    def __init__(self, *args, divisions: str, place: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.addressees = queries.addressees_in(divisions, place)
        self.divisions = {one.code: one for one in divisions_in(divisions)}
        self.fields["addressee"].choices = self._addressee_choices()
        self.fields["addressee"].initial = f"{place[:DISTRICT_CODE_LENGTH]}{SEPARATOR}" if place else ""
        self.fields["due_on"].widget.attrs["min"] = str(clock.today())

    def _addressee_choices(self) -> list:
        divisions = [(f"{code}{SEPARATOR}", str(self.divisions[code])) for code, office in self.addressees if not office]
        offices = [(f"{code}{SEPARATOR}{office}", office) for code, office in self.addressees if office]
        groups = [(_("Districts and towns"), divisions), (_("Departments"), offices)]
        return [("", "—"), *((label, choices) for label, choices in groups if choices)]

    def clean(self):
        cleaned = super(PhotosForm, self).clean()
        self._check_instruction(cleaned)
        if self.needs_finding and not (cleaned.get("problem") or cleaned.get("instruction")) and not self.errors:
            self.add_error("problem", _("Write what was found, or what has to be done."))
        return super().clean()

    def _check_instruction(self, cleaned: dict) -> None:
        if not cleaned.get("instruction"):
            return
        due_on, addressee = cleaned.get("due_on"), cleaned.get("addressee")
        if not addressee and "addressee" not in self.errors:
            self.add_error("addressee", _("Say who has to carry the instruction out."))
        if due_on is None and "due_on" not in self.errors:
            self.add_error("due_on", _("An instruction needs a day by which it is done."))
        elif due_on and (told := why_not_due(due_on)):
            self.add_error("due_on", told)

    def finding(self) -> Finding:
        told = self.cleaned_data
        return Finding(told["problem"], told["coordinating_level"], told["acting_level"], self._instruction())

    def _instruction(self) -> NewInstruction | None:
        told = self.cleaned_data
        if not told["instruction"]:
            return None
        code, _separator, office = told["addressee"].partition(SEPARATOR)
        return NewInstruction(told["instruction"], self.divisions[code], office, told["due_on"])

    @staticmethod
    def parts() -> list:
        levels = Div(Field("coordinating_level", wrapper_class="col"), Field("acting_level", wrapper_class="col"), css_class="row")
        addressee = Div(Field("addressee", wrapper_class="col"), Field("due_on", wrapper_class="col"), css_class="row")
        return [_part("photos", "viewpoint"), _part("problem", levels), _part("instruction", addressee)]


class FindingAddForm(FindingForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.parts(), Submit("save", _("Save")))


class VisitForm(FindingForm):
    """A visit with what was found first. `subject` is the record that was visited; without one the form asks for a place."""

    subject_name = forms.CharField(label=_("Place visited"), max_length=120)
    division = forms.ModelChoiceField(label=_("District or town"), queryset=None)
    visited_on = day_field(label=_("Day of the visit"))
    leader = forms.ModelChoiceField(label=_("Led by"), queryset=None)
    company = forms.CharField(label=_("Together with"), max_length=200, required=False)
    summary = words_field(3, label=_("What was seen"), max_length=TEXT_LENGTH, required=False)
    next_on = day_field(label=_("Next visit"), required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    needs_finding = False

    def __init__(self, *args, subject: Subject | None, person: User, **kwargs):
        place = subject.division if subject else ""
        viewpoints = queries.viewpoints_of(person.divisions, subject.kind, subject.key) if subject else []
        super().__init__(*args, divisions=person.divisions, place=place, viewpoints=viewpoints, **kwargs)
        self.subject = subject
        self.fields["leader"].queryset = queries.leaders_in(person.divisions)
        self.fields["leader"].initial = person.pk
        self.fields["visited_on"].initial = clock.today()
        self.fields["visited_on"].widget.attrs["max"] = str(clock.today())
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["division"].queryset = divisions_in(person.divisions)
        self.fields["division"].choices = [("", "—"), *self._places()]
        if subject:
            del self.fields["subject_name"], self.fields["division"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._parts(), Submit("save", _("Save the visit")))

    def _places(self) -> list[tuple[str, str]]:
        """Districts in their official order, each followed by its towns."""
        districts = [one for one in self.divisions.values() if len(one.code) == DISTRICT_CODE_LENGTH]
        towns = [one for one in self.divisions.values() if len(one.code) > DISTRICT_CODE_LENGTH]
        inner = [(one, [town for town in towns if town.code.startswith(one.code)]) for one in districts]
        return [
            (one.code, f"{district} {one}" if one is not district else str(one)) for district, under in inner for one in (district, *under)
        ]

    def _parts(self) -> list:
        place = [] if self.subject else [_part("subject_name", "division")]
        days = Div(Field("visited_on", wrapper_class="col"), Field("next_on", wrapper_class="col"), css_class="row")
        return [*place, *self.parts(), _part("summary", days, "leader", "company", "form_key")]

    def clean(self):
        told = self.cleaned_data
        check_days(self, told.get("visited_on"), told.get("next_on"))
        self._check_addressee(told)
        return super().clean()

    def _check_addressee(self, told: dict) -> None:
        """A place's addressees are known only once the place is."""
        division, addressee = told.get("division"), told.get("addressee")
        code = (addressee or "").partition(SEPARATOR)[0]
        if not self.subject and division and told.get("instruction") and code and not division.code.startswith(code):
            self.add_error("addressee", _("The place doesn't lie there: choose its district or town, or a department above it."))

    def visit(self) -> Visit:
        told, subject = self.cleaned_data, self.subject
        where = (
            {"subject_name": told["subject_name"], "division": told["division"]}
            if not subject
            else {
                "subject": subject.key,
                "subject_name": subject.name,
                "division_id": subject.division,
            }
        )
        same = {name: told[name] for name in ("visited_on", "leader", "company", "summary", "next_on", "form_key")}
        return Visit(kind=subject.kind if subject else Kind.PLACE, **where, **same)


class VisitCorrectionForm(forms.ModelForm):
    """`seen_version` is the version of the visit that the person read."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the journal."))
    helper = FormHelper()
    helper.add_input(Submit("save", _("Save")))

    class Meta:
        model = Visit
        fields = ["visited_on", "company", "summary", "next_on"]
        widgets = {
            "visited_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self):
        cleaned = super().clean()
        check_days(self, cleaned.get("visited_on"), cleaned.get("next_on"))
        return cleaned

    def changes(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def why_not_due(due_on) -> str:
    """Why a day can't be a due date from today; empty where it can."""
    today = clock.today()
    if today <= due_on <= datetime.date(today.year + YEARS_AHEAD, today.month, 1) and due_on <= LAST_DAY:
        return ""
    return _("A due date lies between today and three years from now.")


def check_days(form: forms.BaseForm, visited_on, next_on) -> None:
    today = clock.today()
    if visited_on and not 0 <= (today - visited_on).days <= DAYS_BACK:
        form.add_error("visited_on", _("A visit lies in the past year, up to today."))
    if visited_on and next_on and next_on < visited_on:
        form.add_error("next_on", _("The next visit can't lie before this one."))
    elif next_on and next_on.year > today.year + YEARS_AHEAD:
        form.add_error("next_on", _("This date lies too far ahead. Has a digit slipped?"))
