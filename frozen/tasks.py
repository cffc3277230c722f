from celery import shared_task

from frozen import actions
from journal.bell import FREEZE


@shared_task(name=FREEZE)
def freeze_months(again: bool = False) -> int:
    """Keep a copy of each month that has closed; with `again` also of those whose figures have moved since their last one."""
    return actions.freeze_months(again=again)
