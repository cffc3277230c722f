"""The Celery application and its schedule. Jobs are found in each app's tasks.py."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reduction_portal.settings")

from django.conf import settings  # noqa: E402  settings need the line above

IN_PROCESS_BROKER = "memory://localhost/"
# Without it the in-process broker looks for work once a second: 30 jobs took 15 s.
IN_PROCESS_OPTIONS = {"polling_interval": 0.05}
# Whoever saves must not wait for a broker that is stopped or frozen. Kombu would try four times more
# (6 s with a stopped broker, 4 s with a frozen one): the sweep tries again, so nobody else has to.
REDIS_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}

app = Celery("reduction_portal")
app.conf.update(
    broker_url=settings.BROKER_URL or IN_PROCESS_BROKER,
    broker_transport_options=REDIS_OPTIONS if settings.BROKER_URL else IN_PROCESS_OPTIONS,
    broker_connection_retry_on_startup=True,
    # A worker waits for its broker as long as it takes; by default it gives up after a hundred times.
    broker_connection_max_retries=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    # Five seconds are not worth a file that remembers when it last rang.
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        # A bell that was lost, or marks left by another process, wait for this sweep.
        "sweep-stale-marks": {"task": "figures.refresh", "schedule": 5.0, "options": {"expires": 5.0}},
        # At an hour at which nobody waits for a figure.
        "compare-figures": {"task": "figures.compare", "schedule": crontab(hour=2, minute=30)},
        # A month is frozen soon after it has closed; those that were corrected since are frozen again by night.
        "freeze-closed-months": {"task": "frozen.freeze_months", "schedule": 600.0, "options": {"expires": 600.0}},
        "freeze-corrected-months": {"task": "frozen.freeze_months", "schedule": crontab(hour=1, minute=30), "kwargs": {"again": True}},
        # Asks whom nobody has told today; most times nobody is left.
        "send-due-digests": {"task": "reminders.send_due_digests", "schedule": 600.0, "options": {"expires": 600.0}},
        "sweep-waiting-files": {"task": "workbooks.read_drafts", "schedule": 5.0, "options": {"expires": 5.0}},
        "sweep-waiting-orders": {"task": "workbooks.work_orders", "schedule": 5.0, "options": {"expires": 5.0}},
    },
)
app.autodiscover_tasks()
