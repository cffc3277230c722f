"""Events about power units in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from formulas.units import COAL, COAL_RATE, MASS, PERCENT, POWER
from power_plants.models import ClaimState, Fuel, Kind, Process, StepKind
from tables import unit_names
from tables.cells import NO_DATA

SUBJECT = "power unit "
# What the return of a unit's month holds.
OF_COAL = ("coal_kg", "sulphur_millionths")
LABELS = {
    "number": gettext_lazy("Number"),
    "capacity_kw": gettext_lazy("Capacity"),
    "fuel": gettext_lazy("Fuel"),
    "kind": gettext_lazy("Kind"),
    "coal_rate_mg_kwh": gettext_lazy("Coal rate"),
    "replacement": gettext_lazy("Replacement project"),
    "commissioned_on": gettext_lazy("Commissioned on"),
    "coal_kg": gettext_lazy("Coal"),
    "sulphur_millionths": gettext_lazy("Sulphur"),
    "so2_mg": gettext_lazy("SO₂ in the statistics"),
    "nox_mg": gettext_lazy("NOₓ in the statistics"),
    "year": gettext_lazy("Year"),
    "document": gettext_lazy("Document"),
    "state": gettext_lazy("State"),
    "process": gettext_lazy("Process"),
    "since": gettext_lazy("Since"),
    "operation_rate_millionths": gettext_lazy("Operation rate"),
    "online_millionths": gettext_lazy("Efficiency online"),
    "has_evidence": gettext_lazy("Valid online data"),
    "on": gettext_lazy("Date"),
    "planned_on": gettext_lazy("Planned closing"),
    "body": gettext_lazy("Issuing body"),
    "date": gettext_lazy("Date of the document"),
    "grid_line": gettext_lazy("Grid project"),
    "grid_project": gettext_lazy("Grid project in words"),
    "grid_due_on": gettext_lazy("Grid project due on"),
    "grid_done_on": gettext_lazy("Grid project done on"),
    "staff_working": gettext_lazy("Staff working"),
    "staff_retired": gettext_lazy("Staff retired"),
    "staff_resettled": gettext_lazy("Of those working, resettled"),
    "staff_method": gettext_lazy("Method of resettlement"),
    "text": gettext_lazy("Where it stands"),
    "reopened_on": gettext_lazy("Running again since"),
}
MASSES = {
    "capacity_kw": (POWER, unit_names.POWER),
    "coal_rate_mg_kwh": (COAL_RATE, unit_names.COAL_RATE),
    "coal_kg": (COAL, unit_names.COAL),
    "so2_mg": (MASS, unit_names.MASS),
    "nox_mg": (MASS, unit_names.MASS),
    "sulphur_millionths": (PERCENT, unit_names.PERCENT),
    "operation_rate_millionths": (PERCENT, unit_names.PERCENT),
    "online_millionths": (PERCENT, unit_names.PERCENT),
}
WORDS = {
    "fuel": dict(Fuel.choices),
    "kind": {**dict(Kind.choices), **dict(StepKind.choices)},
    "state": dict(ClaimState.choices),
    "process": dict(Process.choices),
}


def power_value(name: str, value) -> str:
    """A value of such an event in the units of the pages."""
    if value in (None, "", [], {}):
        return NO_DATA
    if name in MASSES:
        unit, unit_name = MASSES[name]
        return f"{unit.typed(value)} {unit_name}"
    if name in WORDS:
        return str(WORDS[name].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
