"""Loads of plants as tables."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from formulas.months import month_text
from tables import Column, Table, link, plain
from tables.cells import NO_DATA
from targets.queries import water_pollutants
from treatment_plants.models import LoadedRow, PlantLoad, RowOutcome
from treatment_plants.register.told import capacity_told, change_labels, inflow_told, value_label, value_told


def loads_table(loads) -> Table:
    return Table(
        title=_("Sheets that were loaded"),
        columns=[
            Column("document", _("Document"), _load_cell, heads_row=True, wraps=True),
            Column("file", _("File"), lambda one: plain(one.draft.file_name), wraps=True),
            Column("loaded", _("Loaded"), lambda one: plain(_moment(one.loaded_at), note=str(one.loaded_by))),
            Column("undone", _("Undone"), lambda one: plain(_moment(one.undone_at), note=str(one.undone_by or ""))),
        ],
        records=list(loads),
        empty_text=_("No sheet has been loaded yet."),
    )


def draft_table(drafts) -> Table:
    return Table(
        title=_("Sheets that are still open"),
        columns=[
            Column("file", _("File"), _draft_cell, heads_row=True, wraps=True),
            Column("uploaded", _("Uploaded"), lambda one: plain(_moment(one.uploaded_at), note=str(one.uploaded_by))),
            Column("state", _("State"), lambda one: plain(one.get_state_display())),
        ],
        records=list(drafts),
    )


def _moment(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _load_cell(one: PlantLoad):
    return link(one.source, reverse("treatment_plants:plant-load", args=[one.pk]))


def _draft_cell(one):
    return link(one.file_name, reverse("treatment_plants:plant-draft", args=[one.pk]))


def load_table(load: PlantLoad, rows) -> Table:
    """What became of each row of the sheet."""
    words, rows = _Words(), list(rows)
    month = [Column("month", _("Month"), lambda row: plain(month_text(row.month) if row.month else ""))]
    return Table(
        title=_("%(document)s, row by row") % {"document": load.source},
        columns=[
            Column("place", _("Cell"), lambda row: plain(row.place)),
            Column("plant", _("Plant"), lambda row: plain(row.plant_name), heads_row=True, wraps=True),
            Column("district", _("District"), lambda row: plain(str(row.district or ""))),
            *(month if any(row.month for row in rows) else []),
            Column("outcome", _("Outcome"), lambda row: plain(row.get_outcome_display())),
            Column("changes", _("Before → after"), lambda row: plain("；".join(words.changes(row))), wraps=True),
        ],
        records=rows,
        empty_text=_("The sheet held no row."),
    )


class _Words:
    def __init__(self):
        self.symbols = {one.code: one.symbol for one in water_pollutants()}
        self.labels = change_labels()

    def changes(self, row: LoadedRow) -> list[str]:
        if row.outcome not in (RowOutcome.ADDED, RowOutcome.CHANGED):
            return []
        told = self._of_month(row) if row.month else self._of_plant(row)
        return [_("%(what)s: %(before)s → %(after)s") % {"what": what, "before": old, "after": new} for what, old, new in told]

    def _of_month(self, row: LoadedRow):
        for name, after in row.after.items():
            before = row.before.get(name)
            if before != after and not (after in (None, "") and before in (None, "")):
                yield value_label(name, self.symbols), value_told(name, before), value_told(name, after)

    def _of_plant(self, row: LoadedRow):
        for name, label in self.labels.items():
            if name in row.after:
                yield label, self._value(name, row.before.get(name)), self._value(name, row.after[name])
        for pollutant, (after, _year) in row.after.get("inflow", {}).items():
            before = row.before["inflow"][pollutant][0]
            label = _("%(symbol)s inflow of the register") % {"symbol": self.symbols.get(pollutant, pollutant)}
            if before != after:
                yield label, inflow_told(before), inflow_told(after)

    @staticmethod
    def _value(name: str, value) -> str:
        if name == "capacity":
            return capacity_told(value)
        return NO_DATA if value in (None, "") else str(value)


def reasons_told(reasons: list[tuple[str, str]], count: int | None = None) -> str:
    """Why a load can't be undone; the first ones, and how many more of `count`, where not all are told."""
    words = {
        "changed": _("%(what)s has been corrected since"),
        "month": _("%(what)s has been accepted or changed since"),
        "reported": _("%(what)s has been reported since"),
        "used": _("%(what)s is named elsewhere"),
    }
    told = [words[kind] % {"what": what} for kind, what in reasons[:MOST_REASONS]]
    more = (count or len(reasons)) - len(told)
    if more > 0:
        told.append(_("and %(count)d more") % {"count": more})
    return "；".join(told)


MOST_REASONS = 5
