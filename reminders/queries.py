import datetime

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import people_in
from reminders.models import Digest


def people_to_remind(divisions: str, day: datetime.date) -> QuerySet[User]:
    """People inside the scope with an e-mail address who have not been written to on that day."""
    reached = Digest.objects.filter(day=day, failure="").values("person")
    return people_in(divisions).filter(is_active=True).exclude(email="").exclude(pk__in=reached)


def last_digest(divisions: str, person: User) -> Digest | None:
    """The last e-mail that really went out to a person of the scope."""
    return Digest.objects.filter(person__in=people_in(divisions).filter(pk=person.pk), sent_at__isnull=False).order_by("-day").first()
