"""The widest amounts that a project may have, and how the database holds them."""

import datetime

from django.db import models
from django.db.models import Q

MILLION = 10**6
# Wider than any project on earth, narrow enough that sums and products fit int8.
MOST_FLOW_M3_D = 10**7
MOST_CONCENTRATION_UG_L = 10**8
MOST_LENGTH_M = 10**7
MOST_FEN = 10**13
FIRST_DAY, LAST_DAY = datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)


def optional_range(field: str, least, most, name: str) -> models.CheckConstraint:
    """Empty, or from least to most."""
    inside = Q(**{f"{field}__gte": least, f"{field}__lte": most})
    return models.CheckConstraint(condition=Q(**{f"{field}__isnull": True}) | inside, name=name)
