"""Forms of approvals and matching money."""

from django import forms
from django.utils.translation import gettext_lazy as _

from construction.amounts import MOST_FEN
from construction.forms import SeenForm, day_field
from construction.models import Fund, FundMovement, FundStep
from districts.levels import Level
from formulas.units import MONEY
from tables.fields import UnitField


class AskForm(SeenForm):
    """Something asked of a department."""

    subject = forms.CharField(label=_("What is asked for"), max_length=120)
    holder = forms.CharField(label=_("Department"), max_length=80)
    since = day_field(_("Asked on"))
    due_on = day_field(_("Due on"))

    def clean(self):
        cleaned = super().clean()
        self.check_past("since")
        self.check_near("due_on")
        since, due_on = cleaned.get("since"), cleaned.get("due_on")
        if since and due_on and due_on < since:
            self.add_error("due_on", _("It can't be due before it was asked for."))
        return cleaned


class PassOnForm(SeenForm):
    """An approval goes to the next desk, or back to the applicant."""

    holder = forms.CharField(label=_("To whom"), max_length=80)
    on = day_field(_("On"))
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        self.check_past("on")
        return cleaned


class AnswerForm(SeenForm):
    """The end of an approval."""

    is_granted = forms.TypedChoiceField(
        label=_("Answer"), choices=[("1", _("granted")), ("0", _("refused"))], coerce=lambda value: value == "1", initial="1"
    )
    answer = forms.CharField(label=_("Document or reason"), max_length=200)
    on = day_field(_("On"))

    def clean(self):
        cleaned = super().clean()
        self.check_past("on")
        return cleaned


class FundForm(SeenForm):
    """Matching money that is committed."""

    level = forms.ChoiceField(label=_("Whose money"), choices=[(one.value, one.label) for one in (Level.CITY, Level.DISTRICT)])
    amount = UnitField(unit=MONEY, most=MOST_FEN, least=1, label=_("Committed (10,000 yuan)"))
    due_on = day_field(_("Due on"))
    document_number = forms.CharField(label=_("Document number"), max_length=80)

    def clean(self):
        cleaned = super().clean()
        self.check_near("due_on")
        return cleaned

    def fund(self) -> Fund:
        names = ("level", "due_on", "document_number")
        return Fund(committed_fen=self.cleaned_data["amount"], **{name: self.cleaned_data[name] for name in names})


class MovementForm(SeenForm):
    """What was allocated or paid; a correction takes back."""

    step = forms.ChoiceField(label=_("Step"), choices=FundStep.choices)
    amount = UnitField(unit=MONEY, most=MOST_FEN, least=1, label=_("Amount (10,000 yuan)"))
    moved_on = day_field(_("On"))
    takes_back = forms.BooleanField(label=_("This takes back an amount that was entered wrongly"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def clean(self):
        cleaned = super().clean()
        self.check_past("moved_on")
        if cleaned.get("takes_back") and not cleaned.get("remark"):
            self.add_error("remark", _("Say why it is taken back."))
        return cleaned

    def movement(self, fund: Fund) -> FundMovement:
        values = self.cleaned_data
        amount = -values["amount"] if values["takes_back"] else values["amount"]
        return FundMovement(fund=fund, step=values["step"], amount_fen=amount, moved_on=values["moved_on"], remark=values["remark"])
