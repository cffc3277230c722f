"""What a person may choose on the page of a sheet of plants."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from formulas.months import month_text
from tables import unit_names
from tables.cells import NO_DATA
from targets.layouts.rows import RowKind
from targets.queries import water_pollutants
from treatment_plants.layouts import Meaning, Taken
from treatment_plants.models import RowOutcome
from treatment_plants.register.matching import How
from treatment_plants.register.outline import ColumnTold, FindingTold, PlantTold, TableTold
from workbooks.drafts import Place
from workbooks.entries import field_name, seen_name

UNITS = {
    "10⁴ m³/d": unit_names.CAPACITY,
    "m³/d": "m³/d",
    "10⁴ m³": unit_names.VOLUME,
    "m³": "m³",
    "mg/L": "mg/L",
    "µg/L": "µg/L",
}


@dataclass(frozen=True)
class Problem:
    """A finding with the input in which its cell can be mended; without one where it is about no cell, or one before has it."""

    finding: FindingTold
    shares_input: bool = False

    @property
    def place(self) -> Place | None:
        one = self.finding
        return (one.sheet, one.row, one.column) if one.row and not self.shares_input else None

    @property
    def text(self) -> str:
        return self.finding.shown

    @property
    def field(self) -> str:
        return field_name(self.place)

    @property
    def seen_field(self) -> str:
        return seen_name(self.place)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class ColumnChoice:
    number: int
    field: str
    letters: str
    head: str
    by_person: bool
    remembered: str
    options: list[Option]


@dataclass(frozen=True)
class TableChoice:
    """One table of the file: its columns, and the month where no column tells it."""

    table: TableTold
    columns: list[ColumnChoice]

    @property
    def number(self) -> int:
        return self.table.number

    @property
    def month_field(self) -> str:
        return f"month:{self.number}"

    @property
    def year_field(self) -> str:
        return f"year:{self.number}"

    @property
    def asks_month(self) -> bool:
        return self.table.is_monthly and not self.table.is_wide and not any(one.meaning == Meaning.MONTH for one in self.table.columns)

    @property
    def month_told(self) -> str:
        return month_text(self.table.month) if self.table.month else ""

    @property
    def skipped(self) -> list[dict]:
        return [{"address": one.address, "what": RowKind(one.what).label, "text": one.text} for one in self.table.skipped]


@dataclass(frozen=True)
class PlantChoice:
    """One plant as it would be, with what a person may say of it."""

    told: PlantTold
    districts: list[Option]
    plants: list[Option]

    @property
    def key(self) -> str:
        return self.told.key

    @property
    def district_label(self) -> str:
        return next(one.label for one in self.districts if one.chosen)

    @property
    def outcome_label(self) -> str:
        return RowOutcome(self.told.outcome).label

    @property
    def how_label(self) -> str:
        return How(self.told.how).label


class Meanings:
    """Everything that a column may be taken for, in the reader's words."""

    @cached_property
    def symbols(self) -> dict[str, str]:
        return {one.code: one.symbol for one in water_pollutants()}

    @cached_property
    def _all(self) -> dict[Taken, str]:
        found = []
        for meaning in (one for one in Meaning if one != Meaning.UNCLEAR):
            units = [unit for unit in UNITS if unit in meaning.units] or [""]
            pollutants = list(self.symbols) if meaning.of_pollutant else [""]
            found += [Taken(meaning, unit, pollutant) for pollutant in pollutants for unit in units]
        return {taken: self.label(taken) for taken in found}

    def label(self, taken: Taken) -> str:
        text = " ".join(part for part in (self.symbols.get(taken.pollutant, ""), str(taken.meaning.label)) if part)
        return _("%(what)s, %(unit)s") % {"what": text, "unit": UNITS[taken.unit]} if taken.unit else text

    def choices(self, table: TableTold) -> list[ColumnChoice]:
        return [self._choice(table, one, Taken(Meaning(one.meaning), one.unit, one.pollutant)) for one in table.columns]

    def _choice(self, table: TableTold, column: ColumnTold, now: Taken) -> ColumnChoice:
        return ColumnChoice(
            number=column.number,
            field=f"column:{table.fingerprint}:{column.number}",
            letters=column.letters,
            head=" · ".join(column.heads) or NO_DATA,
            by_person=column.by_person,
            remembered=column.remembered,
            options=[Option(_written(taken), label, taken == now) for taken, label in self._of(now).items()],
        )

    def _of(self, now: Taken) -> dict[Taken, str]:
        """What a column is taken for now is among them, however incomplete."""
        return self._all if now in self._all else {now: self.label(now)} | self._all


def _written(taken: Taken) -> str:
    """A meaning as the page sends it."""
    return "|".join((taken.meaning, taken.unit, taken.pollutant))
