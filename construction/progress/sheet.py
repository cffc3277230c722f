"""The sheet of a district's projects for a month: what is kept, what was typed, and where the two differ."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from construction import queries
from construction.ladders import FIELDS_OF_STAGES, Stage
from construction.models import AcceptedProgress, Progress, Project
from construction.progress.entries import Entry, asked_of, entry_of, fallen_values, missing_values
from construction.progress.forms import RowForm
from districts.levels import Level
from districts.models import Division
from formulas.units import LENGTH, MONEY, PERCENT, Unit
from returns.closing import Closing, Lock
from returns.models import Kind, MonthlyReturn
from returns.sheets import ReturnedRow, ReturnSheet
from tables import unit_names
from tables.cells import NO_DATA
from tables.words import listed


@dataclass(frozen=True)
class SheetColumn:
    """One kind of value. `name` is that of the form's field and of the entry's value."""

    name: str
    label: str
    unit_name: str = ""
    unit: Unit | None = None  # None: words

    def text(self, value) -> str:
        if self.name == "problem_level":
            return str(Level(value).label) if value else ""
        return self.unit.typed(value) if self.unit else value or ""


@dataclass
class SheetCell:
    """A value with what was there before. `bound` is the form's field; None where the project does not report this."""

    column: SheetColumn
    bound: object | None
    value: int | str | None
    text: str
    last_month: str = ""  # of the last accepted month
    theirs: str = ""
    seen: str = ""  # what stood there when the person opened the sheet, where somebody has changed it since


@dataclass
class SheetRow(ReturnedRow):
    project: Project
    form: RowForm
    progress: Progress | None
    before: AcceptedProgress | None
    cells: list[SheetCell] = field(default_factory=list)
    conflict: bool = False
    unread: bool = False  # somebody else has filled it in since the person opened the sheet
    lock: Lock | None = None
    photos: int = 0

    @property
    def monthly_return(self) -> MonthlyReturn | None:
        return self.progress.monthly_return if self.progress else None

    @property
    def alarms(self) -> list[str]:
        """What is strange about the kept figures: both who enters and who reviews should look again."""
        kept, found = self.form.kept, []
        if fell := fallen_values(kept, self.before):
            labels = listed(cell.column.label for cell in self.cells if cell.column.name in fell)
            found.append(_("Smaller than in the last accepted month: %(labels)s.") % {"labels": labels})
        if self.before and None not in (kept.paid_total_fen, kept.paid_month_fen, self.before.paid_total_fen):
            expected = self.before.paid_total_fen + kept.paid_month_fen
            if self.before.month < self.progress.month and expected != kept.paid_total_fen:
                told = {"amount": MONEY.typed(expected)}
                found.append(_("The last accepted total and this month's payment make %(amount)s: check the total.") % told)
        return found


class Sheet(ReturnSheet):
    """All projects of a district that owe a month, or those given. With `data` the sheet also holds what a person typed."""

    def __init__(self, district: Division, month: int, data=None, projects: list[Project] | None = None):
        self.district, self.month = district, month
        self.projects = list(queries.owing(district.code, month)) if projects is None else projects
        keys = [project.pk for project in self.projects]
        self.stages: dict[int, set[str]] = {}
        for one in queries.milestones_of(district.code, keys):
            self.stages.setdefault(one.project_id, set()).add(one.rung.stage)
        now = {one.project_id: one for one in queries.progress_in(district.code, month)}
        before = queries.last_accepted(district.code, keys, month)
        self.photos = queries.photo_counts(district.code, month)
        self.closing = Closing(district.code, Kind.CONSTRUCTION)
        self.columns = self._columns()
        self.rows = [self._row(project, now.get(project.pk), before.get(project.pk), data) for project in self.projects]

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
                self.require_complete(row)
        return not any(row.conflict or row.unread or row.form.errors for row in typed)

    def changed(self) -> list[Entry]:
        """Rows to be stored; only after is_valid()."""
        return [row.form.entry() for row in self.rows if row.form.is_bound and row.form.wants_change()]

    def unchanged_to_submit(self) -> list[Entry]:
        """Drafts that go to the city as they are kept."""
        return [row.form.kept for row in self._to_be_submitted() if not row.form.wants_change()]

    def _columns(self) -> list[SheetColumn]:
        stages = set().union(*self.stages.values())
        columns = [SheetColumn(name, str(Stage(name).label), unit_names.PERCENT, PERCENT) for name in FIELDS_OF_STAGES if name in stages]
        if any(project.length_m for project in self.projects):
            columns.append(SheetColumn("laid_m", _("Laid"), unit_names.LENGTH, LENGTH))
        return [
            *columns,
            SheetColumn("paid_month_fen", _("Paid in the month"), unit_names.MONEY, MONEY),
            SheetColumn("paid_total_fen", _("Paid in total"), unit_names.MONEY, MONEY),
            SheetColumn("problem", _("Problem")),
            SheetColumn("problem_level", _("Level that must act")),
            SheetColumn("note", _("Note")),
        ]

    def _row(self, project: Project, now: Progress | None, before: AcceptedProgress | None, data) -> SheetRow:
        kept = entry_of(now) if now else Entry(project)
        posted = data is not None and f"project{project.pk}-version" in data
        asked = asked_of(project, self.stages.get(project.pk, set()))
        row = SheetRow(project, RowForm(data if posted else None, kept=kept, asked=asked), now, before)
        row.photos = self.photos.get(project.pk, 0)
        row.lock = self.closing.lock(self.district.code, self.month, project.pk)
        row.cells = [
            SheetCell(
                column=column,
                bound=row.form[column.name] if column.name in row.form.fields else None,
                value=getattr(kept, column.name),
                text=column.text(getattr(kept, column.name)),
                last_month=column.text(getattr(before, column.name, None)) if column.unit else "",
            )
            for column in self.columns
        ]
        return row

    def _to_be_submitted(self) -> list[SheetRow]:
        """Editable rows in which there is anything at all; the empty ones stay missing."""
        rows = [row for row in self.rows if row.is_editable and row.form.is_bound]
        return [row for row in rows if not (row.form.entry() if row.form.wants_change() else row.form.kept).is_empty]

    def _mark_conflict(self, row: SheetRow) -> None:
        """Somebody else changed a row that this person changed too: show both, and let the next save be a choice."""
        kept, typed = row.form.kept, row.form.entry()
        if not row.form.wants_change() or (row.is_editable and typed.seen_version == kept.seen_version):
            return
        row.conflict = True
        for cell in row.cells:
            if cell.bound and getattr(typed, cell.column.name) != getattr(kept, cell.column.name):
                cell.theirs = cell.text or NO_DATA
        row.form.show_as_read_now()

    def _mark_unread(self, row: SheetRow) -> None:
        """A row that this person left alone is handed in as it was read: show what somebody else has put there since."""
        kept, read = row.form.kept, row.form.entry()
        if row.conflict or row.form.wants_change() or read.seen_version == kept.seen_version:
            return
        row.unread = True
        for cell in row.cells:
            before = getattr(read, cell.column.name)
            if cell.bound and before != getattr(kept, cell.column.name):
                cell.seen = cell.column.text(before) or NO_DATA
        row.form.show_kept()

    def require_complete(self, row: SheetRow) -> None:
        entry = row.form.entry() if row.form.wants_change() else row.form.kept
        for name in missing_values(entry, row.form.asked):
            row.form.add_error(name, _("Needed before the row can be submitted."))
        if not entry.note:
            for name in fallen_values(entry, row.before):
                row.form.add_error(name, _("Smaller than in the last accepted month: say why in the note."))
