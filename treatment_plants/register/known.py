"""The plants and months that the portal has, as plain data to compare a sheet with."""

from collections import defaultdict
from dataclasses import dataclass, field

from districts.models import CITY_CODE_LENGTH
from districts.queries import divisions_in
from returns.models import EDITABLE
from targets.layouts import Named
from targets.queries import water_pollutants
from treatment_plants.entries import Entry, entry_of
from treatment_plants.layouts import KnownPlaces
from treatment_plants.layouts.names import Spelling, key_of
from treatment_plants.models import Operation, Plant
from treatment_plants.queries import plants_in, plants_waiting

Inflow = tuple[int | None, int | None]  # µg/L and the year that a register names


@dataclass(frozen=True)
class KnownPlant:
    record: Plant
    key: str
    key_en: str
    spelled: str
    # (valid from, m³/d), the oldest first
    capacities: tuple[tuple[int, int], ...]
    inflow: dict[str, Inflow]
    pollutants: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.record.pk

    @property
    def district(self) -> str:
        return self.record.district_id or ""

    @property
    def capacity(self) -> int | None:
        return self.capacities[-1][1] if self.capacities else None


@dataclass(frozen=True)
class KnownMonth:
    """A month that a plant has a return for."""

    entry: Entry
    state: str
    key: int

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE


@dataclass
class KnownPlants:
    plants: list[KnownPlant]
    spelling: Spelling
    months: dict[tuple[int, int], KnownMonth] = field(default_factory=dict)

    def by_key(self, pk: int) -> KnownPlant | None:
        return next((one for one in self.plants if one.pk == pk), None)


def places(divisions: str, last_month: int) -> KnownPlaces:
    """The division whose plants are loaded, its parts, and the pollutants of water."""
    parts = tuple(Named.of(one) for one in divisions_in(divisions) if len(one.code) >= CITY_CODE_LENGTH)
    return KnownPlaces(divisions, parts, tuple(Named.of(one) for one in water_pollutants()), last_month)


def known_plants(divisions: str, spelling: Spelling) -> KnownPlants:
    found = []
    for kept in (plants_in(divisions), plants_waiting(divisions)):
        for plant in kept.prefetch_related("pollutants", "capacities", "register_inflows"):
            found.append(_known(plant, spelling))
    return KnownPlants(found, spelling)


def _known(plant: Plant, spelling: Spelling) -> KnownPlant:
    return KnownPlant(
        record=plant,
        key=key_of(plant.name),
        key_en=key_of(plant.name_en) if plant.name_en else "",
        spelled=spelling.key(plant.name),
        capacities=tuple((one.valid_from, one.m3_per_day) for one in plant.capacities.all()),
        inflow={one.pollutant_id: (one.inlet_ug_l, one.year) for one in plant.register_inflows.all()},
        pollutants=tuple(sorted(one.code for one in plant.pollutants.all())),
    )


def read_months(known: KnownPlants, wanted: set[tuple[int, int]]) -> None:
    """Add the returns of these plants and months, in one query."""
    by_month = defaultdict(set)
    for plant, month in wanted:
        by_month[month].add(plant)
    operations = Operation.objects.filter(plant__in={plant for plant, _month in wanted}, month__in=by_month)
    for one in operations.select_related("plant", "monthly_return").prefetch_related("measurements"):
        if one.plant_id in by_month[one.month]:
            known.months[one.plant_id, one.month] = KnownMonth(entry_of(one), one.monthly_return.state, one.monthly_return_id)
