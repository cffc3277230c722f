"""The portal without a broker: a real Celery worker and its scheduler as threads of the one serving process."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 60

logger = logging.getLogger(__name__)


def start() -> None:
    """Start both threads. Call it once, in the process that serves (never in a management command)."""
    for name, service in (("celery-worker", run_worker), ("celery-scheduler", run_scheduler)):
        threading.Thread(target=_run_soon, args=(name, service), name=name, daemon=True).start()


def _run_soon(name: str, service: Callable[[], None]) -> None:
    """Celery takes half a second of the processor to load: whoever waits for the portal's first page goes first."""
    time.sleep(FIRST_PAUSE_SECONDS)
    keep_running(name, service)


def run_worker() -> None:
    """Work until the worker ends; a new one each time, since one that has ended can't be started again."""
    from reduction_portal.celery import app

    app.WorkController(pool="threads", concurrency=1, without_heartbeat=True, without_mingle=True, without_gossip=True).start()


def run_scheduler() -> None:
    """Ring until the scheduler ends. In a thread: beat=True on the worker would fork, and a fork never reaches a broker in memory."""
    from celery.beat import EmbeddedService

    from reduction_portal.celery import app

    EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler).run()


def keep_running(name: str, service: Callable[[], None], pause: Callable[[float], None] = time.sleep) -> None:
    """Neither thread may end while the portal serves, or its pages would stay as they are for ever.

    However the service ends, that is logged, and after a pause it is started anew.
    """
    for seconds in growing_pauses():
        try:
            service()
            logger.error("%s has ended; it is started anew in %s s", name, seconds)
        except (Exception, SystemExit):  # Celery ends its threads with SystemExit, which a thread would swallow in silence
            logger.exception("%s has failed; it is started anew in %s s", name, seconds)
        pause(seconds)


def growing_pauses() -> Iterator[int]:
    """Seconds between two starts: twice as long each time, up to a minute."""
    seconds = FIRST_PAUSE_SECONDS
    while True:
        yield seconds
        seconds = min(2 * seconds, LONGEST_PAUSE_SECONDS)
