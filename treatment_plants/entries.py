"""What a person enters for one plant and month, in base units; None is a value that is not known yet."""

from dataclasses import dataclass, field, fields

from treatment_plants.models import Operation, Plant

Concentrations = tuple[int | None, int | None]


@dataclass(frozen=True)
class Entry:
    """One row of the sheet. `seen_version` is the version of the return that the person read (0: there was none)."""

    plant: Plant
    seen_version: int = 0
    days: int | None = None
    volume_m3: int | None = None
    note: str = ""
    # pollutant code → (inflow, outflow) in µg/L
    concentrations: dict[str, Concentrations] = field(default_factory=dict)

    def values(self) -> dict:
        """The figures under the names that forms and the journal use."""
        values = {"days": self.days, "volume_m3": self.volume_m3, "note": self.note}
        for pollutant, (inlet, outlet) in sorted(self.concentrations.items()):
            values |= {f"{pollutant}_inlet_ug_l": inlet, f"{pollutant}_outlet_ug_l": outlet}
        return values

    @property
    def is_empty(self) -> bool:
        return all(value in (None, "") for value in self.values().values())


def entry_of(operation: Operation) -> Entry:
    """What is stored for a plant and month."""
    return Entry(
        plant=operation.plant,
        seen_version=operation.monthly_return.version,
        days=operation.days,
        volume_m3=operation.volume_m3,
        note=operation.note,
        concentrations={one.pollutant_id: (one.inlet_ug_l, one.outlet_ug_l) for one in operation.measurements.all()},
    )


def missing_values(entry: Entry, pollutants: list[str]) -> list[str]:
    """Names of the values that must be there before the row is submitted.

    A plant that treated nothing has no concentrations to report.
    """
    needed = ["days", "volume_m3"]
    if entry.volume_m3 != 0:
        needed += [f"{pollutant}_{side}_ug_l" for pollutant in pollutants for side in ("inlet", "outlet")]
    values = entry.values()
    return [name for name in needed if values.get(name) is None]


def entry_from(plant: Plant, values: dict) -> Entry:
    """An entry from what `values()` told of it."""
    concentrations = {}
    for name in values:
        if name.endswith("_inlet_ug_l"):
            pollutant = name.removesuffix("_inlet_ug_l")
            concentrations[pollutant] = (values[name], values[f"{pollutant}_outlet_ug_l"])
    own = {one.name: values[one.name] for one in fields(Entry) if one.name in values}
    return Entry(plant=plant, concentrations=concentrations, **own)
