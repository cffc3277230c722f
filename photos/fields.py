"""Photos in a form: several at once, from a phone's camera or its album."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from photos import LIMITS, NotAPhoto, Photo, read_photo
from photos.kinds import kind_of

MOST_PHOTOS = 9


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """Answers the files' bytes with their names; what is no photo by its first bytes is refused at once."""

    def __init__(self, **kwargs):
        widget = PhotosInput(attrs={"accept": "image/*", "capture": "environment", "multiple": True})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data, initial=None) -> list[tuple[str, bytes]]:
        files = [file for file in (data or []) if file]
        if len(files) > MOST_PHOTOS:
            raise ValidationError(_("At most %(most)d photos at once.") % {"most": MOST_PHOTOS})
        # One byte more than is allowed tells as much as the whole of a huge file.
        contents = [(file.name, file.read(LIMITS.bytes + 1)) for file in files]
        _each(contents, lambda content: kind_of(content, LIMITS))
        # The same file chosen twice is one photo.
        return list({content: (name, content) for name, content in contents}.values())


def read_photos(contents: list[tuple[str, bytes]]) -> list[Photo]:
    """Decode all of them, or raise ValidationError with what is wrong with each that can't be."""
    return _each(contents, read_photo)


def _each(contents: list[tuple[str, bytes]], read) -> list:
    answers, refusals = [], []
    for name, content in contents:
        try:
            answers.append(read(content))
        except NotAPhoto as refused:
            refusals.append(_("%(file)s: %(reason)s") % {"file": name, "reason": refused})
    if refusals:
        raise ValidationError([*refusals, _("Nothing was stored. Choose the photos again.")])
    return answers
