"""Photos as phones write them, and files that only look like photos."""

import io
import struct
import zlib

from PIL import Image

EXIF_PART, GPS_PART = 0x8769, 0x8825
# 23°01′18.61″ N 113°07′09.25″ E, as a camera writes it.
SOMEWHERE = {1: "N", 2: (23.0, 1.0, 18.61), 3: "E", 4: (113.0, 7.0, 9.25)}
MAKER = "CanaryPhone 9"


def photo(
    size=(640, 480),
    *,
    kind="JPEG",
    gps=SOMEWHERE,
    taken="2022:10:27 10:24:05",
    offset="+08:00",
    orientation=1,
    colour=(90, 120, 150),
    **how,
) -> bytes:
    """A picture whose upper half is darker than its lower one, with all that a camera tells."""
    picture = Image.new("RGB", size, colour)
    picture.paste((10, 20, 30), (0, 0, size[0], size[1] // 2))
    told = Image.Exif()
    told[0x010F] = MAKER
    told[0x0112] = orientation
    if taken is not None:
        told.get_ifd(EXIF_PART)[0x9003] = taken
    if offset:
        told.get_ifd(EXIF_PART)[0x9011] = offset
    if gps:
        told.get_ifd(GPS_PART).update(gps)
    return written(picture, kind, exif=told, **how)


def written(picture: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def png_of(width: int, height: int, rows: bytes = b"", *, colour_type: int = 2) -> bytes:
    """A PNG whose head claims a size, whatever its body holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))
