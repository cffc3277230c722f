import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from districts.models import Division
from targets.uploads import LIMITS, FileRefused, Problem, Proposal, read_quotas


class QuotaUploadForm(forms.Form):
    """The filled-in template. After is_valid() there is a proposal; else `problems` tells what to mend, cell by cell."""

    file = forms.FileField(
        label=_("The filled-in template"),
        help_text=_(
            "The portal's own template, kept as .xlsx, .xls or .csv. Nothing changes before somebody has read what would change and confirmed it."
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
        self.proposal: Proposal | None = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        # One byte more than is allowed tells as much as the whole of a huge file.
        self.content = file.read(LIMITS.bytes + 1)
        try:
            self.proposal = read_quotas(self.content, self.division)
        except FileRefused as refused:
            self.problems = refused.problems
            raise ValidationError(_("The file was not taken, and nothing has changed.")) from refused
        self.proposal.quota_set.file_name = file.name
        self.proposal.quota_set.sha256 = hashlib.sha256(self.content).hexdigest()
        return file

    def refuse(self, reason: str) -> None:
        """What was read well can't be kept: the same file came in before, or other quotas are in force by now."""
        self.problems = [Problem(reason)]
        self.add_error("file", _("The file was not taken, and nothing has changed."))
