"""Photos in: a stranger's file is decoded in a process of its own and written anew, without anything but its pixels.

Place and time are handed on beside it as data. It knows no records.
"""

from photos.limits import LIMITS, Limits, NotAPhoto
from photos.reading import Photo, read_photo

__all__ = ["LIMITS", "Limits", "NotAPhoto", "Photo", "read_photo"]
