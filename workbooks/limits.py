"""How much a file may hold and cost, and why one that goes beyond is refused."""

from dataclasses import dataclass, replace

from quarantine.refusal import Refused

# What is read while the person waits, within a second; a larger file is read by a job.
MOST_BYTES_AT_ONCE = 64 * 1024


@dataclass(frozen=True)
class Limits:
    bytes: int
    unpacked_bytes: int
    parts: int
    rows: int
    columns: int
    sheets: int = 50
    # Of all cells together: a text that a file holds once may stand in thousands of them.
    characters: int = 4_000_000
    # What the reading process may take before the system ends it.
    cpu_seconds: int = 8
    wall_seconds: int = 15
    memory_bytes: int = 200 * 1024 * 1024

    @property
    def while_waited_for(self) -> "Limits":
        """For a small file that is read while a person waits: no file may keep the page waiting long."""
        return replace(self, cpu_seconds=min(self.cpu_seconds, 4), wall_seconds=min(self.wall_seconds, 10))

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def is_large(content: bytes) -> bool:
    """Whether a file is read by a job instead of while the person waits."""
    return len(content) > MOST_BYTES_AT_ONCE


class Unreadable(Refused):
    """The file can't be read as it is. The text tells a person why and what to do, in the language of whoever reads it.

    `code` names the reason for programs: a file that is "hidden" may be read after the person has agreed to that.
    """

    def __str__(self) -> str:
        # The reading process knows no Django, and starts the quicker for it.
        from workbooks.words import sentence

        return sentence(self.code, self.values)
