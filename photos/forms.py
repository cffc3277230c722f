"""A form that takes photos."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from photos.fields import PhotosField, read_photos
from photos.taken import Pictures
from tables.words import listed


class PhotosForm(forms.Form):
    """Photos from one viewpoint. They are decoded last, once everything else of the form is right."""

    photos = PhotosField(
        label=_("Photos"),
        help_text=_(
            "JPEG or PNG, at most 9. Place and time are read from them and kept beside; the picture itself is stored without them."
        ),
    )
    viewpoint = forms.CharField(
        label=_("Viewpoint"),
        max_length=40,
        required=False,
        help_text=_("Such as the gate or the inlet. Photos of one viewpoint are shown side by side from visit to visit."),
    )
    needs_photos = False

    def __init__(self, *args, viewpoints: list[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.pictures = Pictures()
        if viewpoints:
            told = _("Used so far: %(viewpoints)s.") % {"viewpoints": listed(viewpoints)}
            self.fields["viewpoint"].help_text = f"{self.fields['viewpoint'].help_text} {told}"

    def clean(self):
        cleaned = super().clean()
        contents = cleaned.get("photos")
        if self.needs_photos and not contents and "photos" not in self.errors:
            self.add_error("photos", _("No photo was chosen."))
        if contents and not self.errors:
            try:
                self.pictures = Pictures(read_photos(contents), cleaned["viewpoint"])
            except forms.ValidationError as refused:
                self.add_error("photos", refused)
        return cleaned


class PhotosAddForm(PhotosForm):
    needs_photos = True
    helper = FormHelper()
    helper.add_input(Submit("save", _("Save")))
