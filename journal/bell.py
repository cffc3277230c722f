"""Ringing for the job that brings figures up to date. The marks are the ledger; the bell may be lost."""

import logging
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

REFRESH = "figures.refresh"
COMPARE = "figures.compare"
FREEZE = "frozen.freeze_months"

logger = logging.getLogger(__name__)
own_marks: ContextVar[list[int] | None] = ContextVar("own_marks", default=None)


def remember(mark_ids: list[int]) -> None:
    """Keep the marks that this request made, so that its answer can wait for them."""
    marks = own_marks.get()
    if marks is not None:
        marks.extend(mark_ids)


def ring_after_commit() -> None:
    """Send the job by its name once the change is really stored; once, however many marks the transaction makes."""
    if not any(_ring in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_ring)


def _ring() -> None:
    if not send(REFRESH):
        wait_for_nothing()  # the broker's silence has taken its time already


def send(job: str) -> bool:
    """Ask for a job by its name; False where the broker did not answer, so that the job waits for its sweep."""
    from kombu.exceptions import OperationalError

    try:
        application().send_task(job, retry=False)
    except OperationalError:
        logger.warning("The broker did not answer; the sweep will find what %s has to do.", job)
        return False
    return True


def application():
    """Celery's, with its broker and schedule. It is loaded when the first bell rings: most answers need none."""
    return import_string(settings.CELERY_APPLICATION)


def wait_for_nothing() -> None:
    """Let the answer to this request go out without waiting for its marks."""
    marks = own_marks.get()
    if marks is not None:
        marks.clear()
