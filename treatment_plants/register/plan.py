"""What a sheet of plants would change, worked out from the sheet, the answers and the records; it writes nothing."""

import datetime
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

import clock
from districts.models import DISTRICT_CODE_LENGTH
from formulas.months import days_in, month_of, month_text
from returns.closing import Closing
from returns.models import Kind as ReturnKind
from tables.words import listed
from targets.layouts.findings import Kind, Notebook
from treatment_plants.checks import hard
from treatment_plants.entries import Entry
from treatment_plants.layouts import PlantRow, PlantSheets, understand
from treatment_plants.models import EVER_SINCE, FIRST_DAY, Plant, RowOutcome
from treatment_plants.queries import months_dropped
from treatment_plants.questions.asking import values_of
from treatment_plants.questions.words import problem_text
from treatment_plants.register.answers import Answers
from treatment_plants.register.carrying import Carried, placed
from treatment_plants.register.known import KnownMonth, known_plants, places, read_months
from treatment_plants.register.matching import Group, Grouper, Matcher, spelling_of
from treatment_plants.register.plans import LoadPlan, MonthPlan, PlantPlan
from treatment_plants.register.remembered import remembered

YEARS_AHEAD = 10
# Fields of a plant that a row may tell, by their names in the row.
FIELDS = {
    "name_en": "name_en",
    "process": "process",
    "standard": "discharge_standard",
    "started_on": "started_on",
    "closed_on": "closed_on",
    "town": "town_id",
}


def plan_of(sheets, answers: Answers, divisions: str, carried: Carried | None = None) -> LoadPlan:
    """What loading these sheets into a division would change, with everything that a person has to answer first."""
    known = places(divisions, clock.last_ended_month())
    before = remembered(divisions)
    choices = replace(answers.choices, columns=before.with_own(answers.columns))
    read, notebook = understand(sheets, known, choices), Notebook()
    answers = placed(carried, read.rows, notebook) if carried else answers
    plan = Planner(read, answers, divisions, known, notebook).plan()
    return replace(plan, chosen=choices.columns, documents=before.documents)


