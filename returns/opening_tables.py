"""Terms and exceptions as tables."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import clock
from formulas.months import month_text
from formulas.units import COUNT
from returns.closing import in_force
from returns.kinds import returned_of
from returns.models import Decision, Opening
from tables import Cell, Column, Table, figure, link, plain


def terms_table(terms) -> Table:
    return Table(
        title=_("Due and closing days"),
        columns=[
            Column("kind", _("Kind of return"), lambda one: plain(str(returned_of(one.kind).label)), wraps=True),
            Column("division", _("Division"), lambda one: plain(str(one.division)), heads_row=True),
            Column("valid_from", _("Valid from"), lambda one: plain(month_text(one.valid_from))),
            Column("due_day", _("Due on day of the next month"), lambda one: figure(one.due_day, COUNT), numeric=True),
            Column("closing_day", _("Closes at the end of day"), lambda one: figure(one.closing_day, COUNT), numeric=True),
            Column("set_by", _("Set by"), lambda one: plain(str(one.set_by), note=_time(one.set_at))),
            Column("reason", _("Reason"), lambda one: plain(one.reason), wraps=True),
        ],
        records=terms,
        empty_text=_("No due day has been set: no month closes."),
    )


def openings_table(openings: list[Opening], names: dict[int, str]) -> Table:
    """`names` tells by exception what it is for."""
    return Table(
        title=_("Exceptions to the closing days"),
        columns=[
            Column("month", _("Month"), lambda one: link(month_text(one.month), _sheet_url(one))),
            Column("kind", _("Kind of return"), lambda one: plain(str(returned_of(one.kind).label)), wraps=True),
            Column("district", _("District"), lambda one: plain(str(one.division)), heads_row=True),
            Column("subject", _("For"), lambda one: plain(names[one.pk]), wraps=True),
            Column("state", _("State"), _state_cell),
            Column("ends_at", _("Open until"), lambda one: plain(_time(one.ends_at))),
            Column("owner", _("Person in charge"), lambda one: plain(str(one.owner))),
            Column("proposed_by", _("Proposed by"), lambda one: plain(str(one.proposed_by), note=_time(one.proposed_at))),
            Column("decided_by", _("Decided by"), lambda one: plain(str(one.decided_by or ""), note=_time(one.decided_at))),
            Column("reason", _("Reason"), lambda one: plain(one.reason), wraps=True),
        ],
        records=openings,
        empty_text=_("No exception has been proposed."),
    )


def _state_cell(one: Opening) -> Cell:
    if in_force(one):
        return plain(_("in force"), lamp="late")
    if one.decision == Decision.PROPOSED:
        return plain(_("run out") if one.ends_at <= clock.now() else one.get_decision_display(), lamp="none")
    return plain(_("ended") if one.decision == Decision.CONFIRMED else one.get_decision_display(), lamp="none")


def _time(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _sheet_url(one: Opening) -> str:
    return reverse(returned_of(one.kind).sheet, args=[one.division_id, month_text(one.month)])
