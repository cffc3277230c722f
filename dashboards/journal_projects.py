"""How the journal speaks of projects: names of fields and milestones, amounts with their units."""

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from construction.ladders import Stage
from construction.models import FundStep, ProjectKind, Rung
from districts.levels import Level
from formulas.units import CAPACITY, CONCENTRATION, LENGTH, MONEY, PERCENT, Unit
from tables import unit_names
from tables.words import listed

LABELS = {
    "kind": gettext_lazy("Kind"),
    "responsible_unit": gettext_lazy("Responsible unit"),
    "leader_office": gettext_lazy("Office of the leader in charge"),
    "level": gettext_lazy("Level"),
    "flow_m3_d": gettext_lazy("Added flow by design"),
    "length_m": gettext_lazy("Length by design"),
    "cost_fen": gettext_lazy("Total investment"),
    "reports_from": gettext_lazy("Reports from"),
    "loads": gettext_lazy("Concentrations by design"),
    "milestone": gettext_lazy("Milestone"),
    "document": gettext_lazy("Document number"),
    "planned_days": gettext_lazy("Planned days"),
    "promised_on": gettext_lazy("Promised for"),
    "meeting": gettext_lazy("At which meeting"),
    "reached_on": gettext_lazy("Reached"),
    "subject": gettext_lazy("What is asked for"),
    "holder": gettext_lazy("On whose desk"),
    "since": gettext_lazy("Since"),
    "due_on": gettext_lazy("Due on"),
    "granted": gettext_lazy("Granted"),
    "on": gettext_lazy("On"),
    "committed_fen": gettext_lazy("Committed"),
    "step": gettext_lazy("Step"),
    "amount_fen": gettext_lazy("Amount"),
    "laid_m": gettext_lazy("Laid"),
    "paid_month_fen": gettext_lazy("Paid in the month"),
    "paid_total_fen": gettext_lazy("Paid in total"),
    "problem": gettext_lazy("Problem"),
    "problem_level": gettext_lazy("Level that must act"),
} | {stage.value: stage.label for stage in Stage}
UNITS: dict[str, tuple[Unit, object]] = {
    "flow_m3_d": (CAPACITY, unit_names.CAPACITY),
    "length_m": (LENGTH, unit_names.LENGTH),
    "laid_m": (LENGTH, unit_names.LENGTH),
    "cost_fen": (MONEY, unit_names.MONEY),
    "committed_fen": (MONEY, unit_names.MONEY),
    "amount_fen": (MONEY, unit_names.MONEY),
    "paid_month_fen": (MONEY, unit_names.MONEY),
    "paid_total_fen": (MONEY, unit_names.MONEY),
} | {stage: (PERCENT, unit_names.PERCENT) for stage in Stage.values}


class ProjectWords:
    """Labels and values of the events of projects; None where a name is none of theirs. Reads names when first asked."""

    @cached_property
    def rungs(self) -> dict[str, str]:
        return {rung.code: str(rung) for rung in Rung.objects.all()}

    @cached_property
    def kinds(self) -> dict[str, str]:
        return {kind.code: str(kind) for kind in ProjectKind.objects.all()}

    def label(self, name: str) -> str | None:
        return str(LABELS[name]) if name in LABELS else None

    def value(self, name: str, value) -> str | None:
        if name in UNITS:
            unit, words = UNITS[name]
            return f"{unit.typed(value)} {words}"
        if name == "milestone":
            return self.rungs.get(value, value)
        if name == "planned_days":
            return listed(f"{self.rungs.get(code, code)} {day}" for code, day in value.items())
        if name == "kind":
            return self.kinds.get(value, value)
        if name in ("level", "problem_level"):
            return str(Level(value).label)
        if name == "step":
            return str(FundStep(value).label)
        if name == "granted":
            return _("yes") if value else _("no")
        if name == "loads":
            pairs = ((code, *(CONCENTRATION.typed(amount) for amount in pair)) for code, pair in value.items())
            return "；".join(f"{code} {before} → {after} {unit_names.CONCENTRATION}" for code, before, after in pairs)
        return None
