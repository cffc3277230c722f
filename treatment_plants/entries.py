"""What a person enters for one plant and month, in base units; None is a value that is not known yet."""

from dataclasses import dataclass, field, fields, replace

from treatment_plants.models import Operation, Plant

Concentrations = tuple[int | None, int | None]
# The group of cells that the volume's code speaks of; the others are named by their pollutants.
VOLUME = "volume"


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
    electricity_kwh: int | None = None
    sludge_kg: int | None = None
    # "volume" or a pollutant's code → why its cells are blank (a models.BlankCode)
    codes: dict[str, str] = field(default_factory=dict)
    # (rule, column) of a question → why the value is correct as entered; no figure, so not among the values
    answers: dict[tuple[str, str], str] = field(default_factory=dict)

    def values(self) -> dict:
        """The figures under the names that forms and the journal use."""
        values = {"days": self.days, "volume_m3": self.volume_m3, "volume_code": self.codes.get(VOLUME, "")}
        for pollutant, (inlet, outlet) in sorted(self.concentrations.items()):
            values |= {f"{pollutant}_inlet_ug_l": inlet, f"{pollutant}_outlet_ug_l": outlet}
            values[f"{pollutant}_code"] = self.codes.get(pollutant, "")
        return values | {"electricity_kwh": self.electricity_kwh, "sludge_kg": self.sludge_kg, "note": self.note}

    @property
    def is_empty(self) -> bool:
        return all(value in (None, "") for value in self.values().values())


def entry_of(operation: Operation) -> Entry:
    """What is stored for a plant and month."""
    measured = operation.measurements.all()
    codes = {VOLUME: operation.volume_code} | {one.pollutant_id: one.code for one in measured}
    return Entry(
        plant=operation.plant,
        seen_version=operation.monthly_return.version,
        days=operation.days,
        volume_m3=operation.volume_m3,
        note=operation.note,
        concentrations={one.pollutant_id: (one.inlet_ug_l, one.outlet_ug_l) for one in measured},
        electricity_kwh=operation.electricity_kwh,
        sludge_kg=operation.sludge_kg,
        codes={group: code for group, code in codes.items() if code},
    )


def entry_from(plant: Plant, values: dict) -> Entry:
    """An entry from what `values()` told of it."""
    inlets = [name.removesuffix("_inlet_ug_l") for name in values if name.endswith("_inlet_ug_l")]
    own = {one.name: values[one.name] for one in fields(Entry) if one.name in values}
    return Entry(
        plant=plant,
        concentrations={one: (values[f"{one}_inlet_ug_l"], values[f"{one}_outlet_ug_l"]) for one in inlets},
        codes={group: values[f"{group}_code"] for group in (VOLUME, *inlets) if values.get(f"{group}_code")},
        **own,
    )


def with_kept(entry: Entry, kept: Entry) -> Entry:
    """An entry with what is kept of pollutants that its plant is no longer set to measure: they follow the volume that is entered now."""
    left = kept.concentrations.keys() - entry.concentrations.keys()
    if not left:
        return entry
    codes = {one: code for one, code in kept.codes.items() if one in left}
    return replace(entry, concentrations={one: kept.concentrations[one] for one in left} | entry.concentrations, codes=codes | entry.codes)
