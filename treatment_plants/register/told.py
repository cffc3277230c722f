"""What a sheet would change, in the words of a page."""

from django.utils.translation import gettext as _

from formulas.units import CAPACITY, CONCENTRATION, VOLUME
from tables import unit_names
from tables.cells import NO_DATA
from treatment_plants.register.plans import MonthPlan


def capacity_told(amount: int | None) -> str:
    return NO_DATA if amount is None else _("%(capacity)s × 10,000 t/d") % {"capacity": CAPACITY.typed(amount)}


def inflow_told(amount: int | None) -> str:
    return NO_DATA if amount is None else f"{CONCENTRATION.typed(amount)} mg/L"


def change_labels() -> dict[str, str]:
    return {
        "name_en": _("English name"),
        "district_id": _("District"),
        "town_id": _("Town"),
        "process": _("Process"),
        "discharge_standard": _("Discharge standard"),
        "started_on": _("In stable operation since"),
        "closed_on": _("Closed on"),
        "capacity": _("Design capacity"),
    }


def month_changes(month: MonthPlan, symbols: dict[str, str]) -> list[str]:
    before, after = month.known.entry.values(), month.entry.values()
    changed = [name for name in after if before.get(name) != after[name]]
    told = [(value_label(name, symbols), *(value_told(name, side.get(name)) for side in (before, after))) for name in changed]
    return [_("%(what)s: %(before)s → %(after)s") % {"what": what, "before": old, "after": new} for what, old, new in told]


def value_label(name: str, symbols: dict[str, str]) -> str:
    labels = {"days": _("Days in operation"), "volume_m3": _("Water treated"), "note": _("Note")}
    if name in labels:
        return labels[name]
    pollutant, side = name.removesuffix("_ug_l").rsplit("_", 1)
    words = _("%(symbol)s inflow") if side == "inlet" else _("%(symbol)s outflow")
    return words % {"symbol": symbols.get(pollutant, pollutant)}


def value_told(name: str, value) -> str:
    if value in (None, ""):
        return NO_DATA
    if name == "volume_m3":
        return f"{VOLUME.typed(value)} {unit_names.VOLUME}"
    return f"{CONCENTRATION.typed(value)} mg/L" if name.endswith("_ug_l") else str(value)
