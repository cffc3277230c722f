"""What a page tells of an uploaded sheet of plants, as plain data: worked out at once for a small sheet, kept by the job for a large one."""

from django.utils.translation import gettext as _

from districts.queries import divisions_in
from formulas.months import month_text
from formulas.units import CAPACITY
from tables.cells import NO_DATA
from targets.layouts.findings import Finding
from targets.queries import water_pollutants
from treatment_plants.layouts import Meaning, PlantTable
from treatment_plants.layouts.findings import grouped
from treatment_plants.models import RowOutcome
from treatment_plants.register.drafts import plan_of_draft
from treatment_plants.register.outline import Candidate, ColumnTold, FindingTold, LeftOut, PlantTold, SkippedTold, TableTold, Told
from treatment_plants.register.plans import LoadPlan, MonthPlan, PlantPlan
from treatment_plants.register.told import capacity_told, change_labels, inflow_told, month_changes
from workbooks import packing
from workbooks.cells import Sheet, column_of
from workbooks.drafts import sheets_of, text_at
from workbooks.models import Draft

# What a person can look through; the files have everything.
MOST_PLANTS, MOST_MONTHS = 400, 200


def told_of(draft: Draft) -> Told:
    """Raises Unreadable where the file can't be read, or hides parts that nobody has agreed to read."""
    sheets = sheets_of(draft)
    return Teller(plan_of_draft(draft, sheets), sheets, draft.division_id).told()


def digest(draft: Draft) -> bytes:
    """What the job keeps of a large draft."""
    return packing.packed(told_of(draft))


def kept(draft: Draft) -> Told:
    """As the job kept it for this version, else worked out now."""
    digested = getattr(draft, "digest", None) if draft.is_large else None
    if digested and digested.version == draft.version:
        return packing.unpacked(Told, bytes(digested.packed))
    return told_of(draft)


