"""Place and time as the camera wrote them. What it wrote badly is unknown; it never costs the photo."""

import datetime
import re
from fractions import Fraction

EXIF_PART, GPS_PART = 0x8769, 0x8825
TAKEN_AT, TAKEN_AT_OFFSET = 0x9003, 0x9011
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
DEGREE = 1_000_000  # degrees are kept in millionths, which is a tenth of a metre
MOST_LATITUDE, MOST_LONGITUDE = 90 * DEGREE, 180 * DEGREE
MOMENT = re.compile(r"[0-9]{4}:[0-9]{2}:[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")


def taken_at(exif) -> str | None:
    """When the shutter was pressed, as ISO 8601; with an offset only where the camera wrote one."""
    try:
        part = exif.get_ifd(EXIF_PART)
        text, offset = _text(part.get(TAKEN_AT)), _text(part.get(TAKEN_AT_OFFSET))
        if not MOMENT.fullmatch(text):
            return None
        moment = datetime.datetime.strptime(text, "%Y:%m:%d %H:%M:%S").isoformat()
        return moment + offset if OFFSET.fullmatch(offset) and datetime.datetime.fromisoformat(moment + offset) else moment
    except Exception:  # whatever a broken block of data makes its reader stumble over
        return None


def place(exif) -> tuple[int, int] | None:
    """Latitude and longitude in millionths of a degree, north and east positive."""
    try:
        part = exif.get_ifd(GPS_PART)
        latitude = _signed(part[LATITUDE], _text(part[LATITUDE_REF]), "N", "S")
        longitude = _signed(part[LONGITUDE], _text(part[LONGITUDE_REF]), "E", "W")
    except Exception:  # as above
        return None
    if abs(latitude) > MOST_LATITUDE or abs(longitude) > MOST_LONGITUDE:
        return None
    # A camera that doesn't know writes zeros, and nobody visits a plant in the Gulf of Guinea.
    return None if latitude == longitude == 0 else (latitude, longitude)


def _signed(parts, letter: str, positive: str, negative: str) -> int:
    sign = {positive: 1, negative: -1}[letter]
    return sign * millionths([Fraction(part.numerator, part.denominator) for part in parts])


def millionths(parts: list[Fraction]) -> int:
    """Degrees, minutes and seconds as millionths of a degree, half up.

    >>> millionths([Fraction(23), Fraction(1), Fraction(1861, 100)])
    23021836
    """
    degrees, minutes, seconds = parts
    if min(parts) < 0 or minutes >= 60 or seconds >= 60:
        raise ValueError("no angle")
    return int((degrees + minutes / 60 + seconds / 3600) * DEGREE + Fraction(1, 2))


def _text(value) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return str(value or "").strip("\0 ")
