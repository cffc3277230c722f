from django.db.models import Count, Q, QuerySet

from districts.scopes import inside
from returns.models import MonthlyReturn, State


def returns_of(divisions: str, kind: str, month: int) -> QuerySet[MonthlyReturn]:
    """All returns of a kind inside the scope for a month, with their people."""
    people = ("entered_by", "submitted_by", "reviewed_by")
    return MonthlyReturn.objects.filter(inside("division_id", divisions), kind=kind, month=month).select_related(*people)


def by_division_and_month(divisions: str, kind: str, first_month: int) -> list[dict]:
    """How many returns stand in each state since a month: rows of division_id, month and a count for each state."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    rows = MonthlyReturn.objects.filter(inside("division_id", divisions), kind=kind, month__gte=first_month)
    return list(rows.values("division_id", "month").annotate(**counts).order_by("-month", "division_id"))
