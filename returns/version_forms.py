from django import forms
from django.utils.translation import gettext_lazy as _

from returns.models import LEAST_REASON


class CorrectionForm(forms.Form):
    """On what grounds a closed month is corrected."""

    document_number = forms.CharField(max_length=80, label=_("Document number"), help_text=_("The document on which the correction rests."))
    reason = forms.CharField(min_length=LEAST_REASON, max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
