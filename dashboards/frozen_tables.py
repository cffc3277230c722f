"""Frozen months as pages show them: the chain, and what one copy holds beside its figures."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboards.stands import Then
from dashboards.why.acts import words
from formulas.months import month_text
from formulas.units import CONCENTRATION, COUNT, PERCENT
from frozen.models import Freeze, FrozenParameter
from tables import Cell, Column, Table, figure, link, plain, unit_names
from tables.cells import NO_DATA
from tables.words import listed

# The rules that rankings and figures are made by, with the unit of each amount.
RULES = {
    "load_rate_required_millionths": (gettext_lazy("Load rate required"), PERCENT, "%"),
    "load_rate_low_millionths": (gettext_lazy("Load rate that is low"), PERCENT, "%"),
    "load_rate_doubtful_millionths": (gettext_lazy("Load rate that is doubtful"), PERCENT, "%"),
    "inlet_cod_required_ug_l": (gettext_lazy("COD inflow required"), CONCENTRATION, "mg/L"),
    "far_behind_millionths": (gettext_lazy("Far behind time progress"), PERCENT, "%"),
    "count_start_offset_months": (gettext_lazy("Months until a new plant counts"), COUNT, ""),
}


def frozen_table(freezes: list[Freeze]) -> Table:
    """Every copy, the newest first."""
    return Table(
        title=_("Frozen months"),
        columns=[
            Column("sequence", _("No. in the chain"), lambda one: figure(one.sequence, COUNT), numeric=True),
            Column("month", _("Month"), _month_cell, heads_row=True),
            Column("number", _("Copy"), lambda one: figure(one.number, COUNT), numeric=True),
            Column("closed_at", _("Closed since"), lambda one: plain(_time(one.closed_at))),
            Column("frozen_at", _("Frozen"), lambda one: plain(_time(one.frozen_at))),
            Column("why", _("Causes"), lambda one: plain(why_told(one)), wraps=True),
            Column("quotas", _("Quotas in force"), lambda one: plain(one.quota_document), wraps=True),
            Column("seal", _("Seal"), lambda one: Cell(value=one.seal, text=one.short_seal)),
        ],
        records=freezes,
        empty_text=_("No month has been frozen yet. A month is frozen when its closing day has ended."),
    )


def _month_cell(one: Freeze) -> Cell:
    return link(month_text(one.month), reverse("dashboards:frozen-month", args=[one.key]))


def why_told(one: Freeze) -> str:
    """Why there is this copy."""
    if one.number == 1:
        return _("the month had closed")
    plants = len({cause["plant_id"] for cause in one.causes})
    acts = listed(words(act) for act in dict.fromkeys(cause["act"] for cause in one.causes))
    told = ngettext("%(count)d plant has moved since: %(acts)s", "%(count)d plants have moved since: %(acts)s", plants)
    return told % {"count": plants, "acts": acts}


def cause_table(one: Freeze, plants: set[int]) -> Table:
    """What had changed since the copy before, of the plants that the reader may see."""
    return Table(
        title=_("What had changed since the copy before"),
        columns=[
            Column("plant", _("Plant"), lambda cause: plain(cause["plant"]), heads_row=True),
            Column("month", _("Month"), lambda cause: plain(cause["month"])),
            Column("act", _("What had happened"), lambda cause: plain(words(cause["act"]))),
            Column("document", _("Document number"), lambda cause: plain(cause["document"]), wraps=True),
        ],
        records=[cause for cause in one.causes if cause["plant_id"] in plants],
        empty_text=_("No plant of your division has moved."),
    )


def parameter_table(parameters: list[FrozenParameter]) -> Table:
    """The numbers of the rules as they were valid, of those that rankings and figures are made by; the copy holds all."""
    newest = {one.key: one for one in sorted(parameters, key=lambda one: one.valid_from)}
    return Table(
        title=_("Rules in force"),
        columns=[
            Column("key", _("Key"), lambda one: plain(one.key), for_machines=True),
            Column("rule", _("Rule"), lambda one: plain(str(RULES[one.key][0])), heads_row=True),
            Column("amount", _("Amount in force"), _amount_cell),
            Column("valid_from", _("Valid from"), lambda one: plain(month_text(one.valid_from))),
            Column("source", _("Source"), lambda one: plain(one.source), wraps=True),
        ],
        records=[newest[key] for key in RULES if key in newest],
    )


def _amount_cell(one: FrozenParameter) -> Cell:
    _label, unit, name = RULES[one.key]
    return plain(f"{unit.typed(one.amount)} {name}".strip())


@dataclass(frozen=True)
class TwoRows:
    """A plant in two copies; None where it does not stand in one."""

    before: object | None
    now: object | None

    @property
    def either(self):
        return self.now or self.before

    @property
    def differs(self) -> bool:
        return self._told(self.before) != self._told(self.now)

    @staticmethod
    def _told(row) -> tuple | None:
        return row and (row.rank, row.load_rate_millionths)


def two_copies_table(before: Then, now: Then) -> Table:
    """Plants whose load or rank differs between two copies of one month; each leads to the causes."""
    old, new = ({one.plant_id: one for one in stand.plants_by_load()} for stand in (before, now))
    rows = [TwoRows(old.get(key), new.get(key)) for key in {**new, **old}]
    asked = f"{now.asked}&against={month_text(before.month)}.{before.freeze.number}"

    def why(row: TwoRows) -> Cell:
        if row.now is None:
            return plain(_("no longer listed"))
        return link(_("place by place"), f"{reverse('dashboards:plant-load-why', args=[row.now.plant_id])}?{asked}")

    return Table(
        title=_("Plants by load: the copy before and this one"),
        columns=[
            Column("plant", _("Plant"), lambda row: plain(str(row.either.plant)), heads_row=True),
            Column("rank_before", _("Old rank"), lambda row: figure(getattr(row.before, "rank", None), COUNT), numeric=True),
            Column("rank", _("New rank"), lambda row: figure(getattr(row.now, "rank", None), COUNT), numeric=True),
            Column("load_before", _("Old load rate"), lambda row: _load(row.before), unit_names.PERCENT, True),
            Column("load", _("New load rate"), lambda row: _load(row.now), unit_names.PERCENT, True),
            Column("why", _("Causes"), why),
        ],
        records=[row for row in rows if row.differs],
        empty_text=_("No load and no rank of the month differs; what moved are sums or the inflow."),
    )


def _load(row) -> Cell:
    return figure(getattr(row, "load_rate_millionths", None), PERCENT, places=2)


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else NO_DATA
