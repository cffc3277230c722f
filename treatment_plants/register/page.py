"""The page of an uploaded sheet of plants: what was understood, what has to be answered, what would change."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from districts.models import Division
from districts.queries import districts_in, divisions_in
from formulas.months import month_text
from formulas.units import CAPACITY
from tables.cells import NO_DATA
from targets.layouts.findings import Finding
from treatment_plants.layouts.findings import grouped
from treatment_plants.models import RowOutcome
from treatment_plants.register.answers import Answers
from treatment_plants.register.choices import Meanings, Option, PlantChoice, Problem, TableChoice
from treatment_plants.register.plan import plan_of
from treatment_plants.register.plans import LoadPlan, MonthPlan, PlantPlan
from treatment_plants.register.told import capacity_told, change_labels, inflow_told, month_changes
from workbooks.cells import Sheet, column_of
from workbooks.drafts import Place, sheets_of, text_at
from workbooks.models import Draft

# What a person can look through; the marked file has everything.
MOST_PROBLEMS, MOST_PLANTS, MOST_MONTHS = 200, 400, 200


@dataclass
class DraftPage:
    draft: Draft
    divisions: str
    answers: Answers = field(init=False)

    def __post_init__(self):
        self.answers = Answers.of_told(self.draft.choices)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.draft)

    @cached_property
    def plan(self) -> LoadPlan:
        return plan_of(self.sheets, self.answers, self.draft.division_id)

    @cached_property
    def is_clear(self) -> bool:
        return self.plan.is_clear and bool(self.answers.source)

    @property
    def counts(self) -> dict[str, int]:
        plants, months = self.plan.plants, self.plan.months
        told = {outcome.value: sum(one.outcome == outcome for one in plants) for outcome in RowOutcome}
        return told | {
            "left_out": len(self.plan.left_out),
            "plants": len(plants),
            "waiting": len(self.plan.waiting),
            "without_start": len(self.plan.without_start),
            "months": len(months),
            "months_new": sum(one.outcome != RowOutcome.UNCHANGED for one in months),
            "months_drafts": sum(one.outcome != RowOutcome.UNCHANGED and not one.is_complete for one in months),
        }

    @property
    def capacity_told(self) -> str:
        """What the plants of the sheet are built for together, to compare with the document."""
        total = sum(row.capacity or 0 for one in self.plan.plants for row in one.group.rows[:1])
        return CAPACITY.typed(total)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {sheet.name: number for number, sheet in enumerate(self.sheets, start=1)}

    def problems(self) -> list[tuple[str, list[Problem]]]:
        return self._told(self.plan.problems)

    def warnings(self) -> list[tuple[str, list[Problem]]]:
        return self._told(self.plan.warnings)

    def _told(self, findings: list[Finding]) -> list[tuple[str, list[Problem]]]:
        left, groups = MOST_PROBLEMS, []
        for kind, some in grouped(findings).items():
            groups += [(kind.label, len(some), [self._problem(one) for one in some[:left]])]
            left = max(0, left - len(some))
        return groups

    def _problem(self, finding: Finding) -> Problem:
        if finding.row is None:
            return Problem(finding)
        place = self._places[finding.sheet], finding.row, column_of(finding.column)
        return Problem(finding, place, text_at(self.sheets, place))

    @property
    def reasons(self) -> dict[Place, list[str]]:
        """What is wrong by its place, for the marked file."""
        reasons: dict[Place, list[str]] = {}
        for finding in self.plan.problems:
            if finding.row is not None:
                place = self._places[finding.sheet], finding.row, column_of(finding.column)
                reasons.setdefault(place, []).append(f"{finding.text} {finding.remedy}".strip())
        return reasons

    def tables(self) -> list[TableChoice]:
        return [TableChoice(number, one, self._meanings.choices(one)) for number, one in enumerate(self.plan.sheets.tables, start=1)]

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings()

    @cached_property
    def _districts(self) -> list[Division]:
        return list(districts_in(self.draft.division_id))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.code: str(one) for one in divisions_in(self.draft.division_id)}

    def plants(self) -> list[PlantChoice]:
        """Those first at which a person has to look."""
        choices = [self._plant(one) for one in self.plan.plants[:MOST_PLANTS]]
        return sorted(choices, key=lambda one: not one.needs_look)

    def _plant(self, plan: PlantPlan) -> PlantChoice:
        group, lies_in = plan.group, plan.record.district_id or ""
        districts = [Option("", _("waits: district unknown"), not lies_in)]
        districts += [Option(one.code, str(one), one.code == lies_in) for one in self._districts]
        known = ([group.match] if group.match else []) + [one for one in group.similar if one is not group.match]
        plants = [Option("new", _("a new plant"), group.match is None)]
        plants += [
            Option(
                str(one.pk), _("%(plant)s, %(district)s") % {"plant": one.record, "district": self._lies(one.district)}, one is group.match
            )
            for one in known
        ]
        return PlantChoice(plan, districts, plants if known else [], self._changes(plan))

    def _lies(self, code: str) -> str:
        return self._names.get(code, _("district unknown"))

    def _changes(self, plan: PlantPlan) -> list[str]:
        labels = change_labels()
        told = [
            _("%(what)s: %(before)s → %(after)s")
            % {"what": labels[name], "before": self._value(name, old), "after": self._value(name, new)}
            for name, (old, new) in plan.changes.items()
            if name in labels
        ]
        for pollutant, ((old, _year), (new, _now)) in plan.inflow.items():
            what = _("%(symbol)s inflow of the register") % {"symbol": self._meanings.symbols[pollutant]}
            if old != new:
                told.append(_("%(what)s: %(before)s → %(after)s") % {"what": what, "before": inflow_told(old), "after": inflow_told(new)})
        return told

    def _value(self, name: str, value) -> str:
        if name == "capacity":
            return capacity_told(value)
        if value in (None, ""):
            return NO_DATA
        return self._names.get(value, value) if name in ("district_id", "town_id") else str(value)

    def changed_months(self) -> list[dict]:
        """Months of which the portal holds a draft with other values."""
        return [
            {
                "plant": one.entry.plant,
                "month": month_text(one.month),
                "place": one.row.place,
                "changes": month_changes(one, self._meanings.symbols),
            }
            for one in self.plan.months
            if one.outcome == RowOutcome.CHANGED
        ][:MOST_MONTHS]

    def months(self) -> list[dict]:
        """Months by how many would be new, changed and unchanged."""
        by_month: dict[int, list[MonthPlan]] = {}
        for one in self.plan.months:
            by_month.setdefault(one.month, []).append(one)
        return [
            {
                "month": month_text(month),
                "added": sum(one.outcome == RowOutcome.ADDED for one in some),
                "changed": sum(one.outcome == RowOutcome.CHANGED for one in some),
                "unchanged": sum(one.outcome == RowOutcome.UNCHANGED for one in some),
                "drafts": sum(one.outcome != RowOutcome.UNCHANGED and not one.is_complete for one in some),
            }
            for month, some in sorted(by_month.items())
        ]
