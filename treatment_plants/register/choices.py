"""What a person may choose on the page of a sheet of plants."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from formulas.months import month_text
from tables import unit_names
from tables.cells import NO_DATA
from targets.layouts.findings import Finding
from targets.layouts.rows import RowKind
from targets.queries import water_pollutants
from treatment_plants.layouts import Meaning, PlantTable, Taken
from treatment_plants.models import RowOutcome
from treatment_plants.register.plans import PlantPlan
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
    """A finding with the input in which its cell can be mended; without one where it is about no cell."""

    finding: Finding
    place: Place | None = None
    text: str = ""

    @property
    def address(self) -> str:
        one = self.finding
        return f"{one.sheet}!{one.column}{one.row}" if one.row else ""

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
    field: str
    letters: str
    head: str
    by_person: bool
    options: list[Option]


@dataclass(frozen=True)
class TableChoice:
    """One table of the file: its columns, and the month where no column tells it."""

    number: int
    table: PlantTable
    columns: list[ColumnChoice]

    @property
    def month_field(self) -> str:
        return f"month:{self.number}"

    @property
    def asks_month(self) -> bool:
        return self.table.is_monthly and not any(one.taken.meaning == Meaning.MONTH for one in self.table.columns)

    @property
    def month_told(self) -> str:
        return month_text(self.table.month) if self.table.month else ""

    @property
    def skipped(self) -> list[dict]:
        return [{"address": one.address, "what": RowKind(one.what).label, "text": one.text} for one in self.table.skipped]


@dataclass(frozen=True)
class PlantChoice:
    """One plant as it would be, with what a person may say of it."""

    plan: PlantPlan
    districts: list[Option]
    plants: list[Option]
    changes: list[str]

    @property
    def key(self) -> str:
        return self.plan.group.key

    @property
    def place(self) -> str:
        return self.plan.group.first.place

    @property
    def outcome_label(self) -> str:
        return RowOutcome(self.plan.outcome).label

    @property
    def needs_look(self) -> bool:
        """Whether a person has to look at it: it waits, got a number, or may be one that the portal has."""
        group = self.plan.group
        return self.plan.waits or group.is_numbered or bool(group.similar) or group.how in ("pinyin", "english")


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
        return {taken: self._label(taken) for taken in found}

    def _label(self, taken: Taken) -> str:
        text = " ".join(part for part in (self.symbols.get(taken.pollutant, ""), str(taken.meaning.label)) if part)
        return _("%(what)s, %(unit)s") % {"what": text, "unit": UNITS[taken.unit]} if taken.unit else text

    def choices(self, table: PlantTable) -> list[ColumnChoice]:
        return [
            ColumnChoice(
                field=f"column:{table.fingerprint}:{one.number}",
                letters=one.letters,
                head=" · ".join(one.heads) or NO_DATA,
                by_person=one.by_person,
                options=[Option(_written(taken), label, taken == one.taken) for taken, label in self._of(one.taken).items()],
            )
            for one in table.columns
        ]

    def _of(self, now: Taken) -> dict[Taken, str]:
        """What a column is taken for now is among them, however incomplete."""
        return self._all if now in self._all else {now: self._label(now)} | self._all


def _written(taken: Taken) -> str:
    """A meaning as the page sends it."""
    return "|".join((taken.meaning, taken.unit, taken.pollutant))
