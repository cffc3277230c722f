"""Reading the records that figures are made of, for one scope and its years."""

from collections import defaultdict
from dataclasses import dataclass, field

from formulas.months import month_of, shifted
from formulas.wastewater import concentration_drop_ug_l
from returns.models import State
from targets.queries import parameter
from treatment_plants.models import DesignCapacity, Measurement, Operation
from treatment_plants.queries import plants_in

LAST_MONTH_OF_ALL = 999912
# A plant's inflow is judged by its last twelve accepted months; they are looked for in two years.
MONTHS_OF_INFLOW, MONTHS_LOOKED_BACK = 12, 24
YEARS_LOOKED_BACK = MONTHS_LOOKED_BACK // 12


@dataclass(frozen=True)
class PlantRecord:
    """A plant as the accounts see it. Months are yyyymm."""

    pk: int
    division: str
    first_month: int
    last_month: int
    first_counted: int  # from here on its removal counts towards a reduction (W4)
    pollutants: tuple[str, ...]
    capacities: tuple[tuple[int, int], ...]  # (valid from, m³/d), oldest first

    def owes(self, month: int) -> bool:
        return self.first_month <= month <= self.last_month

    def counts(self, month: int) -> bool:
        return self.first_counted <= month <= self.last_month

    def design_m3_d(self, month: int) -> int | None:
        in_force = [amount for valid_from, amount in self.capacities if valid_from <= month]
        return in_force[-1] if in_force else None


@dataclass(frozen=True)
class Load:
    """What a return says of a pollutant in a plant's month; None where a value is missing."""

    state: str
    removed_mg: int | None
    volume_m3: int | None
    inlet_ug_l: int | None
    drop_ug_l: int | None


@dataclass
class Records:
    plants: list[PlantRecord]
    # (plant, month) → (state, volume m³)
    operations: dict[tuple[int, int], tuple[str, int | None]] = field(default_factory=dict)
    # (plant, pollutant, month)
    loads: dict[tuple[int, str, int], Load] = field(default_factory=dict)


def collect(divisions: str, years: range) -> Records:
    """Plants inside the scope and their months, from as far before `years` as their figures look back."""
    first, last = (years.start - YEARS_LOOKED_BACK) * 100 + 1, (years.stop - 1) * 100 + 12
    plants = _plants(divisions)
    keys = [plant.pk for plant in plants]
    operations = Operation.objects.filter(plant__in=keys, month__range=(first, last))
    measurements = Measurement.objects.filter(plant__in=keys, month__range=(first, last))
    state = "operation__monthly_return__state"
    return Records(
        plants=plants,
        operations={
            (plant, month): (found, volume)
            for plant, month, found, volume in operations.values_list("plant_id", "month", "monthly_return__state", "volume_m3")
        },
        loads={
            row[:3]: _load(*row[3:])
            for row in measurements.values_list(
                "plant_id", "pollutant_id", "month", state, "volume_m3", "inlet_ug_l", "outlet_ug_l", "removes", "removed_mg"
            )
        },
    )


def _load(state: str, volume: int | None, inlet: int | None, outlet: int | None, removes: int | None, removed: int | None) -> Load:
    """Nothing treated is nothing removed, whatever the concentrations would have been."""
    drop = None if removes is None else concentration_drop_ug_l(inlet, outlet, removes)
    return Load(state, 0 if volume == 0 else removed, volume, inlet, drop)


def _plants(divisions: str) -> list[PlantRecord]:
    capacities = defaultdict(list)
    for one in DesignCapacity.objects.filter(plant__in=plants_in(divisions)).order_by("valid_from"):
        capacities[one.plant_id].append((one.valid_from, one.m3_per_day))
    return [
        PlantRecord(
            pk=plant.pk,
            division=plant.district_id,
            first_month=month_of(plant.started_on),
            last_month=month_of(plant.closed_on) if plant.closed_on else LAST_MONTH_OF_ALL,
            first_counted=shifted(month_of(plant.started_on), parameter("count_start_offset_months", month_of(plant.started_on))),
            pollutants=tuple(pollutant.code for pollutant in plant.pollutants.all()),
            capacities=tuple(capacities[plant.pk]),
        )
        # A plant whose start nobody knows owes nothing.
        for plant in plants_in(divisions).filter(started_on__isnull=False).prefetch_related("pollutants")
    ]


VERIFIED = frozenset({State.ACCEPTED})
DECLARED = frozenset({State.ACCEPTED, State.SUBMITTED})
