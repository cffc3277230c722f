from django.db.models import QuerySet

from districts.scopes import inside
from returns.models import MonthlyReturn


def returns_of(divisions: str, kind: str, month: int) -> QuerySet[MonthlyReturn]:
    """All returns of a kind inside the scope for a month, with their people."""
    people = ("entered_by", "submitted_by", "reviewed_by")
    return MonthlyReturn.objects.filter(inside("division_id", divisions), kind=kind, month=month).select_related(*people)
