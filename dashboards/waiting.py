"""What a page says while its figures wait for their job: that they come, that they are late, or that they failed."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from districts.scopes import where_figures_are
from figures.models import LONGEST_SILENCE
from figures.queries import last_failure
from journal.queries import waiting_since


@dataclass(frozen=True)
class Waiting:
    text: str
    is_late: bool  # so that it must not be missed, on paper neither


def waiting_of(person: User) -> Waiting | None:
    """What the person has to know about figures that are older than their records; None where none are."""
    scope = where_figures_are(person.divisions)
    since = waiting_since(scope) if person.may(Permission.READ_FIGURES) else None
    if since is None:
        return None
    failed_at, waited = last_failure(scope), timezone.now() - since
    if failed_at:
        told = {"time": timezone.localtime(failed_at).strftime("%Y-%m-%d %H:%M")}
        return Waiting(
            _(
                "Recomputing failed at %(time)s; the administrator has been told by the page of jobs. Figures may be older than their records."
            )
            % told,
            True,
        )
    if waited > LONGEST_SILENCE:
        told = {"minutes": waited // timedelta(minutes=1)}
        return Waiting(
            _("Figures have been waiting to be recomputed for %(minutes)d minutes. They may be older than their records.") % told, True
        )
    return Waiting(_("Figures are being recomputed. This page brings itself up to date."), False)
