"""The page of plants whose district or start nobody knows."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

import clock
from districts.models import Division
from districts.queries import districts_in
from formulas.units import CAPACITY
from treatment_plants.models import FIRST_DAY, Plant
from treatment_plants.queries import plants_in, plants_waiting


@dataclass
class WaitingRow:
    """A plant with what was typed for it."""

    plant: Plant
    capacity: str
    district: str = ""
    started_on: str = ""
    problem: str = ""


class WaitingPlants:
    """`told` is what a person has said, after is_valid(): plant, and its changes."""

    def __init__(self, divisions: str):
        self.districts: list[Division] = list(districts_in(divisions))
        waiting = plants_waiting(divisions).prefetch_related("capacities")
        without_start = plants_in(divisions).filter(started_on__isnull=True).prefetch_related("capacities")
        self.rows = [_row(one) for one in (*waiting, *without_start)]
        self.told: list[tuple[Plant, dict]] = []
        self.problem = ""

    @property
    def of_district(self) -> list[WaitingRow]:
        return [row for row in self.rows if row.plant.district_id is None]

    @property
    def of_start(self) -> list[WaitingRow]:
        return [row for row in self.rows if row.plant.started_on is None]

    def is_valid(self, sent) -> bool:
        codes = {one.code for one in self.districts}
        for row in self.rows:
            key = row.plant.pk
            row.district, row.started_on = sent.get(f"district-{key}", ""), sent.get(f"started_on-{key}", "")
            if sent.get(f"version-{key}", str(row.plant.version)) != str(row.plant.version):
                row.problem = _("Somebody has changed this plant since you opened the page.")
            changes = {}
            if row.district and row.plant.district_id is None:
                if row.district not in codes:
                    row.problem = _("There is no such district.")
                changes |= {"district_id": row.district, "waits_in_id": None}
            day = self._day(row, sent.get("started_on", "") if f"start-{key}" in sent else row.started_on)
            if day and row.plant.started_on is None:
                changes["started_on"] = day
            if changes:
                self.told.append((row.plant, changes))
        if not self.told and not any(row.problem for row in self.rows):
            self.problem = _("Nothing was said of any plant.")
        return not self.problem and not any(row.problem for row in self.rows)

    @staticmethod
    def _day(row: WaitingRow, text: str) -> datetime.date | None:
        if not text:
            return None
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or not FIRST_DAY <= day <= clock.today():
            row.problem = _("“%(text)s” is no date on which a plant can have started.") % {"text": text[:20]}
            return None
        return day


def _row(plant: Plant) -> WaitingRow:
    newest = max(plant.capacities.all(), key=lambda one: one.valid_from, default=None)
    return WaitingRow(plant, CAPACITY.typed(newest.m3_per_day) if newest else "")
