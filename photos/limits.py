"""How much a photo may hold and cost, and why one that goes beyond is refused."""

from dataclasses import dataclass

from quarantine.refusal import Refused


@dataclass(frozen=True)
class Limits:
    bytes: int = 15 * 1024 * 1024
    # Asked of the head of the file, before anything is unpacked.
    pixels: int = 50_000_000
    least_side: int = 100  # pixels; what is smaller shows nothing of a site
    # What is kept: the longer side of the photo and of its small copy, and how finely both are written.
    side: int = 1600
    small_side: int = 320
    quality: int = 82
    # What the reading process may take before the system ends it.
    cpu_seconds: int = 8
    wall_seconds: int = 15
    memory_bytes: int = 600 * 1024 * 1024


LIMITS = Limits()


class NotAPhoto(Refused):
    """The file can't be taken. The text tells a person why and what to do, in the language of whoever reads it."""

    def __str__(self) -> str:
        # The reading process knows no Django, and starts the quicker for it.
        from photos.words import sentence

        return sentence(self.code, self.values)
