"""What a person enters for one project and month, in base units; None is a value that is not known yet."""

from dataclasses import dataclass

from construction.ladders import FIELDS_OF_STAGES
from construction.models import Progress, Project, Reported

VALUES = (*FIELDS_OF_STAGES, "laid_m", "paid_month_fen", "paid_total_fen", "problem", "problem_level", "note")
# What has been done or paid stays so: a smaller amount than last month's is a correction, and is explained.
GROWING = (*FIELDS_OF_STAGES, "laid_m", "paid_total_fen")


@dataclass(frozen=True)
class Entry:
    """One row of the sheet. `seen_version` is the version of the return that the person read (0: there was none)."""

    project: Project
    seen_version: int = 0
    preparation: int | None = None
    works: int | None = None
    installation: int | None = None
    commissioning: int | None = None
    laid_m: int | None = None
    paid_month_fen: int | None = None
    paid_total_fen: int | None = None
    problem: str = ""
    problem_level: str = ""
    note: str = ""

    def values(self) -> dict:
        """The values under the names that forms, records and the journal use."""
        return {name: getattr(self, name) for name in VALUES}

    @property
    def is_empty(self) -> bool:
        return all(value in (None, "") for value in self.values().values())


def entry_of(progress: Progress) -> Entry:
    """What is stored for a project and month."""
    return Entry(progress.project, progress.monthly_return.version, *(getattr(progress, name) for name in VALUES))


def asked_of(project: Project, stages: set[str]) -> list[str]:
    """The values that a project reports: stages that its ladder has, kilometres where it has a length."""
    left_out = {stage for stage in FIELDS_OF_STAGES if stage not in stages} | (set() if project.length_m else {"laid_m"})
    return [name for name in VALUES if name not in left_out]


def missing_values(entry: Entry, asked: list[str]) -> list[str]:
    """Names of the values that must be there before the row is submitted."""
    needed = [name for name in asked if name not in ("problem", "problem_level", "note")]
    missing = [name for name in needed if getattr(entry, name) is None]
    return missing + (["problem_level"] if entry.problem and not entry.problem_level else [])


def fallen_values(entry: Entry, before: Reported | None) -> list[str]:
    """Names of the amounts that are smaller than in the last accepted month."""
    pairs = [(name, getattr(before, name, None), getattr(entry, name)) for name in GROWING]
    return [name for name, earlier, now in pairs if None not in (earlier, now) and now < earlier]
