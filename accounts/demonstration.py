"""The demonstration's accounts, told on its sign-in page and nowhere else."""

from django.conf import settings

from accounts.models import User

PASSWORD = "demo-2022"


def accounts() -> list[User]:
    """Everybody who may sign in; empty outside the demonstration, whose password is no secret."""
    if not settings.DEMONSTRATION:
        return []
    return list(User.objects.filter(is_active=True, must_change_password=False).select_related("division").order_by("pk"))
