from celery import shared_task

from workbooks import actions, order_actions


@shared_task(name=actions.READ_DRAFTS)
def read_drafts() -> int:
    """Read every large file that waits."""
    return actions.read_waiting()


@shared_task(name=order_actions.WORK_ORDERS)
def work_orders() -> int:
    """Do what was ordered for large files."""
    return order_actions.work_waiting()
