"""A row of the sheet and its cells, as pages show them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from formulas.months import days_in
from formulas.rounding import rounded
from formulas.units import CAPACITY, PERCENT
from formulas.wastewater import load_rate_millionths
from returns.closing import Lock
from returns.models import MonthlyReturn, Remark
from returns.sheets import ReturnedRow
from tables.cells import NO_DATA
from targets.models import Pollutant
from treatment_plants.checks.soft import OVER_DESIGN
from treatment_plants.forms import RowForm
from treatment_plants.models import Operation, Plant
from treatment_plants.questions import Question
from treatment_plants.sheet_columns import SheetColumn
from treatment_plants.totals import removed_text

# A change against the month before that the sheet prints bold; what looks wrong is asked about by the checks.
NOTABLE_PERCENT = 30
MOST_PERCENT_SHOWN = 199  # more is told as a multiple


@dataclass
class SheetCell:
    """A value with what was there before. `bound` is the form's field; None where the plant does not measure this."""

    column: SheetColumn
    bound: object | None
    value: int | str | None
    text: str
    before: int | None = None  # the month before, in base units
    last_month: str = ""
    last_year: str = ""
    theirs: str = ""
    seen: str = ""  # what stood there when the person opened the sheet, where somebody has changed it since
    code: object | None = None  # the field that says why the group of cells is blank, at the group's first cell
    code_text: str = ""  # what it says now
    thread: list[Remark] = field(default_factory=list)  # what is being talked about it
    questions: list[Question] = field(default_factory=list)  # those of the row that ask about this cell

    @property
    def change(self) -> int | None:
        """Against the month before, in whole per cent; None where that had nothing to grow from."""
        if self.column.unit is None or self.value is None or not self.before:
            return None
        return rounded((self.value - self.before) * 100, self.before)

    @property
    def change_text(self) -> str:
        change = self.change
        if change is not None and change > MOST_PERCENT_SHOWN:
            return f"×{rounded(change + 100, 100)}"
        return "" if change is None else f"{'+' if change > 0 else '−' if change < 0 else '±'}{abs(change)}%"

    @property
    def is_notable(self) -> bool:
        return self.change is not None and abs(self.change) >= NOTABLE_PERCENT


@dataclass
class SheetRow(ReturnedRow):
    plant: Plant
    month: int
    form: RowForm
    operation: Operation | None
    doubtful: int  # a load rate above this, in millionths, is to be checked
    pollutants: list[Pollutant] = field(default_factory=list)  # of the whole sheet
    cells: list[SheetCell] = field(default_factory=list)
    conflict: bool = False
    unread: bool = False  # somebody else has filled it in since the person opened the sheet
    lock: Lock | None = None  # why it can't be entered, where its month is closed
    thread: list[Remark] = field(default_factory=list)  # what is being talked about the whole row
    questions: list[Question] = field(default_factory=list)

    def ask(self, questions: list[Question]) -> None:
        self.questions = questions
        for cell in self.cells:
            cell.questions = [question for question in questions if question.column == cell.column.name]
            for question in cell.questions:
                question.column_label = str(cell.column.label)

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
    def talk(self) -> list[Remark]:
        """Everything that is being talked about the row and its cells."""
        return [*self.thread, *(remark for cell in self.cells for remark in cell.thread)]

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
        asked = any(question.rule == OVER_DESIGN for question in self.questions)
        if self.load_rate is not None and self.load_rate > self.doubtful and not asked:
            told = {"rate": self.load_rate_text, "most": PERCENT.typed(self.doubtful)}
            found.append(_("The load rate is %(rate)s %%, more than %(most)s %%: check the water treated.") % told)
        if self.operation and any(one.removes == 0 for one in self.operation.measurements.all()):
            found.append(_("The outflow is not cleaner than the inflow: this month counts 0 t."))
        return found
