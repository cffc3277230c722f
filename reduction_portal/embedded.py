"""The portal without a broker: a real Celery worker and its scheduler as threads of the one serving process."""

import threading

from celery.beat import EmbeddedService

from reduction_portal.celery import app


def start() -> None:
    """Start both threads. Call it once, in the process that serves (never in a management command)."""
    worker = app.WorkController(pool="threads", concurrency=1, without_heartbeat=True, without_mingle=True, without_gossip=True)
    threading.Thread(target=worker.start, name="celery-worker", daemon=True).start()
    # beat=True on the worker would fork, and a forked scheduler never reaches a broker in memory.
    scheduler = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
    scheduler.daemon = True
    scheduler.start()
