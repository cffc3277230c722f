"""Why a photo is refused, in words that say what to do."""

from django.utils.translation import gettext as _


def sentence(code: str, values: dict) -> str:
    return _sentences()[code] % values


def _sentences() -> dict[str, str]:
    return {
        "empty": _("The file is empty."),
        "bytes": _("The file is larger than %(most)d MB. Take the photo with a lower resolution."),
        "pixels": _("The photo has more than %(most)d million pixels. Take it with a lower resolution."),
        "small": _("The picture is smaller than %(least)d pixels: it can't show anything of a site."),
        "heic": _(
            "The photo is in the format HEIC, which the portal can't read. Set the phone's camera to JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible), or send a screenshot of it."
        ),
        "kind": _("The file is no photo: JPEG and PNG are taken."),
        "damaged": _("The photo is damaged and can't be read. Take it anew."),
        "limits": _("Reading the photo took too much time or memory. Take it with a lower resolution."),
        "busy": _("Too many photos are being read at this moment. Try again in a minute."),
    }
