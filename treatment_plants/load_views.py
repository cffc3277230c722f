"""Sheets of plants that were loaded: what became of each row, undoing, accepting their months."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.doors import needs
from accounts.roles import Permission
from returns.actions import Conflict, MonthNotEnded, OwnEntry, WrongState
from tables.pages import table_page
from targets.views import workbook_answer
from treatment_plants import queries
from treatment_plants.models import PlantLoad
from treatment_plants.register import actions
from treatment_plants.register.ordered import progress_told, refusal_told
from treatment_plants.register.orders import ACCEPT, MOST_AT_ONCE, UNDO
from treatment_plants.register.tables import load_table, reasons_told
from treatment_plants.register.undoing.actions import Depended, DoneBefore, undo_load
from workbooks.order_actions import IS_DONE, place_order
from workbooks.queries import latest_order


@needs(Permission.KEEP_PLANTS)
def plant_load(request, pk):
    """What became of each row, for ever."""
    load = _load(request, pk)
    order = latest_order(request.user.divisions, load.draft)
    ordered = order if order and order.act in (UNDO, ACCEPT) else None
    if "step" in request.GET:
        return progress_told(load.draft, ordered)
    table = load_table(load, queries.loaded_rows(request.user.divisions, load))
    waiting = len(queries.months_to_accept(request.user.divisions, load))
    may_accept = bool(waiting) and request.user.may(Permission.REVIEW_RETURNS)
    context = {"load": load, "counts": queries.outcomes(request.user.divisions, load), "waiting": waiting, "may_accept": may_accept}
    context |= {"order": ordered if ordered and ordered.is_open else None, "steps": IS_DONE, "refusal": refusal_told(ordered)}
    return table_page(request, "treatment_plants/plant_load.html", table, context)


@require_POST
@needs(Permission.KEEP_PLANTS)
def plant_load_undo(request, pk):
    load = _load(request, pk)
    if load.undone_at is None and load.rows.count() > MOST_AT_ONCE:
        return _ordered(request, load, UNDO)
    try:
        undo_load(load=load, by=request.user)
    except DoneBefore:
        messages.error(request, _("Nothing was done: this load has been undone before."))
    except Depended as refused:
        messages.error(request, _("Nothing was undone, because later work rests on it: %(what)s") % {"what": reasons_told(refused.reasons)})
    else:
        messages.success(request, _("The load has been undone."))
    return redirect("treatment_plants:plant-load", pk)


@require_POST
@needs(Permission.REVIEW_RETURNS)
def plant_load_accept(request, pk):
    """Accept all months of a load that wait, as they were loaded."""
    load = _load(request, pk)
    if len(queries.months_to_accept(request.user.divisions, load)) > MOST_AT_ONCE:
        return _ordered(request, load, ACCEPT)
    try:
        count = actions.accept_load(load=load, by=request.user)
    except OwnEntry:
        messages.error(request, _("Nothing was accepted: you have loaded these months, somebody else has to review them."))
    except (Conflict, WrongState, MonthNotEnded):
        messages.error(request, _("Nothing was accepted: somebody has changed these months meanwhile. Look again."))
    else:
        text = ngettext("%(count)d month of a plant has been accepted.", "%(count)d months of plants have been accepted.", count)
        messages.success(request, text % {"count": count})
    return redirect("treatment_plants:plant-load", pk)


def _ordered(request, load: PlantLoad, act: str):
    """One order at a time: whoever comes while another act is being done is told that the own one is not."""
    if place_order(draft=load.draft, act=act, details={}, by=request.user).act != act:
        messages.error(request, _("Nothing was ordered: the job is still busy with this load. Try again when it is done."))
    return redirect("treatment_plants:plant-load", load.pk)


@needs(Permission.KEEP_PLANTS)
def plant_load_file(request, pk):
    """The file as it was uploaded."""
    draft = _load(request, pk).draft
    return workbook_answer(bytes(draft.file.content), draft.file_name)


def _load(request, pk: int) -> PlantLoad:
    return get_object_or_404(queries.plant_loads(request.user.divisions), pk=pk)
