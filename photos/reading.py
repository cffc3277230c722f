"""A stranger's photo is decoded in a process of its own, so that it can hurt nobody."""

import base64
import datetime
import hashlib
import json
import logging
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore
from zoneinfo import ZoneInfo

from photos import kinds
from photos.limits import LIMITS, Limits, NotAPhoto

COMMAND = [sys.executable, "-E", "-s", "-m", "photos.child"]
CHINA = ZoneInfo("Asia/Shanghai")
ROOT = Path(__file__).resolve().parents[1]
# Each takes the memory that the limits allow.
MOST_AT_ONCE = 2
_places = BoundedSemaphore(MOST_AT_ONCE)
_log = logging.getLogger(__name__)


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
    answer = _answer(content, limits)
    if "refused" in answer:
        raise NotAPhoto(answer["refused"], **answer["values"])
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


def _answer(content: bytes, limits: Limits) -> dict:
    if not _places.acquire(timeout=limits.wall_seconds):
        raise NotAPhoto("busy")
    try:
        return _asked(content, limits)
    finally:
        _places.release()


def _asked(content: bytes, limits: Limits) -> dict:
    command = [*COMMAND, json.dumps(asdict(limits))]
    try:
        # An empty environment: what the portal knows is no business of a decoder.
        child = subprocess.run(command, input=content, capture_output=True, timeout=limits.wall_seconds, cwd=ROOT, env={})
        if child.returncode == 0:
            return json.loads(child.stdout)
        _log.warning("A decoder ended with %d: %s", child.returncode, child.stderr[-500:].decode(errors="replace"))
    except (subprocess.TimeoutExpired, ValueError) as failure:
        _log.warning("A decoder gave no answer: %s", type(failure).__name__)
    raise NotAPhoto("limits")
