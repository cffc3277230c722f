"""The sheet of a district's plants for a month: what is kept, what was typed, and where the two differ."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from districts.models import Division
from formulas.months import SAME_MONTH_LAST_YEAR, days_in, month_text, shifted
from formulas.rounding import rounded
from formulas.units import CAPACITY, CONCENTRATION, COUNT, PERCENT, VOLUME, Unit
from formulas.wastewater import load_rate_millionths
from returns.models import MISSING, MISSING_LABEL, MonthlyReturn
from tables import unit_names
from tables.cells import NO_DATA
from targets.models import Pollutant
from targets.queries import parameter, water_pollutants
from treatment_plants import queries
from treatment_plants.entries import Entry, entry_of, missing_values
from treatment_plants.forms import RowForm
from treatment_plants.models import Operation, Plant
from treatment_plants.questions import Question
from treatment_plants.totals import Totals, removed_text, totals_of


@dataclass(frozen=True)
class SheetColumn:
    """One kind of value. `name` is that of the form's field and of the entry's value."""

    name: str
    label: str
    unit_name: str = ""
    unit: Unit | None = None  # None: words

    def text(self, value) -> str:
        if self.unit is None:
            return value or ""
        return self.unit.typed(value)


@dataclass
class SheetCell:
    """A value with what was there before. `bound` is the form's field; None where the plant does not measure this."""

    column: SheetColumn
    bound: object | None
    value: int | str | None
    text: str
    last_month: str = ""
    last_year: str = ""
    theirs: str = ""
    seen: str = ""  # what stood there when the person opened the sheet, where somebody has changed it since
    questions: list[Question] = field(default_factory=list)  # those of the row that ask about this cell


@dataclass
class SheetRow:
    plant: Plant
    month: int
    form: RowForm
    operation: Operation | None
    doubtful: int  # a load rate above this, in millionths, is to be checked
    pollutants: list[Pollutant] = field(default_factory=list)  # of the whole sheet
    cells: list[SheetCell] = field(default_factory=list)
    conflict: bool = False
    unread: bool = False  # somebody else has filled it in since the person opened the sheet
    questions: list[Question] = field(default_factory=list)

    @property
    def questions_of_row(self) -> list[Question]:
        """Those that ask about no single cell."""
        return [question for question in self.questions if not question.column]

    @property
    def has_open_question(self) -> bool:
        return any(question.is_open for question in self.questions)

    @property
    def monthly_return(self) -> MonthlyReturn | None:
        return self.operation.monthly_return if self.operation else None

    @property
    def state(self) -> str:
        return self.monthly_return.state if self.monthly_return else MISSING

    @property
    def state_label(self) -> str:
        return self.monthly_return.get_state_display() if self.monthly_return else MISSING_LABEL

    @property
    def is_editable(self) -> bool:
        return self.monthly_return is None or self.monthly_return.is_editable

    @property
    def load_rate(self) -> int | None:
        """In millionths, of what is kept; None where a value is missing."""
        volume, design = self.form.kept.volume_m3, self.plant.design_m3_d
        if volume is None or design is None:
            return None
        return rounded(*load_rate_millionths(volume, design, days_in(self.month)))

    @property
    def load_rate_text(self) -> str:
        return NO_DATA if self.load_rate is None else f"{PERCENT.shown(self.load_rate, 1)}"

    @property
    def design_text(self) -> str:
        return CAPACITY.typed(self.plant.design_m3_d) or NO_DATA

    @property
    def removed_texts(self) -> list[tuple[str, str]]:
        """(pollutant code, tonnes) in the order of the sheet; empty for what the plant does not measure."""
        return [(one.code, removed_text(self.removed.get(one.code)) if one.code in self.form.pollutants else "") for one in self.pollutants]

    @property
    def removed(self) -> dict[str, int | None]:
        """Pollutant code → removed load in mg, of what is kept."""
        return {one.pollutant_id: one.removed_mg for one in self.operation.measurements.all()} if self.operation else {}

    @property
    def alarms(self) -> list[str]:
        """What is strange about the kept figures: both who enters and who reviews should look again."""
        found = []
        if self.load_rate is not None and self.load_rate > self.doubtful:
            told = {"rate": self.load_rate_text, "most": PERCENT.typed(self.doubtful)}
            found.append(_("The load rate is %(rate)s %%, more than %(most)s %%: check the water treated.") % told)
        if self.operation and any(one.removes == 0 for one in self.operation.measurements.all()):
            found.append(_("The outflow is not cleaner than the inflow: this month counts 0 t."))
        return found


