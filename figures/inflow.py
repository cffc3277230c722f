"""How strong each plant's inflow was over its last accepted months. Pure, as compute."""

from bisect import bisect_left, bisect_right
from collections import defaultdict

from figures.collect import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW, VERIFIED, Load, PlantRecord, Records
from formulas.months import months_of, shifted
from formulas.rounding import rounded


def inlet_rows(records: Records, years: range) -> dict[tuple[int, int, str], dict]:
    """(plant, month, pollutant) → fields of an InletFigure, for every month that a plant owes."""
    accepted = _accepted_months(records)
    return {
        (plant.pk, month, pollutant): _row(records, plant, pollutant, month, accepted[plant.pk, pollutant])
        for plant in records.plants
        for pollutant in plant.pollutants
        for year in years
        for month in months_of(year)
        if plant.owes(month)
    }


def _accepted_months(records: Records) -> dict[tuple[int, str], list[int]]:
    """(plant, pollutant) → months whose inflow is known and accepted, oldest first."""
    months = defaultdict(list)
    for (plant, pollutant, month), load in sorted(records.loads.items()):
        if load.state in VERIFIED and _inlet_load_mg(load) is not None:
            months[plant, pollutant].append(month)
    return months


def _row(records: Records, plant: PlantRecord, pollutant: str, month: int, accepted: list[int]) -> dict:
    earliest = shifted(month, 1 - MONTHS_LOOKED_BACK)
    seen = accepted[bisect_left(accepted, earliest) : bisect_right(accepted, month)][-MONTHS_OF_INFLOW:]
    loads = [records.loads[plant.pk, pollutant, one] for one in seen]
    volume = sum(load.volume_m3 for load in loads) if loads else None
    inlet_load = sum(_inlet_load_mg(load) for load in loads) if loads else None
    return {
        "division_id": plant.division,
        "design_capacity_m3_d": plant.design_m3_d(month),
        "accepted_months": len(loads),
        "volume_m3": volume,
        "inlet_load_mg": inlet_load,
        "inlet_ug_l": rounded(inlet_load, volume),
    }


def _inlet_load_mg(load: Load) -> int | None:
    """What flowed in; nothing where no water did, whether or not its concentration was measured."""
    if load.volume_m3 == 0:
        return 0
    return None if None in (load.volume_m3, load.inlet_ug_l) else load.volume_m3 * load.inlet_ug_l
