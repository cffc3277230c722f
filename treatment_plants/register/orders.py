"""What the job does for large sheets of plants: loads them, takes them back, accepts their months."""

from collections.abc import Callable

from returns.actions import Conflict, MonthNotEnded, OwnEntry, WrongState
from treatment_plants.register.actions import NotClear, Overtaken, accept_load, prepared_load, write_load
from treatment_plants.register.plans import LoadPlan
from treatment_plants.register.undoing.actions import Depended, DoneBefore, undo_load
from workbooks.models import DraftOrder
from workbooks.refusals import OrderRefused

LOAD, UNDO, ACCEPT = "load", "undo", "accept"
# Rows that are written while the person waits, within a second; more are written by the job.
MOST_AT_ONCE = 200
# No load may keep other people's entries waiting for long: a sheet that holds more comes in parts.
MOST_AT_ALL = 20_000
NOT_CLEAR, OVERTAKEN, UNDONE, DEPENDED, OWN, NO_LONGER = "not_clear", "overtaken", "undone", "depended", "own", "no_longer"
MOST_REASONS = 20


def load(order: DraftOrder) -> Callable[[], object]:
    seen, seen_plan = order.details["seen"], order.details["plan"]
    try:
        plan = prepared_load(draft=order.draft, seen=seen, seen_plan=seen_plan)
    except NotClear:
        raise OrderRefused(NOT_CLEAR) from None
    except Overtaken:
        raise OrderRefused(OVERTAKEN) from None
    return lambda: _write(order, seen, plan)


def _write(order: DraftOrder, seen: int, plan: LoadPlan) -> None:
    try:
        write_load(draft=order.draft, seen=seen, plan=plan, by=order.by)
    except Overtaken:
        raise OrderRefused(OVERTAKEN) from None


def undo(order: DraftOrder) -> Callable[[], object]:
    return lambda: _undo(order)


def _undo(order: DraftOrder) -> None:
    try:
        undo_load(load=order.draft.plant_load, by=order.by)
    except DoneBefore:
        raise OrderRefused(UNDONE) from None
    except Depended as refused:
        raise OrderRefused(DEPENDED, reasons=refused.reasons[:MOST_REASONS], count=len(refused.reasons)) from None


def accept(order: DraftOrder) -> Callable[[], object]:
    return lambda: _accept(order)


def _accept(order: DraftOrder) -> None:
    try:
        accept_load(load=order.draft.plant_load, by=order.by)
    except OwnEntry:
        raise OrderRefused(OWN) from None
    except (Conflict, WrongState, MonthNotEnded):
        raise OrderRefused(NO_LONGER) from None


ACTS = {LOAD: load, UNDO: undo, ACCEPT: accept}