class Sheet:
    """All plants of a district that owe a month. With `data` the sheet also holds what a person typed."""

    def __init__(self, district: Division, month: int, data=None):
        self.district, self.month = district, month
        plants = queries.with_capacity(queries.owing(district.code, month), month).prefetch_related("pollutants")
        self.plants = list(plants)
        self.columns = self._columns()
        self.doubtful = parameter("load_rate_doubtful_millionths", month)
        now, last_month, last_year = (self._operations(one) for one in (month, shifted(month, -1), month + SAME_MONTH_LAST_YEAR))
        self.rows = [self._row(plant, now.get(plant.pk), last_month.get(plant.pk), last_year.get(plant.pk), data) for plant in self.plants]

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
        if to_submit:
            for row in self._to_be_submitted():
                self._mark_unread(row)
                self._require_complete(row)
        return not any(row.conflict or row.unread or row.form.errors for row in typed)

    def storable(self) -> list[Entry]:
        """Rows that can be stored though others can't, for saving while somebody types; marks errors and conflicts at the others."""
        typed = [row for row in self.rows if row.form.is_bound and row.form.is_valid()]
        for row in typed:
            self._mark_conflict(row)
        return [row.form.entry() for row in typed if not row.conflict and self._wants_change(row)]

    def changed(self) -> list[Entry]:
        """Rows to be stored; only after is_valid()."""
        return [row.form.entry() for row in self.rows if row.form.is_bound and self._wants_change(row)]

    def unchanged_to_submit(self) -> list[Entry]:
        """Drafts that go to the city as they are kept."""
        return [row.form.kept for row in self._to_be_submitted() if not self._wants_change(row)]

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    @cached_property
    def pollutants(self) -> list[Pollutant]:
        """Those that any plant of the sheet measures."""
        return [one for one in water_pollutants() if any(column.name == f"{one.code}_inlet_ug_l" for column in self.columns)]

    @cached_property
    def totals(self) -> Totals:
        return totals_of(self.rows, self.month, [one.code for one in self.pollutants])

    @property
    def is_editable(self) -> bool:
        return any(row.is_editable for row in self.rows)

    @property
    def errors(self) -> int:
        return sum(len(row.form.errors) for row in self.rows)

    @property
    def has_conflict(self) -> bool:
        return any(row.conflict for row in self.rows)

    @property
    def has_unread(self) -> bool:
        return any(row.unread for row in self.rows)

    @property
    def has_open_question(self) -> bool:
        """Whether a row that is being entered waits for an answer: it may be saved, but not submitted."""
        return any(row.has_open_question for row in self.rows if row.is_editable)

    def rows_in(self, *states: str) -> list[SheetRow]:
        return [row for row in self.rows if row.state in states]

    # building

    def _columns(self) -> list[SheetColumn]:
        measured = {pollutant.code for plant in self.plants for pollutant in plant.pollutants.all()}
        columns = [
            SheetColumn("days", _("Days in operation"), unit_names.DAYS, COUNT),
            SheetColumn("volume_m3", _("Water treated"), unit_names.VOLUME, VOLUME),
        ]
        for pollutant in water_pollutants():
            if pollutant.code in measured:
                columns += _pollutant_columns(pollutant)
        return [*columns, SheetColumn("note", _("Note"))]

    def _operations(self, month: int) -> dict[int, Operation]:
        plants = {plant.pk: plant for plant in self.plants}
        operations = {one.plant_id: one for one in queries.operations_in(self.district.code, month) if one.plant_id in plants}
        for plant, operation in operations.items():
            operation.plant = plants[plant]
        return operations

    def _row(self, plant: Plant, now: Operation | None, last_month: Operation | None, last_year: Operation | None, data) -> SheetRow:
        kept = entry_of(now) if now else Entry(plant=plant)
        posted = data is not None and f"plant{plant.pk}-version" in data
        row = SheetRow(plant, self.month, RowForm(data if posted else None, kept=kept, month=self.month), now, self.doubtful, self.pollutants)
        values, before, year_before = (entry_of(one).values() if one else {} for one in (now, last_month, last_year))
        row.cells = [
            SheetCell(
                column=column,
                bound=row.form[column.name] if column.name in row.form.fields else None,
                value=values.get(column.name),
                text=column.text(values.get(column.name)),
                last_month=column.text(before.get(column.name)) if column.unit else "",
                last_year=column.text(year_before.get(column.name)) if column.unit else "",
            )
            for column in self.columns
        ]
        return row

    # what was typed

    def _wants_change(self, row: SheetRow) -> bool:
        return row.form.is_bound and row.form.changes_what_is_kept() and row.form.touched()

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

    def _require_complete(self, row: SheetRow) -> None:
        entry = row.form.entry() if self._wants_change(row) else row.form.kept
        for name in missing_values(entry, row.form.pollutants):
            row.form.add_error(name, _("Needed before the row can be submitted."))


def _pollutant_columns(pollutant: Pollutant) -> list[SheetColumn]:
    return [
        SheetColumn(
            f"{pollutant.code}_inlet_ug_l", _("%(symbol)s inflow") % {"symbol": pollutant.symbol}, unit_names.CONCENTRATION, CONCENTRATION
        ),
        SheetColumn(
            f"{pollutant.code}_outlet_ug_l", _("%(symbol)s outflow") % {"symbol": pollutant.symbol}, unit_names.CONCENTRATION, CONCENTRATION
        ),
    ]
