from django import forms
from django.utils.translation import gettext_lazy as _

from photos.forms import PhotosAddForm


class MonthPhotosForm(PhotosAddForm):
    """Photos of a project's month; a viewpoint that was used before is told."""

    viewpoint = forms.CharField(
        label=_("Viewpoint"),
        max_length=40,
        required=False,
        help_text=_("Such as the gate or a part of the site, so that months can be compared."),
    )
