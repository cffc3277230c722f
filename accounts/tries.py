"""How often somebody has tried to guess a password. By name and by address, so that neither one account nor many can be tried at will."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import FailedSignIn

WINDOW = timedelta(minutes=30)
MOST_BY_NAME, MOST_BY_ADDRESS = 5, 50


def name_mark(username: str) -> str:
    """What is kept of a name that was tried: people type their password there by mistake, so it can't be read back."""
    return salted_hmac("accounts.tries", username.casefold(), algorithm="sha256").hexdigest()


def recent() -> QuerySet[FailedSignIn]:
    """Tries that still count, by the machine's clock: the demonstration's stands still from one start to the next."""
    return FailedSignIn.objects.filter(at__gt=timezone.now() - WINDOW)


def too_many(username: str, address: str | None) -> bool:
    """Whether more tries have been begun than are allowed, this one included; the same for accounts that nobody has."""
    by_name = recent().filter(name_mark=name_mark(username)).count()
    by_address = recent().filter(address=address).count() if address else 0
    return by_name > MOST_BY_NAME or by_address > MOST_BY_ADDRESS
