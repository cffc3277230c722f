import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

import clock
from districts.models import Division
from districts.queries import districts_in
from formulas.units import MASS
from tables.fields import UnitField
from targets.drafts import is_template
from targets.models import MOST_AMOUNT_MG, Plan, Pollutant, QuotaMove, QuotaSet
from targets.moves import why_not
from targets.queries import ledger, was_uploaded
from targets.template import years_of
from targets.uploads import LIMITS, FileRefused, Problem, Proposal, read_template
from workbooks import Unreadable
from workbooks.limits import is_large
from workbooks.reading import read_packed, refuse_unseen
from workbooks.told import unpacked

UPLOADED_BEFORE = _("This very file has been uploaded before. Look for it in the list of documents.")


class QuotaUploadForm(forms.Form):
    """A file with quotas. After is_valid() there is a proposal where it is the template, else what the readers told (`tables`).

    A large file is not looked into. Where the form is not valid, `problems` tells why, in a template cell by cell.
    """

    file = forms.FileField(
        label=_("File with quotas"),
        help_text=_(
            "The sheet of the province as it came, or the portal's own template: .xlsx, .xls or .csv. Nothing changes before somebody has read what would change and confirmed it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        max_length=200,
    )
    helper = FormHelper()
    helper.add_input(Submit("upload", _("Upload and compare")))

    def __init__(self, *args, division: Division, **kwargs):
        super().__init__(*args, **kwargs)
        self.division = division
        self.problems: list[Problem] = []
        self.content = b""
        self.tables: list[list] | None = None
        self.proposal: Proposal | None = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        # One byte more than is allowed tells as much as the whole of a huge file.
        self.content = file.read(LIMITS.bytes + 1)
        sha256 = hashlib.sha256(self.content).hexdigest()
        try:
            self._look_into_file()
        except Unreadable as unreadable:
            self._refuse([Problem(str(unreadable))])
        except FileRefused as refused:
            self._refuse(refused.problems)
        if self.proposal:
            self.proposal.quota_set.file_name, self.proposal.quota_set.sha256 = file.name, sha256
        elif was_uploaded(self.division.code, sha256):
            self._refuse([Problem(UPLOADED_BEFORE)])
        return file

    def _look_into_file(self) -> None:
        if is_large(self.content):
            return
        self.tables = read_packed(self.content, LIMITS.while_waited_for)
        sheets = [unpacked(table) for table in self.tables]
        if is_template(sheets):
            refuse_unseen(sheets)
            self.proposal = read_template(sheets, self.division)

    def _refuse(self, problems: list[Problem]) -> None:
        self.problems = problems
        raise ValidationError(_("The file was not taken, and nothing has changed."))

    def refuse(self, reason: str) -> None:
        """What was read well can't be kept: the same file came in before, or other quotas are in force by now."""
        self.problems = [Problem(reason)]
        self.add_error("file", _("The file was not taken, and nothing has changed."))


class QuotaUndoForm(forms.Form):
    """Why the quotas in force are undone."""

    grounds = forms.CharField(label=_("Reason"), max_length=200)
    helper = FormHelper()
    helper.add_input(Submit("save", _("Show what would change")))


class QuotaMoveForm(forms.Form):
    """A part of one district's cap for another. After is_valid() there are the head of a new set, and the move."""

    giver = forms.ModelChoiceField(Division.objects.none(), label=_("District that gives"))
    taker = forms.ModelChoiceField(Division.objects.none(), label=_("District that receives"))
    pollutant = forms.ModelChoiceField(Pollutant.objects.none(), label=_("Pollutant"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    amount = UnitField(unit=MASS, most=MOST_AMOUNT_MG, least=1, label=_("Amount of emission quota (t)"))
    document_number = forms.CharField(label=_("Document number"), max_length=80)
    issuing_body = forms.CharField(label=_("Issuing body"), max_length=80)
    document_date = forms.DateField(label=_("Date of the document"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    grounds = forms.CharField(label=_("Reason"), max_length=200)
    helper = FormHelper()
    helper.add_input(Submit("save", _("Show what would change")))

    def __init__(self, *args, division: Division, plan: Plan, in_force: QuotaSet | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.division, self.plan, self.in_force = division, plan, in_force
        self.quota_set: QuotaSet | None = None
        self.move: QuotaMove | None = None
        self.fields["giver"].queryset = self.fields["taker"].queryset = districts_in(division.code)
        self.fields["pollutant"].queryset = plan.pollutants.all()
        self.fields["year"].choices = [(year, year) for year in years_of(plan)]
        self.initial = {"year": clock.today().year, "document_date": clock.today()} | self.initial

    def clean_document_date(self):
        day = self.cleaned_data["document_date"]
        if day > clock.today():
            raise ValidationError(_("The date of the document lies in the future."))
        if self.in_force and day < self.in_force.document_date:
            told = {"date": self.in_force.document_date.isoformat()}
            raise ValidationError(_("The document in force is of %(date)s: no earlier one changes it."), params=told)
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        sides = {name: cleaned[name] for name in ("giver", "taker", "pollutant", "year")}
        self.move = QuotaMove(**sides, amount_mg=cleaned["amount"])
        head = {name: cleaned[name] for name in ("document_number", "issuing_body", "document_date", "grounds")}
        self.quota_set = QuotaSet(plan=self.plan, division=self.division, replaces=self.in_force, **head)
        for name, text in why_not(ledger(self.division.code, self.in_force), self.division.code, self.move).items():
            self.add_error(name, text)
        return cleaned