@dataclass
class Planner:
    sheets: PlantSheets
    answers: Answers
    divisions: str
    places: object
    notebook: Notebook = field(default_factory=Notebook)
    closings: dict[str, Closing] = field(default_factory=dict)

    def plan(self) -> LoadPlan:
        self.known = known_plants(self.divisions, spelling_of(self.places.divisions))
        own = self.divisions if len(self.divisions) == DISTRICT_CODE_LENGTH else ""
        grouper = Grouper(self.answers, self.notebook, own)
        groups = grouper.read(self.sheets.rows)
        Matcher(self.known, self.notebook).match(groups)
        plans = [self._plant(group) for group in groups]
        read_months(self.known, {(one.record.pk, row.month) for one in plans if not one.is_new for row in one.group.months if row.month})
        for one in plans:
            one.months = [month for row in one.group.months if (month := self._month(one, row))]
        self._check_names(plans)
        return LoadPlan(
            self.sheets,
            self.answers,
            plans,
            grouper.left_out,
            [*self.sheets.problems, *self.notebook.problems],
            [*self.sheets.warnings, *self.notebook.warnings],
        )

    def _plant(self, group: Group) -> PlantPlan:
        rows = [group.register] if group.register else group.months[:1]
        plan = self._new(group, rows[0]) if group.match is None else self._known(group, rows[0])
        self._check_days(plan)
        return plan

    def _new(self, group: Group, row: PlantRow) -> PlantPlan:
        record = Plant(
            name=group.name,
            name_en=row.name_en,
            district_id=group.district or None,
            waits_in_id=None if group.district else self.divisions,
            town_id=(row.town if row.town.startswith(group.district or "-") else None) or None,
            process=row.process,
            discharge_standard=row.standard,
            started_on=row.started_on or self.answers.started_on,
            closed_on=row.closed_on,
        )
        if row.capacity is None and not self._is_asked(row):
            text = _("The plant is new, and its design capacity is missing.")
            self.notebook.ask(Kind.WAITING, row.cell, text, _("The design capacity, or leave the row out."))
        start = record.started_on
        told = {one for some in group.months for one in some.concentrations} | set(row.inflow)
        return PlantPlan(
            group,
            record,
            changes={"capacity": (None, row.capacity)},
            inflow={one: ((None, None), (amount, row.inflow_year)) for one, amount in row.inflow.items()},
            pollutants=tuple(sorted(told or {"cod"})),
            capacity=row.capacity,
            valid_from=month_of(start) if start else EVER_SINCE,
        )

    def _is_asked(self, row: PlantRow) -> bool:
        """Whether a cell of the row, or a column, has been asked about: what is missing may come with the answer."""
        of_columns = (Kind.UNIT, Kind.CANDIDATES)
        return any(one.kind in of_columns or (one.sheet, one.row) == (row.cell.sheet, row.cell.row) for one in self.sheets.problems)

    def _known(self, group: Group, row: PlantRow) -> PlantPlan:
        """Blank cells say nothing: they never take away what the portal knows."""
        match = group.match
        record, changes = _copy(match.record), {}
        if group.district and record.district_id is None:
            changes["district_id"] = (None, group.district)
            record.district_id, record.waits_in_id = group.district, None
        for own, its in FIELDS.items():
            before, after = getattr(record, its), getattr(row, own)
            if own == "town" and after and not after.startswith(record.district_id or "-"):
                continue
            if after and before != after:
                changes[its] = (before, after)
                setattr(record, its, after)
        plan = PlantPlan(group, record, changes, pollutants=match.pollutants)
        if row.capacity is not None and row.capacity != match.capacity:
            plan.capacity, plan.valid_from = row.capacity, self.answers.valid_from or month_of(clock.today())
            changes["capacity"] = (match.capacity, row.capacity)
            if match.capacities and plan.valid_from < match.capacities[-1][0]:
                text = _("The plant has another design capacity from %(month)s on.") % {"month": month_text(match.capacities[-1][0])}
                self.notebook.ask(Kind.YEAR, row.cell, text, _("A later month for the capacities that change."))
        for pollutant, amount in row.inflow.items():
            before, after = match.inflow.get(pollutant), (amount, row.inflow_year)
            if before is None or (amount is not None and before != after):
                plan.inflow[pollutant] = (before or (None, None), after)
        return plan

    def _check_days(self, plan: PlantPlan) -> None:
        record, cell = plan.record, plan.group.first.cell
        last = datetime.date(clock.today().year + YEARS_AHEAD, 12, 31)
        days = [day for day in (record.started_on, record.closed_on) if day]
        if any(not FIRST_DAY <= day <= last for day in days):
            self.notebook.ask(Kind.YEAR, cell, _("A date of the plant lies too far away."), _("Dates of start and closing that can be."))
        if len(days) == 2 and record.closed_on < record.started_on:
            self.notebook.ask(Kind.YEAR, cell, _("The plant would close before it started."), _("A closing after the start."))
        if plan.is_new or not {"started_on", "closed_on"} & plan.changes.keys() or record.started_on is None:
            return
        old = plan.group.match.record
        if old.started_on and months_dropped(old.district_id or "", old, record.started_on, record.closed_on):
            text = _("The dates would take months that were reported out of the account.")
            self.notebook.ask(
                Kind.YEAR, cell, text, _("Correct the plant on its own page, where the months are told, or clear the date here.")
            )

    def _month(self, plan: PlantPlan, row: PlantRow) -> MonthPlan | None:
        if not row.month or not self._may_report(plan, row):
            return None
        known = self.known.months.get((plan.record.pk, row.month)) if not plan.is_new else None
        entry = self._entry(plan, row, known)
        values = values_of(entry, row.month)
        if impossible := hard.problems(values):
            self._ask_about(impossible, row)
            return None
        month = MonthPlan(row, entry, known, not hard.missing(values, list(plan.pollutants)))
        if month.outcome != RowOutcome.UNCHANGED and self._lock(plan, row):
            text = _("%(month)s is closed for the plant.") % {"month": month_text(row.month)}
            self.notebook.ask(Kind.YEAR, row.cell, text, _("Have the month opened by an exception, or leave the row out."))
        if known and not known.is_editable and month.outcome != RowOutcome.UNCHANGED:
            text = _("%(month)s has been handed in with other values.") % {"month": month_text(row.month)}
            remedy = _("Have the return sent back and corrected by its district, or leave the row out.")
            self.notebook.ask(Kind.DUPLICATE, row.cell, text, remedy)
        return month

    def _ask_about(self, impossible: list[tuple[str, str]], row: PlantRow) -> None:
        for _column, reason in impossible:
            self.notebook.ask(Kind.NUMBER, row.cell, problem_text(reason), _("Figures that can be, or leave the row out."))

    def _lock(self, plan: PlantPlan, row: PlantRow):
        """Why the month can't be entered any more; nothing of a plant that is new in a city without closing days."""
        district = plan.record.district_id
        if district not in self.closings:
            self.closings[district] = Closing(district, ReturnKind.TREATMENT_PLANT)
        return self.closings[district].lock(district, row.month, plan.record.pk or 0)

    def _may_report(self, plan: PlantPlan, row: PlantRow) -> bool:
        record, told = plan.record, {"month": month_text(row.month)}
        is_first = row is plan.group.months[0]  # what is unknown of the plant is asked once, not for each of its months
        if plan.waits:
            text = _("Nobody knows the district of the plant, to which its months would belong.")
            if is_first:
                self.notebook.ask(Kind.DIVISION, row.cell, text, _("Choose the district of the plant below."))
        elif record.started_on is None:
            text = _("Nobody knows since when the plant runs, so that it owes no return for its months.")
            if is_first:
                remedy = _("Give the start of the new plants above, or leave the row out.")
                known = _("Give the start of the plant where what is known of waiting plants is said, or leave the row out.")
                self.notebook.ask(Kind.WAITING, row.cell, text, remedy if plan.is_new else known)
        elif not record.owes(row.month):
            text = _("The plant owes no return for %(month)s.") % told
            self.notebook.ask(Kind.YEAR, row.cell, text, _("A month between the start and the closing of the plant."))
        elif row.days is not None and row.days > days_in(row.month):
            self.notebook.ask(Kind.NUMBER, row.cell, _("%(month)s has fewer days than the plant ran.") % told, _("Fewer days."))
        else:
            return True
        return False

    def _entry(self, plan: PlantPlan, row: PlantRow, known: KnownMonth | None) -> Entry:
        """A blank cell keeps what a draft holds."""
        old = known.entry if known else Entry(plan.record)
        unmeasured = sorted(one for one, pair in row.concentrations.items() if one not in plan.pollutants and pair != (None, None))
        if unmeasured:
            text = _("The plant is not set to measure %(pollutants)s; these figures are not loaded.")
            named = {one.code: one.symbol for one in self.places.pollutants}
            told = {"pollutants": listed(named[one] for one in unmeasured)}
            self.notebook.warn(Kind.POLLUTANT, row.cell, text % told, _("Correct the plant on its own page first."))
        pairs = {one: row.concentrations.get(one, (None, None)) for one in plan.pollutants}
        return replace(
            old,
            plant=plan.record,
            days=_first(row.days, old.days),
            volume_m3=_first(row.volume, old.volume_m3),
            note=row.note or old.note or self.answers.source[:200] if known is None else row.note or old.note,
            concentrations={
                one: tuple(_first(new, before) for new, before in zip(pair, old.concentrations.get(one, (None, None)), strict=True))
                for one, pair in pairs.items()
            },
        )

    def _check_names(self, plans: list[PlantPlan]) -> None:
        """Two plants of one place can't bear one name, which only a person's answers can bring about."""
        taken = {(one.record.district_id or one.record.waits_in_id, one.record.name): one.pk for one in self.known.plants}
        for plan in plans:
            place = (plan.record.district_id or plan.record.waits_in_id, plan.record.name)
            if taken.setdefault(place, plan.record.pk) != plan.record.pk:
                text = _("The district has a plant of this name.")
                self.notebook.ask(Kind.DUPLICATE, plan.group.first.cell, text, _("Another name, or say below that it is this plant."))


def _first(new, old):
    return old if new is None else new


def _copy(plant: Plant) -> Plant:
    """So that what would be does not touch what is."""
    copied = Plant(**{one.attname: getattr(plant, one.attname) for one in Plant._meta.concrete_fields})
    copied._state.adding = False
    return copied
