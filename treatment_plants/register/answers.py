"""What a person has said about a sheet of plants beside its cells, as the draft keeps it."""

import datetime
from dataclasses import dataclass, field

from treatment_plants.layouts import Choices, Meaning, Taken

NEW = "new"


@dataclass(frozen=True)
class RowAnswer:
    """About one plant of the sheet. Empty parts leave it to the sheet.

    `plant` is the key of one that the portal has, or NEW.
    """

    district: str = ""
    plant: str = ""
    name: str = ""
    left_out: bool = False

    @property
    def is_empty(self) -> bool:
        return self == RowAnswer()


@dataclass(frozen=True)
class Answers:
    """`rows` is by the row that first tells of a plant (PlantRow.key). `started_on` holds for new plants whose start no row tells.

    `valid_from` is the month from which changed design capacities hold.
    """

    columns: dict[str, dict[int, Taken]] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    rows: dict[str, RowAnswer] = field(default_factory=dict)
    started_on: datetime.date | None = None
    valid_from: int | None = None
    source: str = ""

    @property
    def choices(self) -> Choices:
        return Choices(self.columns, self.months, self.years)

    def of(self, key: str) -> RowAnswer:
        return self.rows.get(key, RowAnswer())

    @property
    def summary(self) -> str:
        """As the journal tells of them: names of plants and documents, without the reader's language."""
        parts = [self.source, self.started_on.isoformat() if self.started_on else "", str(self.valid_from or "")]
        parts += [f"{sheet} {month}" for sheet, month in sorted((self.months | self.years).items())]
        parts += [
            f"{number}: {taken.meaning} {taken.unit} {taken.pollutant}".strip()
            for columns in self.columns.values()
            for number, taken in sorted(columns.items())
        ]
        parts += [
            " ".join(part for part in (key, one.name, one.district, one.plant, "-" * one.left_out) if part)
            for key, one in sorted(self.rows.items())
        ]
        return "；".join(part for part in parts if part)

    def told(self) -> dict:
        """As the draft keeps them."""
        return {
            "columns": {
                print_: {str(number): [taken.meaning, taken.unit, taken.pollutant] for number, taken in columns.items()}
                for print_, columns in self.columns.items()
            },
            "months": self.months,
            "years": self.years,
            "rows": {key: [one.district, one.plant, one.name, one.left_out] for key, one in sorted(self.rows.items()) if not one.is_empty},
            "started_on": self.started_on.isoformat() if self.started_on else "",
            "valid_from": self.valid_from,
            "source": self.source,
        }

    @classmethod
    def of_told(cls, told: dict) -> "Answers":
        if not told:
            return cls()
        return cls(
            columns={
                print_: {int(number): Taken(Meaning(meaning), unit, pollutant) for number, (meaning, unit, pollutant) in columns.items()}
                for print_, columns in told["columns"].items()
            },
            months=told["months"],
            years=told.get("years", {}),
            rows={key: RowAnswer(*parts) for key, parts in told["rows"].items()},
            started_on=datetime.date.fromisoformat(told["started_on"]) if told["started_on"] else None,
            valid_from=told["valid_from"],
            source=told["source"],
        )
