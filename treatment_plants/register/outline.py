"""What was understood of an uploaded sheet of plants, as plain data that a job can keep and a page can show."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FindingTold:
    """A problem or warning. `sheet`, `row` and `column` are numbers, 0 where it is about no cell; `shown` is what its input holds."""

    kind: str
    text: str
    remedy: str
    value: str
    address: str = ""
    sheet: int = 0
    row: int = 0
    column: int = 0
    shown: str = ""


@dataclass(frozen=True)
class ColumnTold:
    number: int
    letters: str
    heads: list[str]
    meaning: str
    unit: str
    pollutant: str
    by_person: bool
    # The document for which it was said before, where nobody has said anything else of this file.
    remembered: str


@dataclass(frozen=True)
class SkippedTold:
    address: str
    what: str
    text: str


@dataclass(frozen=True)
class TableTold:
    number: int
    sheet: str
    fingerprint: str
    is_monthly: bool
    month: int | None
    is_wide: bool
    asks_year: bool
    year: int | None
    columns: list[ColumnTold]
    skipped: list[SkippedTold]


@dataclass(frozen=True)
class Candidate:
    """A plant of the portal that a row may speak of."""

    pk: int
    label: str


@dataclass(frozen=True)
class PlantTold:
    """One plant as it would be. `told_district` is what its row says, `district` where it would lie; `match` is the plant it was taken for."""

    key: str
    place: str
    row_name: str
    name: str
    label: str
    is_new: bool
    waits: bool
    district: str
    told_district: str
    foreign_district: str
    outcome: str
    months: int
    how: str
    match: int | None
    candidates: list[Candidate]
    changes: list[str]
    needs_look: bool


@dataclass(frozen=True)
class LeftOut:
    key: str
    place: str
    name: str

    @property
    def row_name(self) -> str:
        return self.name


@dataclass(frozen=True)
class Told:
    """`size` is how many plants and months would be written."""

    fingerprint: str
    size: int
    counts: dict
    capacity: str
    problems: list[FindingTold]
    warnings: list[FindingTold]
    tables: list[TableTold]
    plants: list[PlantTold]
    left_out: list[LeftOut]
    # What people have said, as the draft keeps it; of a file that nobody has answered yet what it brought along.
    answers: dict
    months: list[dict] = field(default_factory=list)
    changed_months: list[dict] = field(default_factory=list)
