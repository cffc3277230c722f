"""What one project or one closing brings, and why it counts or does not."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class Route(StrEnum):
    PROJECT = "project"
    CLOSING = "closing"


class Standing(StrEnum):
    """Whether a part counts in the year."""

    COUNTS = "counts"
    LATER = "later"  # it brings nothing before the year is over
    IN_RETURNS = "in_returns"  # finished: a month that counts has come, and its plant reports it
    PLANT_REPORTS = "plant_reports"  # not said to be finished, but a plant of its name has begun since it was planned
    CAPACITY_RAISED = "capacity_raised"  # likewise, but the plant of its name has been enlarged by its flow
    NO_FIGURE = "no_figure"  # nobody has entered what it would bring
    NO_STATISTICS = "no_statistics"  # likewise of a unit
    NOT_IN_BASE = "not_in_base"  # the statistics do not hold the unit, or hold it with nothing (C3)
    RUNS_AGAIN = "runs_again"  # a unit that started anew: no document plans its closing


@dataclass(frozen=True)
class PlannedPart:
    """One project or closing for one pollutant. Masses in mg.

    `amount` is what it adds within the year: zero unless it counts. `following` is what it brings in the year after, and
    `taken` by year what its delay takes, from its planned day to its expected one; negative where it is moved to that year.
    """

    route: Route
    key: int  # of the project or the unit
    name: str
    district: str
    pollutant: str
    planned_on: datetime.date
    expected_on: datetime.date
    standing: Standing
    amount: int = 0
    following: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    # What the amount is made of: of a project flow, days and drop, of a closing what it frees and what was credited.
    terms: dict[str, int] = field(default_factory=dict)
    plant: str = ""  # that reports already

    @property
    def counts(self) -> bool:
        return self.standing == Standing.COUNTS


@dataclass(frozen=True)
class Due:
    """What a closed unit's verified closing still brings in the open months of the year, mg; None where its coal is not known."""

    unit: int
    name: str
    district: str
    amount: int | None
