"""The invented months: seasons, a slow improvement, and chance that is the same on every machine.

Whole numbers throughout, factors in thousandths: no float, so that every load gives the same city.
"""

import random
from dataclasses import dataclass
from math import prod

from formulas.months import days_in, month_of
from formulas.rounding import rounded
from reduction_portal.demonstration.plants import Concentrations, Incident, InventedPlant

FIRST_MONTH = 202001

# As exactly as plants report: 0.01 万吨, 0.1 mg/L, 10 kWh and 0.1 t.
VOLUME_STEP_M3 = 100
CONCENTRATION_STEP_UG_L = 100

# January to December, in thousandths: the rains of summer bring more water and thin it.
FLOW_SEASON = (950, 915, 960, 1005, 1050, 1085, 1060, 1050, 1025, 985, 965, 950)
INLET_SEASON = (1060, 1040, 1030, 990, 945, 915, 935, 945, 975, 1025, 1060, 1080)
# In a year, in thousandths: sewers that are mended bring stronger water, and plants are run better.
INLET_GROWTH = 20
OUTLET_GROWTH = -50
# How far chance goes to either side, in thousandths.
FLOW_CHANCE, INLET_CHANCE, OUTLET_CHANCE = 25, 45, 60
# A new plant's first months, in thousandths of its flow: its sewers are connected one by one.
FIRST_MONTHS = (400, 500, 600, 700, 800, 900)


@dataclass(frozen=True)
class ByVolume:
    """What comes with the water: thousandths of its unit for each m³ between two bounds, chance, and how exactly it is reported."""

    name: str
    for_each_m3: tuple[int, int]
    chance: int
    step: int


# rules.md 3.3: 0.2 to 0.35 kWh for each m³ of water. Sludge with four fifths of water.
ELECTRICITY = ByVolume("electricity", (220, 340), 40, 10)
SLUDGE = ByVolume("sludge", (450, 750), 120, 100)

AS_ALWAYS = Incident(note="", days=None, concentrations={})


@dataclass(frozen=True)
class Month:
    """What a plant reports for a month."""

    days: int
    volume_m3: int
    concentrations: Concentrations
    electricity_kwh: int
    sludge_kg: int
    note: str


def invented_month(plant: InventedPlant, month: int, plants: list[InventedPlant]) -> Month:
    """A plant's month. `plants` are all there are: the plant may treat the water of closed ones as well."""
    incident = plant.incidents.get(month, AS_ALWAYS)
    days = incident.days or _days_open(plant, month)
    closed = [other for other in plants if other.flows_to == plant.name and other.is_closed_before(month)]
    volume_m3 = sum(_volume_m3(one, month, days) for one in [plant, *closed])
    return Month(
        days=days,
        volume_m3=volume_m3,
        concentrations=_concentrations(plant, month) | incident.concentrations,
        electricity_kwh=_by_volume(plant, month, volume_m3, ELECTRICITY),
        sludge_kg=_by_volume(plant, month, volume_m3, SLUDGE),
        note=incident.note,
    )


def _days_open(plant: InventedPlant, month: int) -> int:
    """Days of the month from the plant's start to its closing, both included."""
    first = plant.started_on.day if month_of(plant.started_on) == month else 1
    last = plant.closed_on.day if plant.closed_on and month_of(plant.closed_on) == month else days_in(month)
    return last - first + 1


def _volume_m3(plant: InventedPlant, month: int, days: int) -> int:
    factors = (
        FLOW_SEASON[month % 100 - 1],
        _growth(plant.growth_per_mille, month),
        _connected(plant, month),
        _chance(FLOW_CHANCE, plant, month, "flow"),
    )
    return _times(plant.flow_m3_d * days, factors, VOLUME_STEP_M3)


def _concentrations(plant: InventedPlant, month: int) -> Concentrations:
    return {
        pollutant: (_inlet_ug_l(plant, month, pollutant, inlet), _outlet_ug_l(plant, month, pollutant, outlet))
        for pollutant, (inlet, outlet) in plant.concentrations.items()
    }


def _inlet_ug_l(plant: InventedPlant, month: int, pollutant: str, ug_l: int) -> int:
    chance = _chance(INLET_CHANCE, plant, month, f"{pollutant} inlet")
    return _times(ug_l, (INLET_SEASON[month % 100 - 1], _growth(INLET_GROWTH, month), chance), CONCENTRATION_STEP_UG_L)


def _outlet_ug_l(plant: InventedPlant, month: int, pollutant: str, ug_l: int) -> int:
    chance = _chance(OUTLET_CHANCE, plant, month, f"{pollutant} outlet")
    return _times(ug_l, (_growth(OUTLET_GROWTH, month), chance), CONCENTRATION_STEP_UG_L)


def _by_volume(plant: InventedPlant, month: int, volume_m3: int, amount: ByVolume) -> int:
    """What a plant uses or yields with its water: so much for each m³, as it is for this plant, and a little chance."""
    for_each_m3 = random.Random(f"{plant.name} {amount.name}").randint(*amount.for_each_m3)
    return _times(volume_m3, (for_each_m3, _chance(amount.chance, plant, month, amount.name)), amount.step)


def _growth(per_mille_a_year: int, month: int) -> int:
    """The factor reached since the first month, in thousandths."""
    return 1000 + rounded(per_mille_a_year * _months_since(FIRST_MONTH, month), 12)


def _connected(plant: InventedPlant, month: int) -> int:
    age = _months_since(month_of(plant.started_on), month)
    return FIRST_MONTHS[age] if age < len(FIRST_MONTHS) else 1000


def _months_since(first: int, month: int) -> int:
    return (month // 100 - first // 100) * 12 + month % 100 - first % 100


def _chance(width: int, plant: InventedPlant, month: int, what: str) -> int:
    """A factor near 1, in thousandths, that depends on nothing but its plant, month and subject."""
    return random.Random(f"{plant.name} {month} {what}").randint(1000 - width, 1000 + width)


def _times(amount: int, factors: tuple[int, ...], step: int) -> int:
    """The amount times factors in thousandths, to the nearest multiple of the step."""
    return rounded(amount * prod(factors), 1000 ** len(factors) * step) * step
