from django.db.models import F, Q, QuerySet
from django.utils import timezone

from districts.scopes import inside
from workbooks.models import LONGEST_SILENCE, ConfirmedLayout, Correction, Draft, DraftOrder, DraftState, OrderState


def drafts(divisions: str, purpose: str) -> QuerySet[Draft]:
    """Uploaded files of one purpose for divisions inside the scope, the newest first."""
    found = Draft.objects.filter(inside("division_id", divisions), purpose=purpose)
    return found.select_related("division", "uploaded_by", "consented_by", "closed_by")


def waiting_drafts(divisions: str, purpose: str) -> QuerySet[Draft]:
    """Those that nobody has taken over or discarded yet."""
    return drafts(divisions, purpose).filter(state__in=[DraftState.READING, DraftState.OPEN])


def corrections(divisions: str, draft: Draft) -> QuerySet[Correction]:
    """Who typed what into a draft, the newest first."""
    found = Correction.objects.filter(inside("draft__division_id", divisions), draft=draft)
    return found.select_related("by").order_by("-pk")


def readings() -> QuerySet[Draft]:
    """Large files that a job reads or has read."""
    return Draft.objects.filter(is_large=True).select_related("uploaded_by").order_by("-pk")


def due() -> QuerySet[Draft]:
    """Files that wait for a worker, the longest waiting first: never begun, or begun by one that has gone silent."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - LONGEST_SILENCE)
    return Draft.objects.filter(silent, state=DraftState.READING).order_by(F("heartbeat_at").asc(nulls_first=True), "pk")


def confirmed_layouts(divisions: str, purpose: str) -> QuerySet[ConfirmedLayout]:
    """What was confirmed for layouts of exactly this division: another's authority may mean something else by the same words."""
    return ConfirmedLayout.objects.filter(division=divisions, purpose=purpose)


def latest_order(divisions: str, draft: Draft) -> DraftOrder | None:
    """What was ordered last for a draft; None where nothing ever was."""
    return DraftOrder.objects.filter(inside("draft__division_id", divisions), draft=draft).select_related("by").first()


def orders() -> QuerySet[DraftOrder]:
    """Everything that was ordered for large files, the newest first."""
    return DraftOrder.objects.select_related("draft", "by")


def due_orders() -> QuerySet[DraftOrder]:
    """Orders that wait for a worker, the longest waiting first: never begun, or begun by one that has gone silent."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - LONGEST_SILENCE)
    waiting = DraftOrder.objects.filter(silent, state=OrderState.WAITS)
    return waiting.select_related("draft", "by").order_by(F("heartbeat_at").asc(nulls_first=True), "pk")
