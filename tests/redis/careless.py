"""The portal's Celery without its guard: a worker that takes a job off the broker before it has done it."""

from reduction_portal.celery import app

app.conf.update(task_acks_late=False, task_reject_on_worker_lost=False)
