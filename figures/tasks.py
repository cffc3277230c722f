from celery import shared_task

from figures import actions
from journal.bell import COMPARE, REFRESH


@shared_task(name=REFRESH)
def refresh() -> int:
    """Bring every marked scope up to date."""
    return actions.refresh()


@shared_task(name=COMPARE)
def compare() -> int:
    """Look every night whether each figure is what its records say."""
    return actions.compare()
