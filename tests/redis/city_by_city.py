"""A worker that works one city after the other, however small they are: `celery -A tests.redis.city_by_city`."""

from celery.signals import worker_process_init

from reduction_portal.celery import app

__all__ = ["app"]


@worker_process_init.connect
def one_at_once(**_signal):
    import figures.actions

    figures.actions.DIVISIONS_AT_ONCE = 1
