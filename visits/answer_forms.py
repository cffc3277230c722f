"""The forms that follow a visit: what was done about it, and what is decided on that."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from photos.forms import PhotosForm
from visits import rules
from visits.forms import day_field, why_not_due, words_field
from visits.models import TEXT_LENGTH, Act, Instruction
from visits.words import ACT_BUTTONS


class MeasuresForm(PhotosForm):
    """What was done, in whose name, with photos of it."""

    text = words_field(4, label=_("What was done"), max_length=TEXT_LENGTH)
    whose = forms.ChoiceField(label=_("Done by"))
    field_order = ["text", "whose", "photos", "viewpoint"]
    helper = FormHelper()
    helper.add_input(Submit("save", _("Save")))

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [(voice, voice) for voice in rules.voices(person)]


class AnswerForm(MeasuresForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    helper = FormHelper()
    helper.add_input(Submit("save", _("Answer")))


class DecisionForm(forms.Form):
    """What whoever gave an instruction decides about it; the button tells which."""

    text = words_field(
        3,
        label=pgettext_lazy("on a decision", "Remark"),
        max_length=TEXT_LENGTH,
        required=False,
        help_text=_("Needed for everything but closing; it is kept beside the instruction."),
    )
    due_on = day_field(label=_("New due date"), required=False, help_text=_("Only to move the due date."))
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, instruction: Instruction, acts: list[str], **kwargs):
        super().__init__(*args, initial={"seen_version": instruction.version}, **kwargs)
        self.instruction, self.acts = instruction, acts
        if Act.POSTPONED not in acts:
            del self.fields["due_on"]
        self.helper = FormHelper()
        buttons = [StrictButton(ACT_BUTTONS[act], type="submit", name="act", value=act, css_class=self._look(act)) for act in acts]
        self.helper.layout = Layout(
            "text", *(["due_on"] if "due_on" in self.fields else []), "seen_version", Div(*buttons, css_class="decide")
        )

    @staticmethod
    def _look(act: str) -> str:
        return "btn-primary" if act == Act.CLOSED else "btn-outline-primary"

    @property
    def act(self) -> str:
        return self.data.get("act", "")

    def clean(self):
        cleaned = super().clean()
        if self.act not in self.acts:
            self.add_error(None, _("Choose what to do by one of the buttons."))
            return cleaned
        if self.act in rules.NEEDS_WORDS and not cleaned.get("text"):
            self.add_error("text", _("Write why, so that everybody can read it later."))
        due_on = cleaned.get("due_on")
        if self.act == Act.POSTPONED:
            self._check_due(due_on)
        elif due_on:
            self.add_error("due_on", _("A new due date is written: press the button that moves it, or clear the date."))
        return cleaned

    def _check_due(self, due_on) -> None:
        if due_on is None:
            if "due_on" not in self.errors:
                self.add_error("due_on", _("Write the new day."))
        elif due_on == self.instruction.due_on:
            self.add_error("due_on", _("This is the day it is due already."))
        elif told := why_not_due(due_on):
            self.add_error("due_on", told)
