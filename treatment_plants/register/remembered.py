"""What was confirmed of the columns of a layout before: it holds for the next sheet of that layout, and the page says so."""

import json
from dataclasses import dataclass

from treatment_plants.layouts import Meaning, PlantTable, Taken
from treatment_plants.register.purpose import PURPOSE
from workbooks.models import ConfirmedLayout
from workbooks.queries import confirmed_layouts

Columns = dict[int, Taken]


@dataclass(frozen=True)
class Remembered:
    """By fingerprint what the columns hold, and the document for which it was said."""

    columns: dict[str, Columns]
    documents: dict[str, str]

    def with_own(self, own: dict[str, Columns]) -> dict[str, Columns]:
        """What a person says of this very file goes before."""
        return {one: self.columns.get(one, {}) | own.get(one, {}) for one in {**self.columns, **own}}


def remembered(divisions: str) -> Remembered:
    kept = list(confirmed_layouts(divisions, PURPOSE))
    return Remembered({one.fingerprint: _columns(one) for one in kept}, {one.fingerprint: one.document for one in kept})


def _columns(layout: ConfirmedLayout) -> Columns:
    told = json.loads(layout.mapping)
    return {int(number): Taken(Meaning(meaning), unit, pollutant) for number, (meaning, unit, pollutant) in told.items()}


def worth_remembering(tables: list[PlantTable], chosen: dict[str, Columns]) -> dict[str, str]:
    """By fingerprint what the next sheet of the layout may be read by: only what was said of a head that says something.

    What is known by nothing but its place may be another thing in the next file, and is asked again.
    """
    kept = {}
    for table in tables:
        told = {one.number: chosen.get(table.fingerprint, {}).get(one.number) for one in table.columns if one.is_known_again}
        if told := {number: [taken.meaning, taken.unit, taken.pollutant] for number, taken in told.items() if taken}:
            kept[table.fingerprint] = json.dumps(told)
    return kept
