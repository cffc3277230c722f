from celery import shared_task

from workbooks import actions


@shared_task(name=actions.READ_DRAFTS)
def read_drafts() -> int:
    """Read every large file that waits."""
    return actions.read_waiting()
