"""Freezing: the only hand that writes copies of closed months, and it only ever adds."""

import datetime
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

import clock
from figures.actions import lock_scopes
from figures.models import JobRun, Outcome
from formulas.months import month_text
from frozen.causes import causes_of
from frozen.closed import Closed, closed_months
from frozen.copying import Copier, Copy
from frozen.models import PARTS, Freeze
from frozen.queries import last_in_chain, months_frozen, newest_copies, rows_of
from frozen.sealing import figures_hash, fingerprint_of_formulas, sealed
from journal import bell
from journal.actions import Happening, record
from journal.models import Verb
from journal.queries import waiting_since

logger = logging.getLogger(__name__)


class NotUpToDate(Exception):
    """Figures of the city wait for their job: a copy of them would be one of yesterday."""


def freeze_months(*, again: bool) -> int:
    """Freeze every closed month that has no copy, and with `again` those whose figures have moved since. Answers the copies made.

    Twice, late or in any order: a month whose figures are those of its newest copy is left alone.
    """
    made = 0
    for division, closed in closed_months().items():
        frozen = set() if again else months_frozen(division)
        due = [one for one in closed if one.month not in frozen]
        if due:
            made += _run(division, due)
    return made


def _run(division: str, due: list[Closed]) -> int:
    """One city under one row of the page of jobs. What can't be frozen now is tried again by the next run."""
    run = JobRun.objects.create(job=bell.FREEZE, scope=division, claimed=1)
    try:
        run.rows = len(freeze_city(division=division, closed=due))
        run.done = 1
    except NotUpToDate:
        run.detail = "Figures are being recomputed; tried again later.\n"
    except Exception as error:  # whatever it is must be seen on the page of jobs, not end the worker
        logger.exception("Months of %s could not be frozen", division)
        run.detail = f"{type(error).__name__}: {error}\n"
        run.outcome = Outcome.FAILED
    run.outcome = run.outcome if run.outcome == Outcome.FAILED else Outcome.DONE
    run.heartbeat_at = run.ended_at = timezone.now()
    run.save()
    return run.rows


@transaction.atomic
def freeze_city(*, division: str, closed: Iterable[Closed]) -> list[Freeze]:
    """Copy months of one city, in their order, and tell the journal. Raises NotUpToDate.

    The lock keeps the job of figures out, so that no figure moves meanwhile. An act that commits while the copies are made has
    left a mark: it is seen before they are kept.
    """
    lock_scopes([division])
    if waiting_since(division):
        raise NotUpToDate(division)
    made = copy_months(division=division, closed=closed)
    if waiting_since(division):
        raise NotUpToDate(division)
    tell(made)
    return made


def _at_once(_closed: Closed, _is_first: bool) -> datetime.datetime:
    return clock.now()


def copy_months(*, division: str, closed: Iterable[Closed], when: Callable[[Closed, bool], datetime.datetime] = _at_once) -> list[Freeze]:
    """Keep a copy of each month whose figures are not those of its newest one. The caller holds the lock of the city.

    `when` dates a copy, and is told whether it is the month's first: the demonstration dates its past ones.
    """
    closed = list(closed)
    months = [one.month for one in closed]
    copier, newest = Copier(division, months), newest_copies(division, months)
    last, made = last_in_chain(division), []
    for one in closed:
        before = newest.get(one.month)
        at = when(one, before is None)
        copy = copier.copy(one.month, at)
        hashed = figures_hash(copy.rows)
        if before is None or before.figures_hash != hashed:
            last = _keep(one, copy, hashed, before, last, division=division, at=at)
            made.append(last)
    return made


def _keep(
    closed: Closed, copy: Copy, hashed: str, before: Freeze | None, last: Freeze | None, *, division: str, at: datetime.datetime
) -> Freeze:
    number = before.number + 1 if before else 1
    freeze = Freeze(
        key=f"{division}-{closed.month}-{number}",
        division=division,
        month=closed.month,
        number=number,
        sequence=last.sequence + 1 if last else 1,
        closed_at=closed.at,
        frozen_at=at.astimezone(datetime.UTC),
        causes=causes_of(rows_of(division, before), copy.rows) if before else [],
        formulas=fingerprint_of_formulas(),
        quota_set=copy.quota_set.pk if copy.quota_set else None,
        quota_document=copy.quota_set.name if copy.quota_set else "",
        base_year=copy.quota_set.plan.base_year if copy.quota_set else None,
        figures_hash=hashed,
        previous=last.seal if last else "",
    )
    freeze.seal = sealed(freeze, copy.rows)
    for part in PARTS:  # before the head: whatever comes after it is refused
        for row in copy.rows[part]:
            row.freeze_id = freeze.key
        part.objects.bulk_create(copy.rows[part], batch_size=500)
    freeze.save(force_insert=True)
    return freeze


def tell(made: list[Freeze]) -> None:
    """One event for all copies that were made together; it also ends the pages that were kept without them."""
    if not made:
        return
    months = sorted({month_text(one.month) for one in made})
    record(
        [
            Happening(
                verb=Verb.MONTHS_FROZEN,
                subject=f"city {made[0].division}",
                subject_name=months[0] if len(months) == 1 else f"{months[0]} … {months[-1]}",
                division=made[0].division,
                after={"copies": len(made), "seal": made[-1].seal},
            )
        ],
        by=None,
    )
