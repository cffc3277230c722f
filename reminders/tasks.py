from celery import shared_task

from reminders import actions


@shared_task(name="reminders.send_due_digests")
def send_due_digests() -> int:
    """Write to everybody for whom something waits, once a day."""
    return actions.send_due_digests()