class Teller:
    def __init__(self, plan: LoadPlan, sheets: list[Sheet], divisions: str):
        self.plan, self.sheets = plan, sheets
        self.numbers = {sheet.name: number for number, sheet in enumerate(sheets, start=1)}
        self.names = {one.code: str(one) for one in divisions_in(divisions)}
        self.symbols = {one.code: one.symbol for one in water_pollutants()}
        self.labels = change_labels()

    def told(self) -> Told:
        plan = self.plan
        shown = sorted(plan.plants, key=lambda one: not _needs_look(one))[:MOST_PLANTS]
        left_out = {row.key: LeftOut(row.key, row.place, row.name) for row in plan.left_out}
        return Told(
            fingerprint=plan.fingerprint,
            size=plan.size,
            counts=self._counts(),
            # To compare with the document.
            capacity=CAPACITY.typed(sum(row.capacity or 0 for one in plan.plants for row in one.group.rows[:1])),
            problems=self._findings(plan.problems),
            warnings=self._findings(plan.warnings),
            tables=[self._table(number, one) for number, one in enumerate(plan.sheets.tables, start=1)],
            plants=[self._plant(one) for one in shown],
            left_out=list(left_out.values()),
            answers=plan.answers.told(),
            months=self._months(),
            changed_months=self._changed_months(),
        )

    def _counts(self) -> dict[str, int]:
        plants, months = self.plan.plants, self.plan.months
        told = {outcome.value: sum(one.outcome == outcome for one in plants) for outcome in RowOutcome}
        return told | {
            "left_out": len(self.plan.left_out),
            "plants": len(plants),
            "waiting": len(self.plan.waiting),
            "without_start": len(self.plan.without_start),
            "months": len(months),
            "months_new": sum(one.outcome != RowOutcome.UNCHANGED for one in months),
            "months_drafts": sum(_is_draft(one) for one in months),
        }

    def _findings(self, findings: list[Finding]) -> list[FindingTold]:
        return [self._finding(one) for some in grouped(findings).values() for one in some]

    def _finding(self, one: Finding) -> FindingTold:
        if one.row is None:
            return FindingTold(one.kind, one.text, one.remedy, one.value)
        place = self.numbers[one.sheet], one.row, column_of(one.column)
        address = f"{one.sheet}!{one.column}{one.row}"
        return FindingTold(one.kind, one.text, one.remedy, one.value, address, *place, shown=text_at(self.sheets, place))

    def _table(self, number: int, table: PlantTable) -> TableTold:
        """Columns that hold the same of several months are told as one."""
        columns = []
        by_row = any(one.taken.meaning == Meaning.INDICATOR for one in table.columns)
        for one in (one for one in table.columns if one.group in (0, one.number) and not (one.month and by_row)):
            last = [other for other in table.columns if other.month and other.group == one.number][-1:]
            letters, heads = one.letters, list(one.heads)
            if last and last[0] is not one:
                letters, heads = f"{letters} … {last[0].letters}", [*heads, "…", *(text for text in last[0].heads if text not in heads)]
            own = one.number in self.plan.answers.columns.get(table.fingerprint, {})
            before = self.plan.documents.get(table.fingerprint, "") if one.by_person and not own else ""
            taken = one.taken
            columns.append(ColumnTold(one.number, letters, heads, taken.meaning, taken.unit, taken.pollutant, own, before))
        skipped = [SkippedTold(one.address, one.what, one.text) for one in table.skipped]
        return TableTold(
            number,
            table.sheet,
            table.fingerprint,
            table.is_monthly,
            table.month,
            table.is_wide,
            table.asks_year,
            table.year,
            columns,
            skipped,
        )

    def _plant(self, plan: PlantPlan) -> PlantTold:
        group = plan.group
        known = ([group.match] if group.match else []) + [one for one in group.similar if one is not group.match]
        lies = _("district unknown")
        return PlantTold(
            key=group.key,
            place=group.first.place,
            row_name=group.first.name,
            name=group.name,
            label=str(plan.record),
            is_new=plan.is_new,
            waits=plan.waits,
            district=plan.record.district_id or "",
            told_district=group.first.district,
            foreign_district=group.first.foreign_district,
            outcome=plan.outcome,
            months=len(plan.months),
            how=group.how,
            match=group.match.pk if group.match else None,
            candidates=[
                Candidate(one.pk, _("%(plant)s, %(district)s") % {"plant": one.record, "district": self.names.get(one.district, lies)})
                for one in known
            ],
            changes=self._changes(plan),
            needs_look=_needs_look(plan),
        )

    def _changes(self, plan: PlantPlan) -> list[str]:
        told = [
            (self.labels[name], self._value(name, old), self._value(name, new))
            for name, (old, new) in plan.changes.items()
            if name in self.labels and old != new
        ]
        for pollutant, ((old, _year), (new, _now)) in plan.inflow.items():
            if old != new:
                what = _("%(symbol)s inflow of the register") % {"symbol": self.symbols[pollutant]}
                told.append((what, inflow_told(old), inflow_told(new)))
        return [_("%(what)s: %(before)s → %(after)s") % {"what": what, "before": old, "after": new} for what, old, new in told]

    def _value(self, name: str, value) -> str:
        if name == "capacity":
            return capacity_told(value)
        if value in (None, ""):
            return NO_DATA
        return self.names.get(value, value) if name in ("district_id", "town_id") else str(value)

    def _changed_months(self) -> list[dict]:
        """Months of which the portal holds a draft with other values."""
        changed = [one for one in self.plan.months if one.outcome == RowOutcome.CHANGED][:MOST_MONTHS]
        return [
            {
                "plant": str(one.entry.plant),
                "month": month_text(one.month),
                "place": one.row.place,
                "changes": month_changes(one, self.symbols),
            }
            for one in changed
        ]

    def _months(self) -> list[dict]:
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
                "drafts": sum(_is_draft(one) for one in some),
            }
            for month, some in sorted(by_month.items())
        ]


def _is_draft(month: MonthPlan) -> bool:
    return month.outcome != RowOutcome.UNCHANGED and not month.is_complete


def _needs_look(plan: PlantPlan) -> bool:
    """Whether a person has to look at it: it waits, got a number, or may be one that the portal has."""
    group = plan.group
    return plan.waits or group.is_numbered or bool(group.similar) or group.how in ("pinyin", "english")
