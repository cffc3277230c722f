"""An uploaded month before it is stored: old and new beside each other, problems and questions at their cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from districts.models import Division
from formulas.months import month_text
from tables.cells import NO_DATA
from treatment_plants.entries import Entry
from treatment_plants.months.reading import Reading, read_month
from treatment_plants.questions import SENT_AS
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_rows import SheetRow
from workbooks import Limits, Unreadable
from workbooks.cells import Cell, shown
from workbooks.drafts import Place, place_of, sheets_of
from workbooks.entries import field_name, seen_name
from workbooks.models import Draft

# Every file is read while the person waits: a district's template is many times smaller.
LIMITS = Limits(bytes=64 * 1024, unpacked_bytes=4 * 1024 * 1024, parts=60, rows=400, columns=80, cpu_seconds=4, wall_seconds=10)
OVERWRITE = "overwrite"


def purpose_of(month: int) -> str:
    """The name under which workbooks of a month are kept."""
    return f"plant month {month_text(month)}"


@dataclass(frozen=True)
class Change:
    """One cell: what the portal holds, what the workbook says."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Trouble:
    """What is wrong at a cell of the file, with the input in which it is mended on the page."""

    where: str
    text: str
    place: Place | None = None
    value: str = ""

    @property
    def field_name(self) -> str:
        return field_name(self.place) if self.place else ""

    @property
    def seen_name(self) -> str:
        return seen_name(self.place) if self.place else ""


@dataclass(frozen=True)
class PreviewRow:
    row: SheetRow
    changes: list[Change]
    troubles: list[Trouble]
    questions: list = field(default_factory=list)

    @property
    def is_conflict(self) -> bool:
        return self.row.conflict


class Preview:
    """What an uploaded month would change. `sent` is what the page sends: answers, and whose rows may be overwritten."""

    def __init__(self, draft: Draft, district: Division, month: int, sent: Mapping[str, str] | None = None):
        self.draft, self.district, self.month = draft, district, month
        self.sent = sent or {}
        self.overwritten = set(sent.getlist(OVERWRITE)) if sent else set()

    @cached_property
    def refusal(self) -> Unreadable | None:
        try:
            self.pages = sheets_of(self.draft)
        except Unreadable as refused:
            return refused
        return None

    @cached_property
    def reading(self) -> Reading:
        return Reading() if self.refusal else read_month(self.pages, self.district, self.month)

    @property
    def sheet(self) -> Sheet:
        """The district's sheet with the workbook's values typed in; what stands against storing them is marked at its cells."""
        return self._checked[0]

    @property
    def entries(self) -> list[Entry]:
        """Rows that can be stored."""
        return self._checked[1]

    @cached_property
    def _checked(self) -> tuple[Sheet, list[Entry]]:
        data = dict(self.reading.data)
        data |= {name: text for name, text in self.sent.items() if SENT_AS.fullmatch(name)}
        for plant in self.overwritten:
            # The person has seen what stands there now, in that version.
            if f"plant{plant}-version" in data and self.sent.get(f"plant{plant}-seen", "").isdecimal():
                data[f"plant{plant}-version"] = self.sent[f"plant{plant}-seen"]
        sheet = Sheet(self.district, self.month, data)
        return sheet, sheet.storable()

    @cached_property
    def rows(self) -> list[PreviewRow]:
        """Plants that would change, or of which something has to be said."""
        found = [self._row(row) for row in self.sheet.rows if row.form.is_bound]
        return [one for one in found if one.changes or one.troubles or one.is_conflict]

    @cached_property
    def file_troubles(self) -> list[Trouble]:
        """What was wrong before the rows could be checked, with its place in the file."""
        return [self._trouble(problem.text, problem.cell) for problem in self.reading.problems]

    @property
    def is_clear(self) -> bool:
        """Whether everything that the workbook changes can be stored as a draft."""
        stopped = any(problem.cell is not None or not self.reading.is_template for problem in self.reading.problems)
        if self.refusal or stopped:
            return False
        sheet = self.sheet
        return not sheet.errors and not sheet.has_conflict

    @property
    def can_be_ticked(self) -> bool:
        """Whether nothing but rows that somebody else has changed stands against storing."""
        if self.refusal or any(one.cell for one in self.reading.problems):
            return False
        sheet = self.sheet
        return not sheet.errors and sheet.has_conflict

    def reasons(self) -> dict[Place, list[str]]:
        """What is wrong, by place, for the marked file."""
        reasons: dict[Place, list[str]] = {}
        troubles = self.file_troubles + [trouble for row in self.rows for trouble in row.troubles]
        for trouble in troubles:
            reasons.setdefault(trouble.place or (1, 1, 1), []).append(trouble.text)
        for row in self.rows:
            for question in row.questions:
                cell = self.reading.cells.get(f"plant{row.row.plant.pk}-{question.column}")
                if question.is_open and cell:
                    reasons.setdefault(place_of(self.pages, cell), []).append(question.text)
        return reasons

    def _row(self, row: SheetRow) -> PreviewRow:
        changes, troubles = [], []
        prefix = f"plant{row.plant.pk}-"
        for cell in row.cells:
            names = [(cell.column.name, cell.column.label, cell.text)]
            if cell.code:
                names.append((cell.column.code_name, _("%(column)s, why blank") % {"column": cell.column.label}, cell.code_text))
            for name, label, old in names:
                if name not in row.form.fields:
                    continue
                if name in row.form.errors:
                    troubles += [self._trouble(text, self.reading.cells.get(prefix + name)) for text in row.form.errors[name]]
                new = self._new_text(row, name)
                if new != old:
                    changes.append(Change(str(label), old or NO_DATA, new or NO_DATA))
        return PreviewRow(row, changes, troubles, row.questions if changes and not row.form.errors else [])

    def _new_text(self, row: SheetRow, name: str) -> str:
        field_of, text = row.form.fields[name], self.reading.data.get(f"plant{row.plant.pk}-{name}", "")
        if name.endswith("_code"):
            return next((str(label) for value, label in field_of.choices if value == text and value), "")
        if name not in row.form.errors:
            return str(field_of.prepare_value(row.form.cleaned_data.get(name)) or "")
        return text

    def _trouble(self, text: str, cell: Cell | None) -> Trouble:
        if cell is None:
            return Trouble("", text)
        return Trouble(f"{cell.letters}{cell.row}", text, place_of(self.pages, cell), shown(cell))
