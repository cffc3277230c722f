"""Sending what waits for people by e-mail: one digest a day for each, claimed before it is sent."""

import datetime
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.models import User
from districts.queries import city
from reminders.matters import Matter, matters_of
from reminders.models import Digest
from reminders.queries import people_to_remind
from returns.holidays import KnownDays

# Nobody is woken: digests leave on working days from eight o'clock on.
FIRST_HOUR = 8
REST_AFTER_FAILURE = datetime.timedelta(hours=1)

logger = logging.getLogger(__name__)


def send_due_digests() -> int:
    """Write to everybody for whom something waits and who has not been written to today. Answers how many were."""
    today = clock.today()
    whole = city()
    if not settings.SENDS_MAIL or whole is None or clock.now().hour < FIRST_HOUR or KnownDays().moved(today) != today:
        return 0
    return sum(_remind(person, today) for person in people_to_remind(whole.code, today))


def _remind(person: User, day: datetime.date) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        matters = matters_of(person)
        claimed = claim(person=person, day=day, matters=len(matters)) if matters else None
        if claimed is None:
            return False
        message = _message(person, day, matters)
    try:
        message.send()
    except (OSError, SMTPException) as failure:
        # It stays to be sent: a later run claims it again.
        logger.exception("The digest of %s could not be sent", person.username)
        Digest.objects.filter(pk=claimed.pk).update(failure=f"{type(failure).__name__}: {failure}"[:200])
        return False
    Digest.objects.filter(pk=claimed.pk).update(sent_at=clock.now(), failure="")
    return True


def claim(*, person: User, day: datetime.date, matters: int) -> Digest | None:
    """The day's digest where this run is the one to send it; None where another has claimed it."""
    now = clock.now()
    try:
        with transaction.atomic():
            return Digest.objects.create(person=person, day=day, claimed_at=now, matters=matters)
    except IntegrityError:
        failed = Digest.objects.filter(person=person, day=day, claimed_at__lte=now - REST_AFTER_FAILURE).exclude(failure="")
        again = failed.update(claimed_at=now, failure="", matters=matters)
        return Digest.objects.get(person=person, day=day) if again else None


def _message(person: User, day: datetime.date, matters: list[Matter]) -> EmailMessage:
    subject = ngettext(
        "%(city)s: %(count)d matter waits for you (%(day)s)", "%(city)s: %(count)d matters wait for you (%(day)s)", len(matters)
    )
    lines = [f"{matter.what}  {matter.text}\n{settings.PORTAL_ADDRESS}{matter.url}" for matter in matters]
    body = "\n\n".join([_("%(name)s:") % {"name": person.name}, *lines, _("You are told once a day at most, and no more once it is done.")])
    told = {"city": city(), "count": len(matters), "day": day.isoformat()}
    return EmailMessage(subject % told, body, settings.DEFAULT_FROM_EMAIL, [person.email])
