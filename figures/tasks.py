from celery import shared_task

from figures import actions
from journal.bell import REFRESH


@shared_task(name=REFRESH)
def refresh() -> int:
    """Bring every marked scope up to date."""
    return actions.refresh()
