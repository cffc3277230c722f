"""The sheet of a district's plants for a month: what is kept, what was typed, and where the two differ."""

from functools import cached_property

from districts.models import Division
from formulas.months import SAME_MONTH_LAST_YEAR, shifted
from returns.closing import Closing
from returns.models import Kind, Remark
from returns.queries import remarks_of
from returns.sheets import ReturnSheet
from tables.cells import NO_DATA
from targets.models import Pollutant
from targets.queries import parameter, water_pollutants
from treatment_plants import queries
from treatment_plants.checks import hard
from treatment_plants.entries import Entry, entry_of
from treatment_plants.forms import RowForm
from treatment_plants.models import BlankCode, Operation, Plant
from treatment_plants.questions.asking import asking, values_of
from treatment_plants.questions.showing import kept_questions, typed_questions
from treatment_plants.questions.words import missing_text
from treatment_plants.sheet_columns import columns_of
from treatment_plants.sheet_rows import SheetCell, SheetRow
from treatment_plants.totals import Totals, totals_of


class Sheet(ReturnSheet):
    """All plants of a district that owe a month. With `data` the sheet also holds what a person typed."""

    def __init__(self, district: Division, month: int, data=None):
        self.district, self.month = district, month
        plants = queries.with_capacity(queries.owing(district.code, month), month).prefetch_related("pollutants")
        self.plants = list(plants)
        self.columns = columns_of(self.plants)
        self.doubtful = parameter("load_rate_doubtful_millionths", month)
        self.closing = Closing(district.code, Kind.TREATMENT_PLANT)
        self.threads = self._threads()
        now, last_month, last_year = (self._operations(one) for one in (month, shifted(month, -1), month + SAME_MONTH_LAST_YEAR))
        self.rows = [self._row(plant, now.get(plant.pk), last_month.get(plant.pk), last_year.get(plant.pk), data) for plant in self.plants]
        self.asked = kept_questions(district.code, month)
        for row in self.rows:
            row.ask(self.asked.get(row.plant.pk, []))

    # Whether nothing but unanswered questions kept the rows from being submitted.
    waits_for_answers = False

    def is_valid(self, *, to_submit: bool) -> bool:
        """Check every row that was posted, and mark errors and conflicts at their cells.

        To submit, check those as well that the browser did not send: nobody hands in what nobody has read.
        """
        if to_submit:
            for row in self.rows:
                if row.is_editable and not row.form.is_bound and not row.form.kept.is_empty:
                    row.form.fill_with_kept()
        typed = [row for row in self.rows if row.form.is_bound]
        if not all([row.form.is_valid() for row in typed]):
            return False
        for row in typed:
            self._mark_conflict(row)
        submitted = self._to_be_submitted() if to_submit else []
        for row in submitted:
            self._mark_unread(row)
            self.require_complete(row)
        self._ask(typed)
        if any(row.conflict or row.unread or row.form.errors for row in typed):
            return False
        self.waits_for_answers = any(row.has_open_question for row in submitted)
        return not self.waits_for_answers

    def storable(self) -> list[Entry]:
        """Rows that can be stored though others can't, for saving while somebody types; marks errors and conflicts at the others."""
        typed = [row for row in self.rows if row.form.is_bound and row.form.is_valid()]
        for row in typed:
            self._mark_conflict(row)
        self._ask(typed)
        return [row.form.entry() for row in typed if not row.conflict and self._wants_change(row)]

    def changed(self) -> list[Entry]:
        """Rows to be stored; only after is_valid()."""
        return [row.form.entry() for row in self.rows if row.form.is_bound and self._wants_change(row)]

    def unchanged_to_submit(self) -> list[Entry]:
        """Drafts that go to the city as they are kept."""
        return [row.form.kept for row in self._to_be_submitted() if not self._wants_change(row)]

    @cached_property
    def pollutants(self) -> list[Pollutant]:
        """Those that any plant of the sheet measures."""
        return [one for one in water_pollutants() if any(column.name == f"{one.code}_inlet_ug_l" for column in self.columns)]

    @cached_property
    def totals(self) -> Totals:
        return totals_of(self.rows, self.month, [one.code for one in self.pollutants])

    @property
    def has_open_question(self) -> bool:
        """Whether a row that is being entered waits for an answer: it may be saved, but not submitted."""
        return any(row.has_open_question for row in self.rows if row.is_editable)

    # building

    def _threads(self) -> dict[tuple[int, str], list[Remark]]:
        """(return, column) → what is said there and not resolved yet."""
        threads: dict[tuple[int, str], list[Remark]] = {}
        for remark in remarks_of(self.district.code, Kind.TREATMENT_PLANT, self.month).filter(resolved_at=None):
            threads.setdefault((remark.monthly_return_id, remark.column), []).append(remark)
        return threads

    def _operations(self, month: int) -> dict[int, Operation]:
        plants = {plant.pk: plant for plant in self.plants}
        operations = {one.plant_id: one for one in queries.operations_in(self.district.code, month) if one.plant_id in plants}
        for plant, operation in operations.items():
            operation.plant = plants[plant]
        return operations

    def _row(self, plant: Plant, now: Operation | None, last_month: Operation | None, last_year: Operation | None, data) -> SheetRow:
        kept = entry_of(now) if now else Entry(plant=plant)
        posted = data is not None and f"plant{plant.pk}-version" in data
        row = SheetRow(
            plant, self.month, RowForm(data if posted else None, kept=kept, month=self.month), now, self.doubtful, self.pollutants
        )
        row.lock = self.closing.lock(self.district.code, self.month, plant.pk)
        row.thread = self._thread(now, "")
        values, before, year_before = (entry_of(one).values() if one else {} for one in (now, last_month, last_year))
        row.cells = [
            SheetCell(
                column=column,
                bound=row.form[column.name] if column.name in row.form.fields else None,
                value=values.get(column.name),
                text=column.text(values.get(column.name)),
                before=before.get(column.name) if column.unit else None,
                last_month=column.text(before.get(column.name)) if column.unit else "",
                last_year=column.text(year_before.get(column.name)) if column.unit else "",
                thread=self._thread(now, column.name),
                code=row.form[column.code_name] if column.code_name in row.form.fields else None,
                code_text=str(BlankCode(values[column.code_name]).label) if values.get(column.code_name) else "",
            )
            for column in self.columns
        ]
        return row

    def _thread(self, now: Operation | None, column: str) -> list[Remark]:
        return self.threads.get((now.monthly_return_id, column), []) if now else []

    # what was typed

    def _wants_change(self, row: SheetRow) -> bool:
        if not row.form.is_bound:
            return False
        return self._answers_anew(row) or (row.form.changes_what_is_kept() and row.form.touched())

    def _answers_anew(self, row: SheetRow) -> bool:
        """Whether the person answered a question otherwise than it stands in the portal."""
        kept = {(question.rule, question.column): question.answer for question in self.asked.get(row.plant.pk, [])}
        return any(kept.get(place) != answer for place, answer in row.form.answers().items())

    def _ask(self, typed: list[SheetRow]) -> None:
        """What is odd about the rows as they were typed."""
        if not typed:
            return
        known = asking(self.district.code, self.month, [row.plant for row in typed])
        for row in typed:
            entry = row.form.entry()
            row.ask(typed_questions(known.findings(entry), entry, self.asked.get(row.plant.pk, []), row.conflict))

    def _to_be_submitted(self) -> list[SheetRow]:
        """Editable rows in which there is anything at all; the empty ones stay missing."""
        rows = [row for row in self.rows if row.is_editable]
        return [row for row in rows if not (row.form.entry() if self._wants_change(row) else row.form.kept).is_empty]

    def _mark_conflict(self, row: SheetRow) -> None:
        """Somebody else changed a row that this person changed too: show both, and let the next save be a choice."""
        kept, typed = row.form.kept, row.form.entry()
        if not self._wants_change(row) or (row.is_editable and typed.seen_version == kept.seen_version):
            return
        row.conflict = True
        for cell in row.cells:
            if typed.values().get(cell.column.name) != kept.values().get(cell.column.name):
                cell.theirs = cell.text or NO_DATA
        row.form.show_as_read_now()

    def _mark_unread(self, row: SheetRow) -> None:
        """A row that this person left alone is handed in as it was read: show what somebody else has put there since."""
        kept, read = row.form.kept, row.form.entry()
        if row.conflict or self._wants_change(row) or read.seen_version == kept.seen_version:
            return
        row.unread = True
        for cell in row.cells:
            before = read.values().get(cell.column.name)
            if before != kept.values().get(cell.column.name):
                cell.seen = cell.column.text(before) or NO_DATA
        row.form.show_kept()

    def require_complete(self, row: SheetRow) -> None:
        entry = row.form.entry() if self._wants_change(row) else row.form.kept
        for name in hard.missing(values_of(entry, self.month), row.form.pollutants):
            row.form.add_error(name, missing_text(name))
