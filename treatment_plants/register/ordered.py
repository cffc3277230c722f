"""How far the job is with a large sheet of plants, and why it did not do what was ordered, in the words of a page."""

from django.http import JsonResponse
from django.utils.translation import gettext as _

from treatment_plants.register.orders import DEPENDED, NO_LONGER, NOT_CLEAR, OVERTAKEN, OWN, UNDONE
from treatment_plants.register.tables import reasons_told
from workbooks.actions import IS_THERE
from workbooks.models import Draft, DraftOrder, DraftState
from workbooks.order_actions import CHANGED, CLOSED, IS_DONE


def progress_told(draft: Draft, order: DraftOrder | None) -> JsonResponse:
    """What the page asks for while it waits."""
    if order and order.is_open:
        return JsonResponse({"stale": True, "step": order.step, "steps": IS_DONE})
    return JsonResponse({"stale": draft.state == DraftState.READING, "step": draft.step, "steps": IS_THERE})


def refusal_told(order: DraftOrder | None) -> str:
    """Why the last order was not carried out; empty where it was, or where the sheet has been changed since."""
    if order is None or not order.is_refused:
        return ""
    if order.details.get("seen", order.draft.version) != order.draft.version:
        return ""
    code, values = order.refusal["code"], order.refusal["values"]
    if code == DEPENDED:
        return _("Nothing was undone, because later work rests on it: %(what)s") % {
            "what": reasons_told(values["reasons"], values["count"])
        }
    return {
        NOT_CLEAR: _("Nothing was loaded: something is still open, or the document is not named."),
        OVERTAKEN: _("Nothing was loaded: plants have changed since you read the page. Read anew what would change."),
        UNDONE: _("Nothing was done: this load has been undone before."),
        OWN: _("Nothing was accepted: you have loaded these months, somebody else has to review them."),
        NO_LONGER: _("Nothing was accepted: somebody has changed these months meanwhile. Look again."),
        CHANGED: _("Nothing was loaded: somebody has changed this sheet meanwhile. Read it anew."),
        CLOSED: _("Nothing was loaded: this sheet is no longer open."),
    }.get(code, _("Nothing was written: the job failed several times. Try again; if it happens again, tell whoever runs the portal."))
