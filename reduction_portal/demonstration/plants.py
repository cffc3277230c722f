"""The invented plants as plants.json tells them, in base units."""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from formulas.months import month_of, parse_month
from formulas.units import CAPACITY, CONCENTRATION

FILE = Path(__file__).with_name("plants.json")

Concentrations = dict[str, tuple[int, int]]  # pollutant code → (inflow, outflow) in µg/L


@dataclass(frozen=True)
class Incident:
    """What was unusual about a plant's month; None and empty where it was as always."""

    note: str
    days: int | None
    concentrations: Concentrations


@dataclass(frozen=True)
class InventedPlant:
    """A plant and what its months are invented from. Flow and concentrations are those of January 2020 without season."""

    name: str
    name_en: str
    district: str
    town: str
    process: str
    discharge_standard: str
    started_on: datetime.date
    closed_on: datetime.date | None
    flows_to: str  # the plant that treats its water after it is closed
    capacities: tuple[tuple[int, int], ...]  # (valid from, m³/d), oldest first
    flow_m3_d: int
    growth_per_mille: int  # of the flow in a year
    concentrations: Concentrations
    incidents: dict[int, Incident]

    def is_closed_before(self, month: int) -> bool:
        return self.closed_on is not None and month_of(self.closed_on) < month


def invented_plants() -> list[InventedPlant]:
    return [_plant(row) for row in json.loads(FILE.read_text(encoding="utf-8"))["plants"]]


def _plant(row: dict) -> InventedPlant:
    return InventedPlant(
        **{key: row[key] for key in ("name", "name_en", "district", "town", "process", "discharge_standard", "growth_per_mille")},
        started_on=datetime.date.fromisoformat(row["started_on"]),
        closed_on=datetime.date.fromisoformat(row["closed_on"]) if "closed_on" in row else None,
        flows_to=row.get("flows_to", ""),
        capacities=tuple((parse_month(month), CAPACITY.parse(amount)) for month, amount in row["design_capacity"].items()),
        flow_m3_d=CAPACITY.parse(row["flow"]),
        concentrations=_concentrations(row["concentrations"]),
        incidents={parse_month(month): _incident(told) for month, told in row.get("incidents", {}).items()},
    )


def _incident(told: dict) -> Incident:
    return Incident(note=told["note"], days=told.get("days"), concentrations=_concentrations(told.get("concentrations", {})))


def _concentrations(told: dict) -> Concentrations:
    return {pollutant: (CONCENTRATION.parse(inlet), CONCENTRATION.parse(outlet)) for pollutant, (inlet, outlet) in told.items()}
