"""Whether the portal can work: what a load balancer asks before it sends people."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from figures.models import LONGEST_SILENCE
from figures.queries import run_shows_life, untried_since
from journal import bell

PATIENCE_SECONDS = 1


def unready() -> list[str]:
    """Names of what does not answer: servers, and the jobs where marks wait and nobody works them. Empty when all is well."""
    missing = []
    if not _database_answers():
        missing.append("database")
    elif _jobs_are_late():
        missing.append("jobs")
    if settings.BROKER_URL and not _broker_answers():
        missing.append("broker")
    return missing


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _jobs_are_late() -> bool:
    """Two minutes are more than any division takes; many of them at once may, while their run shows signs of life."""
    since = untried_since()
    return since is not None and timezone.now() - since > LONGEST_SILENCE and not run_shows_life()


def _broker_answers() -> bool:
    from kombu.exceptions import OperationalError

    try:
        with bell.application().connection_for_write(connect_timeout=PATIENCE_SECONDS) as broker:
            broker.ensure_connection(max_retries=0, timeout=PATIENCE_SECONDS)
    except (OperationalError, OSError):
        return False
    return True
