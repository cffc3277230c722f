"""The documents that quotas come from, and what a proposed one would change for the districts."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards.district_ranking import DistrictRow, district_rows, lamp_cell
from dashboards.lamps import ProgressLamps
from dashboards.quota_moves import kind_cell
from dashboards.stands import Now
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, Column, Table, figure, link, plain, unit_names
from tables.words import listed
from targets.ledger import Ledger
from targets.models import QuotaSet, QuotaState

LAMPS = {QuotaState.PROPOSED: "late", QuotaState.CONFIRMED: "good", QuotaState.REFUSED: "none"}


def quota_set_table(sets: list[QuotaSet], divisions: str) -> Table:
    """The documents of a scope, and the acts on them."""
    replaced = {one.replaces_id for one in sets if one.state == QuotaState.CONFIRMED}
    return Table(
        title=_("Documents of the quotas"),
        columns=[
            Column("document_number", _("Document number"), lambda one: link(one.document_number, _address(one)), wraps=True),
            Column("version", _("Version"), lambda one: figure(one.version, COUNT), numeric=True),
            Column("document_date", _("Date of the document"), lambda one: plain(one.document_date.isoformat())),
            Column("issuing_body", _("Issuing body"), lambda one: plain(one.issuing_body), wraps=True),
            Column("plan", _("Plan"), lambda one: plain(str(one.plan)), wraps=True),
            Column("division", _("Division"), lambda one: plain(str(one.division))),
            Column("kind", _("What it is"), lambda one: kind_cell(one, divisions), wraps=True),
            Column("state", _("State"), lambda one: _state_cell(one, replaced)),
            Column("uploaded_by", _("Proposed by"), lambda one: plain(str(one.uploaded_by), note=_time(one.uploaded_at))),
            Column("decided_by", _("Decided by"), lambda one: plain(str(one.decided_by or ""), note=_time(one.decided_at))),
            Column("reason", _("Reason"), lambda one: plain("；".join(filter(None, (one.grounds, one.reason)))), wraps=True),
            Column("file_name", _("File"), _file_cell, wraps=True),
            Column("sha256", _("SHA-256"), lambda one: plain(one.sha256), for_machines=True),
        ],
        records=sets,
        emphasis=lambda one: "muted" if one.state == QuotaState.REFUSED or one.pk in replaced else "",
        empty_text=_("No quotas have been uploaded yet."),
    )


def _file_cell(one: QuotaSet) -> Cell:
    return link(one.file_name, reverse("targets:quota-file", args=[one.pk])) if one.file_name else plain("")


def _address(one: QuotaSet) -> str:
    name = "dashboards:quota-set" if one.state == QuotaState.CONFIRMED else "dashboards:quota-preview"
    return reverse(name, args=[one.pk])


def _state_cell(one: QuotaSet, replaced: set[int]) -> Cell:
    if one.state != QuotaState.CONFIRMED:
        return plain(one.get_state_display(), lamp=LAMPS[one.state])
    return plain(_("replaced")) if one.pk in replaced else plain(_("in force"), lamp="good")


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def consequence_table(divisions: str, month: int, old: Ledger, new: Ledger) -> Table:
    """What the districts' completion of this year would become."""
    stand = Now(divisions, month)
    before = {(row.district.code, row.pollutant.code): row for row in district_rows(stand, old)}
    after = {(row.district.code, row.pollutant.code): row for row in district_rows(stand, new)}
    # A district that would have no quota any more leaves the ranking; that is a consequence too.
    rows = [(before.get(key), row) for key, row in after.items()] + [(row, None) for key, row in before.items() if key not in after]
    lamps = ProgressLamps(month)
    return Table(
        title=_("What this would change in the ranking of districts"),
        columns=[
            Column("district", _("District"), lambda row: plain(str(_either(row).district)), heads_row=True),
            Column("pollutant", _("Pollutant"), lambda row: plain(_either(row).pollutant.symbol)),
            Column("verified", _("Verified"), lambda row: figure(_either(row).verified, MASS, places=2), unit_names.MASS, True),
            *_old_and_new("quota", _("Old cut of the year"), _("New cut of the year"), MASS, 2, unit_names.MASS),
            *_old_and_new("completion", _("Old completion"), _("New completion"), PERCENT, 1, unit_names.PERCENT),
            Column("old_lamp", _("Old lamp"), lambda row: _lamp(row[0], lamps)),
            Column("new_lamp", _("New lamp"), lambda row: _lamp(row[1], lamps)),
            *_old_and_new("rank", _("Old rank"), _("New rank"), COUNT, 0, ""),
            Column("changes", _("What would change"), lambda row: plain(listed(_changes(row, lamps)))),
        ],
        records=rows,
        emphasis=lambda row: "warning" if _changes(row, lamps) else "",
        empty_text=_("No district has a quota for this year."),
    )


def _old_and_new(name: str, old: str, new: str, unit, digits: int, unit_name: str) -> list[Column]:
    def cell(row: DistrictRow | None) -> Cell:
        return figure(getattr(row, name, None), unit, places=digits)

    return [
        Column(f"old_{name}", old, lambda row: cell(row[0]), unit_name, True),
        Column(f"new_{name}", new, lambda row: cell(row[1]), unit_name, True),
    ]


def _either(row: tuple[DistrictRow | None, DistrictRow | None]) -> DistrictRow:
    return row[1] or row[0]


def _lamp(row: DistrictRow | None, lamps: ProgressLamps) -> Cell:
    return lamp_cell(row, lamps) if row else plain("")


def _changes(row: tuple[DistrictRow | None, DistrictRow | None], lamps: ProgressLamps) -> list[str]:
    """In words which of completion, lamp and rank would be another than they are."""
    old, new = row
    if old is None or new is None:
        return [_("joins the ranking") if old is None else _("leaves the ranking")]
    changed = (
        (_("completion"), old.completion != new.completion),
        (_("lamp"), lamp_cell(old, lamps) != lamp_cell(new, lamps)),
        (_("rank"), old.rank != new.rank),
    )
    return [word for word, is_it in changed if is_it]
