"""The closed months of the demonstration, each frozen in its time.

Figures are worked out twice: before the one month that is corrected after its closing is corrected, and when all is loaded. The
other months close with the figures that they still have, so that their copies can be made together, each dated the night after
its closing. A test rebuilds all of them from history.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction

import clock
import figures.actions
from districts.queries import city
from frozen.actions import copy_months, tell
from frozen.closed import Closed, closed_months
from frozen.queries import freezes, months_frozen
from reduction_portal.demonstration.acting import moment
from reduction_portal.demonstration.procedure import CORRECTED_MONTH, CORRECTED_ON

AFTER_CLOSING = datetime.timedelta(minutes=10)
BEFORE_CORRECTION = moment(CORRECTED_ON - datetime.timedelta(days=2), 20)
LAST_NIGHT = moment(datetime.date(2022, 11, 10), 1, 30)
CORRECTION_FROZEN = moment(CORRECTED_ON + datetime.timedelta(days=1), 1, 30)


def freeze_until_corrected() -> None:
    """What has closed before the correction is made: the corrected month among it, as it stood until then."""
    figures.actions.refresh()
    _freeze(_closed_months())


def freeze_since_corrected() -> int:
    """The corrected month once more, and what has closed since. Answers how many copies there are now."""
    with clock.moved_to(LAST_NIGHT):  # before the demonstration opens
        frozen, closed = months_frozen(city().code), _closed_months()
        _freeze(one for one in closed if one.month == CORRECTED_MONTH or one.month not in frozen)
    return freezes(city().code).count()


def _closed_months() -> list[Closed]:
    return closed_months()[city().code]


@transaction.atomic
def _freeze(closed: Iterable[Closed]) -> None:
    tell(copy_months(division=city().code, closed=closed, when=_night))


def _night(closed: Closed, is_first: bool) -> datetime.datetime:
    """The night after the closing, or after the correction."""
    return closed.at + AFTER_CLOSING if is_first else CORRECTION_FROZEN
