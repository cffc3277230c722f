"""A worker that works one city after the other, however small they are: `celery -A tests.redis.city_by_city`."""

import figures.actions
from reduction_portal.celery import app

__all__ = ["app"]

figures.actions.DIVISIONS_AT_ONCE = 1
