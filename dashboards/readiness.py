"""Whether the portal can work: what a load balancer asks before it sends people."""

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

PATIENCE_SECONDS = 1


def unready() -> list[str]:
    """Names of the servers that do not answer; empty when all is well."""
    missing = []
    if not _database_answers():
        missing.append("database")
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


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE_SECONDS) as broker:
            broker.ensure_connection(max_retries=0, timeout=PATIENCE_SECONDS)
    except (OperationalError, OSError):
        return False
    return True
