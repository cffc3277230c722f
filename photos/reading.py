"""A photo, decoded where it can hurt nobody."""

import base64
import datetime
import hashlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from photos import kinds
from photos.limits import LIMITS, Limits, NotAPhoto
from quarantine.outside import Quarantine

CHINA = ZoneInfo("Asia/Shanghai")
QUARANTINE = Quarantine("photos.child", NotAPhoto)


@dataclass(frozen=True)
class Photo:
    """A photo written anew, and what the camera told of it. Latitude and longitude in millionths of a degree."""

    jpeg: bytes
    small: bytes
    width: int
    height: int
    taken_at: datetime.datetime | None
    latitude: int | None
    longitude: int | None
    sha256: str  # of the file as it came in, so that the same photo is known again


def read_photo(content: bytes, limits: Limits = LIMITS) -> Photo:
    """Decode a photo (JPEG or PNG, whatever its name) and write it anew. Raises NotAPhoto."""
    # A look at the first bytes needs no process: most of what is no photo ends here.
    kinds.kind_of(content, limits)
    answer = QUARANTINE.ask(content, limits)
    latitude, longitude = answer["place"] or (None, None)
    return Photo(
        jpeg=base64.b64decode(answer["jpeg"]),
        small=base64.b64decode(answer["small"]),
        width=answer["width"],
        height=answer["height"],
        taken_at=_moment(answer["taken_at"]),
        latitude=latitude,
        longitude=longitude,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _moment(text: str | None) -> datetime.datetime | None:
    """A camera without an offset shows the time of the place, which is China's."""
    if text is None:
        return None
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
