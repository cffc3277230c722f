"""What a sheet of plants would change, plant by plant and month by month."""

import hashlib
from dataclasses import dataclass, field

from targets.layouts.findings import Finding
from treatment_plants.entries import Entry
from treatment_plants.layouts import PlantRow, PlantSheets, Taken
from treatment_plants.models import Plant, RowOutcome
from treatment_plants.register.answers import Answers
from treatment_plants.register.known import KnownMonth
from treatment_plants.register.matching import Group


@dataclass
class MonthPlan:
    row: PlantRow
    entry: Entry
    known: KnownMonth | None
    is_complete: bool

    @property
    def month(self) -> int:
        return self.row.month

    @property
    def outcome(self) -> str:
        if self.known is None:
            return RowOutcome.ADDED
        return RowOutcome.UNCHANGED if self.known.entry.values() == self.entry.values() else RowOutcome.CHANGED


@dataclass
class PlantPlan:
    """One plant: as it is and as it would be. `changes` is field → (before, after) in base units; inflow by pollutant apart."""

    group: Group
    record: Plant
    changes: dict[str, tuple] = field(default_factory=dict)
    # pollutant → (before, after), each µg/L or None; and the years
    inflow: dict[str, tuple] = field(default_factory=dict)
    pollutants: tuple[str, ...] = ()
    # Of a new plant, or a new one of an old plant.
    capacity: int | None = None
    valid_from: int | None = None
    months: list[MonthPlan] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.group.match is None

    @property
    def waits(self) -> bool:
        return not self.record.district_id

    @property
    def outcome(self) -> str:
        if self.is_new:
            return RowOutcome.ADDED
        return RowOutcome.CHANGED if self.changes or self.inflow else RowOutcome.UNCHANGED


@dataclass
class LoadPlan:
    sheets: PlantSheets
    answers: Answers
    plants: list[PlantPlan]
    left_out: list[PlantRow]
    problems: list[Finding]
    warnings: list[Finding]
    # By fingerprint what people have said of columns, now or before; and for which document it was said before.
    chosen: dict[str, dict[int, Taken]] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        return not self.problems

    @property
    def months(self) -> list[MonthPlan]:
        return [month for plant in self.plants for month in plant.months]

    @property
    def size(self) -> int:
        """How many plants and months would be written."""
        return sum(one.outcome != RowOutcome.UNCHANGED for one in (*self.plants, *self.months))

    @property
    def waiting(self) -> list[PlantPlan]:
        return [one for one in self.plants if one.waits]

    @property
    def without_start(self) -> list[PlantPlan]:
        return [one for one in self.plants if one.record.started_on is None]

    @property
    def needs_valid_from(self) -> bool:
        return any("capacity" in one.changes and not one.is_new for one in self.plants)

    @property
    def fingerprint(self) -> str:
        """The same as long as the load would do the same: a person confirms just what stood on the page."""
        told = [(one.group.key, one.outcome, one.record.name, one.changes, one.inflow, one.valid_from) for one in self.plants]
        told += [(one.row.key, one.month, one.outcome, one.entry.values(), one.known and one.known.entry.values()) for one in self.months]
        return hashlib.sha256(repr((told, self.answers.source)).encode()).hexdigest()[:32]
