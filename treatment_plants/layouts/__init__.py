"""Sheets of plants in whatever layout a city chose: registers and months, found, understood and told (docs/plant-sheets.md)."""

from treatment_plants.layouts.findings import PlantRow, PlantSheets, PlantTable
from treatment_plants.layouts.meanings import Meaning, Taken
from treatment_plants.layouts.reading import Choices, KnownPlaces, understand

__all__ = ["Choices", "KnownPlaces", "Meaning", "PlantRow", "PlantSheets", "PlantTable", "Taken", "understand"]
