"""What the journal keeps of a plant."""

from formulas.months import month_text
from journal.actions import Happening
from journal.models import Verb
from treatment_plants.models import Plant


def plant_told(plant: Plant) -> dict:
    """What the journal keeps of a plant."""
    capacities = sorted((one.valid_from, one.m3_per_day) for one in plant.capacities.all())
    return {
        "name": plant.name,
        "district": plant.district_id or "",
        "town": plant.town_id or "",
        "process": plant.process,
        "discharge_standard": plant.discharge_standard,
        "started_on": plant.started_on.isoformat() if plant.started_on else "",
        "closed_on": plant.closed_on.isoformat() if plant.closed_on else "",
        "pollutants": sorted(one.code for one in plant.pollutants.all()),
        "design_capacity": {month_text(valid_from): amount for valid_from, amount in capacities},
    }


def plant_event(plant: Plant, verb: Verb, before: dict, after: dict, reason: str) -> Happening:
    changed = [name for name in after if before.get(name) != after[name]]
    return Happening(
        verb=verb,
        subject=f"plant {plant.pk}",
        subject_name=plant.name,
        division=plant.district_id or plant.waits_in_id,
        before={name: before.get(name) for name in changed} if before else {},
        after={name: after[name] for name in changed},
        reason=reason,
    )
