"""Every figure as a straightforward program works it out: objects in memory, loops, bulk_create. A baseline, and a third hand."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from districts.models import CITY_CODE_LENGTH, Division
from figures.models import DivisionFigure, InletFigure, PlantFigure
from formulas.months import days_in, month_of, months_between, shifted
from formulas.rounding import rounded
from formulas.targets import headroom_mg
from formulas.wastewater import actual_flow_m3_d, inflow_load_mg, load_rate_millionths
from returns.models import MISSING, State
from targets.queries import parameter
from treatment_plants.models import Measurement, Operation, Plant

ROWS_AT_ONCE = 2_000
MONTHS_OF_INFLOW, MONTHS_LOOKED_BACK, FIRST_YEAR_MONTHS = 12, 24, 12
NEVER = 999912
SUMS = ("verified_load_mg", "declared_load_mg", "verified_reduction_mg", "declared_reduction_mg", "verified_headroom_mg")
COUNTS = ("owed", "accepted", "submitted", "plant_months", "verified_left_out", "declared_left_out")


def write_by_loop(first_year: int, last_year: int) -> None:
    """All figures of the years into empty tables; of districts without power units."""
    loop = Loop(first_year, last_year)
    for plant in Plant.objects.filter(district__isnull=False).prefetch_related("pollutants", "capacities"):
        loop.add(plant)
    PlantFigure.objects.bulk_create(loop.uses, ROWS_AT_ONCE)
    InletFigure.objects.bulk_create(loop.inflows, ROWS_AT_ONCE)
    DivisionFigure.objects.bulk_create(loop.divisions(), ROWS_AT_ONCE)


class Loop:
    def __init__(self, first_year: int, last_year: int):
        self.months = months_between(first_year * 100 + 1, last_year * 100 + 12)
        self.operations = {(one.plant_id, one.month): one for one in Operation.objects.select_related("monthly_return")}
        self.measurements = {(one.plant_id, one.month, one.pollutant_id): one for one in Measurement.objects.all()}
        self.uses: list[PlantFigure] = []
        self.inflows: list[InletFigure] = []
        self.counts: dict[tuple, Counter] = defaultdict(Counter)
        self.sums: dict[tuple, dict[str, int | None]] = defaultdict(lambda: dict.fromkeys(SUMS))

    def add(self, plant: Plant) -> None:
        first = month_of(plant.started_on)
        last = month_of(plant.closed_on) if plant.closed_on else NEVER
        counted = shifted(first, parameter("count_start_offset_months", first))
        capacities = [(one.valid_from, one.m3_per_day) for one in plant.capacities.all()]
        pollutants = [one.pk for one in plant.pollutants.all()]
        for month in self.months:
            built = [amount for valid_from, amount in capacities if valid_from <= month]
            design = built[-1] if built else None
            if first <= month <= last:
                self._use(plant, month, design, first)
            for pollutant in pollutants:
                if first <= month <= last:
                    self._inflow(plant, month, pollutant, design)
                self._removal(plant, month, pollutant, design, first, counted, last)

    def _state(self, plant: Plant, month: int) -> str:
        operation = self.operations.get((plant.pk, month))
        return operation.monthly_return.state if operation else MISSING

    def _use(self, plant: Plant, month: int, design: int | None, first: int) -> None:
        state, operation = self._state(plant, month), self.operations.get((plant.pk, month))
        volume = operation.volume_m3 if state == State.ACCEPTED else None
        flow = rate = None
        if volume is not None:
            flow = rounded(*actual_flow_m3_d(volume, days_in(month)))
            rate = rounded(*load_rate_millionths(volume, design, days_in(month))) if design else None
        self.uses.append(
            PlantFigure(
                plant_id=plant.pk,
                month=month,
                division_id=plant.district_id,
                state=state,
                in_first_year=month < shifted(first, FIRST_YEAR_MONTHS),
                design_capacity_m3_d=design,
                volume_m3=volume,
                actual_flow_m3_d=flow,
                load_rate_millionths=rate,
            )
        )

    def _inflow(self, plant: Plant, month: int, pollutant: str, design: int | None) -> None:
        found = []
        for back in range(MONTHS_LOOKED_BACK):
            earlier = shifted(month, -back)
            one = self.measurements.get((plant.pk, earlier, pollutant))
            if one and self._state(plant, earlier) == State.ACCEPTED and None not in (one.volume_m3, one.inlet_ug_l):
                found.append((one.volume_m3, inflow_load_mg(one.volume_m3, one.inlet_ug_l)))
        found = found[:MONTHS_OF_INFLOW]
        volume, load = (sum(amounts) for amounts in zip(*found, strict=True)) if found else (None, None)
        self.inflows.append(
            InletFigure(
                plant_id=plant.pk,
                month=month,
                pollutant_id=pollutant,
                division_id=plant.district_id,
                design_capacity_m3_d=design,
                accepted_months=len(found),
                volume_m3=volume,
                inlet_load_mg=load,
                inlet_ug_l=rounded(load, volume),
            )
        )

    def _removal(self, plant: Plant, month: int, pollutant: str, design: int | None, first: int, counted: int, last: int) -> None:
        key = (plant.district_id, month, pollutant)
        is_owed, state = first <= month <= last, self._state(plant, month)
        counts, counted_before = counted <= month <= last, counted <= month - 100 <= last
        belongs = counts or counted_before
        told = {
            "owed": is_owed,
            "accepted": is_owed and state == State.ACCEPTED,
            "submitted": is_owed and state == State.SUBMITTED,
            "plant_months": belongs,
        }
        for side, states in (("verified", {State.ACCEPTED}), ("declared", {State.ACCEPTED, State.SUBMITTED})):
            load = self._load(plant, month, pollutant, states) if is_owed else None
            self._sum(key, f"{side}_load_mg", load)
            now = load if counts else 0
            before = 0
            if counted_before:
                before = self._load(plant, month - 100, pollutant, states) if first <= month - 100 <= last else None
            is_known = None not in (now, before)
            told[f"{side}_left_out"] = belongs and not is_known
            if belongs and is_known:
                self._sum(key, f"{side}_reduction_mg", now - before)
        one = self.measurements.get((plant.pk, month, pollutant))
        if is_owed and state == State.ACCEPTED and one and design and one.removed_mg is not None:
            room, drop = design * days_in(month), (one.inlet_ug_l - one.outlet_ug_l) * one.removes
            self._sum(key, "verified_headroom_mg", headroom_mg(room, one.volume_m3, drop, int(one.volume_m3 < room)))
        self.counts[key].update({name: int(value) for name, value in told.items()})

    def _load(self, plant: Plant, month: int, pollutant: str, states: set) -> int | None:
        one = self.measurements.get((plant.pk, month, pollutant))
        if one is None or self._state(plant, month) not in states:
            return None
        return 0 if one.volume_m3 == 0 else one.removed_mg

    def _sum(self, key: tuple, name: str, amount: int | None) -> None:
        if amount is not None:
            self.sums[key][name] = (self.sums[key][name] or 0) + amount

    def divisions(self) -> Iterator[DivisionFigure]:
        known = set(Division.objects.values_list("code", flat=True))
        for key in list(self.counts):
            for length in (CITY_CODE_LENGTH, 2):
                if (above := key[0][:length]) in known:
                    whole = (above, *key[1:])
                    self.counts[whole].update(self.counts[key])
                    for name, amount in self.sums[key].items():
                        self._sum(whole, name, amount)
        for (division, month, pollutant), told in self.counts.items():
            amounts = {name: told[name] for name in COUNTS} | self.sums[division, month, pollutant]
            yield DivisionFigure(division_id=division, month=month, pollutant_id=pollutant, **amounts)
