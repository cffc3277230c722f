from django.db.models import QuerySet

from accounts.models import User
from districts.scopes import inside


def people_in(divisions: str) -> QuerySet[User]:
    """People whose division lies inside the scope."""
    return User.objects.filter(inside("division_id", divisions)).select_related("division").order_by("division_id", "role", "username")


def anyone_yet() -> bool:
    """Whether the portal has been set up with a first person."""
    return User.objects.exists()
