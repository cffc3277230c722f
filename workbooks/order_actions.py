"""What people order for large drafts, and the job that does it: all of it or nothing, once, whoever is killed meanwhile."""

import logging

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language, override

import clock
from accounts.models import User
from journal import bell
from workbooks import queries
from workbooks.actions import MOST_TRIES, read_anew
from workbooks.models import Draft, DraftOrder, OrderState
from workbooks.purposes import act_of
from workbooks.refusals import DraftChanged, DraftRefused, OrderRefused

WORK_ORDERS = "workbooks.work_orders"
# Steps of an order: waits, is worked out, is written, is done.
IS_WAITING, IS_WORKED_OUT, IS_WRITTEN, IS_DONE = range(4)
CHANGED, CLOSED, FAILED = "changed", "closed", "failed"

logger = logging.getLogger(__name__)


def place_order(*, draft: Draft, act: str, details: dict, by: User) -> DraftOrder:
    """Order an act for a draft; one that is ordered already is answered again, whatever it is."""
    order = DraftOrder(draft=draft, act=act, details=details, by=by, language=get_language() or "", ordered_at=clock.now())
    try:
        with transaction.atomic():
            order.save(force_insert=True)
            transaction.on_commit(lambda: bell.send(WORK_ORDERS))
    except IntegrityError:
        # Sent twice: the first has been placed, and may have been done meanwhile.
        return draft.orders.first()
    return order


def work_waiting() -> int:
    """The job: do every order that waits, one after the other, and answer how many were. May run twice, late or be killed."""
    worked = 0
    while claimed := _claim():
        _work(claimed)
        worked += 1
    return worked


def _claim() -> DraftOrder | None:
    """The order that has waited longest, for this worker alone: of two that want it the second finds its sign of life."""
    for order in queries.due_orders():
        now = timezone.now()
        if _unclaimed(order).update(heartbeat_at=now, started_at=order.started_at or now, tries=F("tries") + 1):
            order.refresh_from_db()
            return order
    return None


def _unclaimed(order: DraftOrder):
    return DraftOrder.objects.filter(pk=order.pk, state=OrderState.WAITS, heartbeat_at=order.heartbeat_at, tries=order.tries)


def _work(order: DraftOrder) -> None:
    try:
        if order.tries > MOST_TRIES:
            raise OrderRefused(FAILED)
        with override(order.language or None):
            _do(order)
    except OrderRefused as refused:
        _refuse(order, refused)
    except DraftRefused as refused:
        _refuse(order, OrderRefused(CHANGED if isinstance(refused, DraftChanged) else CLOSED))
    except Exception:
        # Nothing was written. The next sweep tries again, until it has tried often enough.
        logger.exception("Order %d of draft %d could not be carried out", order.pk, order.draft_id)


def _do(order: DraftOrder) -> None:
    """Who comes too late, because another was thought to be needed, writes nothing: the order itself is locked while it is done."""
    _tell(order, IS_WORKED_OUT)
    write = act_of(order.draft.purpose, order.act)(order)
    _tell(order, IS_WRITTEN)
    with transaction.atomic():
        if _held(order):
            write()
            _own(order).update(state=OrderState.DONE, step=IS_DONE, ended_at=timezone.now(), heartbeat_at=timezone.now())


def _held(order: DraftOrder) -> bool:
    return _own(order).select_for_update().exists()


@transaction.atomic
def _refuse(order: DraftOrder, refused: OrderRefused) -> None:
    refusal = {"code": refused.code, "values": refused.values}
    if _own(order).update(state=OrderState.REFUSED, refusal=refusal, step=IS_DONE, ended_at=timezone.now()):
        # What was shown of it is out of date.
        read_anew(order.draft)


def _tell(order: DraftOrder, step: int) -> None:
    _own(order).update(step=step, heartbeat_at=timezone.now())


def _own(order: DraftOrder):
    """The order as this worker has claimed it: nothing once another has begun anew."""
    return DraftOrder.objects.filter(pk=order.pk, state=OrderState.WAITS, tries=order.tries)
