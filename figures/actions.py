"""The main job: figures follow the records. Nothing else writes figures (design.md 3, settled points 1 to 4)."""

import datetime
import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import clock
from districts.models import DISTRICT_CODE_LENGTH, LEVEL_LENGTHS
from districts.queries import known, of_level
from districts.scopes import above, around
from figures.collect import YEARS_LOOKED_BACK, collect
from figures.compute import added_up, division_rows, plant_rows
from figures.inflow import inlet_rows
from figures.models import LONGEST_SILENCE, DivisionFigure, FigureScope, JobRun, Outcome
from figures.queries import job_runs
from figures.store import store_division_rows, store_inlet_rows, store_plant_rows
from journal import bell, queries
from journal.actions import mark_stale, release_marks
from targets.queries import last_year_of_plan, last_year_to_work

# A scope that failed is tried again after this.
REST_AFTER_FAILURE = datetime.timedelta(minutes=1)

logger = logging.getLogger(__name__)


def refresh() -> int:
    """Bring every marked scope up to date and answer how many were; twice, late or in any order: the same rows."""
    _close_cut_off_runs()
    resting = FigureScope.objects.filter(rests_until__gt=timezone.now()).values_list("division", flat=True)
    scopes = [division for division in queries.stale_divisions() if division not in set(resting)]
    return _run(scopes) if scopes else 0


def mark_everything(*, divisions: str, first_year: int) -> None:
    """Ask for all figures of the scope from a year on, for instance after the rules have changed."""
    codes = of_level(divisions, DISTRICT_CODE_LENGTH).values_list("code", flat=True)
    mark_stale((code, first_year) for code in codes)


def _close_cut_off_runs() -> None:
    """A run whose process was killed can't say so: the next sweep closes it at its last sign of life.

    A slow one that is only thought dead writes its own outcome over this when it ends.
    """
    silent = job_runs().filter(outcome=Outcome.RUNNING, heartbeat_at__lt=timezone.now() - LONGEST_SILENCE)
    if silent.exists():  # or every sweep would wait for SQLite's only writer
        silent.update(outcome=Outcome.CUT_OFF, ended_at=F("heartbeat_at"))


def _run(scopes: list[str]) -> int:
    """One scope after the other under one job row, which is written between them, so that everybody sees how far it is.

    Not while a scope is worked: on SQLite the row would have to wait for the scope's own transaction.
    """
    run = JobRun.objects.create(job=bell.REFRESH, scope=around(scopes), claimed=len(scopes))
    for division in scopes:
        _work(run, division)
        run.heartbeat_at = timezone.now()
        run.save(update_fields=["done", "rows", "detail", "heartbeat_at"])
    run.outcome = Outcome.FAILED if run.detail else Outcome.DONE
    run.ended_at = timezone.now()
    run.save(update_fields=["outcome", "ended_at"])
    return run.done


def _work(run: JobRun, division: str) -> None:
    """A failure is told in the job row, and the marks stay for a later run."""
    try:
        run.rows += refresh_division(division)
        run.done += 1
    except Exception as error:  # whatever it is must be seen on the page of jobs, not end the worker
        logger.exception("Figures of %s could not be refreshed", division)
        run.detail += f"{division}: {type(error).__name__}: {error}\n"
        now = timezone.now()
        failure = {"rests_until": now + REST_AFTER_FAILURE, "failed_at": now}
        FigureScope.objects.update_or_create(division=division, defaults=failure)


@transaction.atomic
def refresh_division(division: str) -> int:
    """Lock the scope, claim its marks, read, write, and delete just those marks. Answers the rows written.

    The lock comes first and the claim before the reading: an edit that commits meanwhile leaves a
    mark of its own, which this run neither claims nor deletes.
    """
    lock_scopes(division)
    marks = claim_marks(division)
    if not marks:
        return 0
    years = _years_to_work([year for _, year in marks])
    written = write_figures(division, years) if years else 0
    release(division, [pk for pk, _ in marks])
    FigureScope.objects.filter(pk=division).update(failed_at=None)
    return written


def _years_to_work(marked: list[int]) -> range:
    """From the first marked year on, as far as the marked ones reach; none beyond the plans that anybody looks at.

    A start that was mistyped as 9999 would otherwise keep the job for ever; such a mark is released without figures.
    """
    return range(min(marked), min(max(map(_reach, marked)), last_year_to_work(clock.today().year)) + 1)


def _reach(year: int) -> int:
    """The last year whose figures an edit can change: to the end of the plan, and as far as inflow is looked back for."""
    return max(last_year_of_plan(year), year + YEARS_LOOKED_BACK)


def lock_scopes(division: str) -> None:
    """Lock the division and those above it, always the smallest first, so that two jobs never wait for each other."""
    codes = [division, *above(division)]
    FigureScope.objects.bulk_create([FigureScope(division=code) for code in codes], ignore_conflicts=True)
    for code in codes:
        FigureScope.objects.select_for_update().get(pk=code)


def claim_marks(division: str) -> list[tuple[int, int]]:
    return queries.marks_of(division)


def release(division: str, claimed: list[int]) -> None:
    release_marks(claimed)


def write_figures(division: str, years: range) -> int:
    """Figures of the scope's plants and districts, and then of the divisions above as sums of their parts."""
    records = collect(division, years)
    written = store_plant_rows(division, years, plant_rows(records, years))
    written += store_inlet_rows(division, years, inlet_rows(records, years))
    rows = division_rows(records, years)
    written += store_division_rows(_codes(division, DISTRICT_CODE_LENGTH), years, rows)
    for code in known(above(division)):
        written += store_division_rows([code], years, _rows_above(code, years))
    return written


def _codes(divisions: str, length: int) -> list[str]:
    return list(of_level(divisions, length).values_list("code", flat=True))


def _rows_above(code: str, years: range) -> dict[tuple, dict]:
    """Figures of a division from those of the next level below."""
    below = min(length for length in LEVEL_LENGTHS if length > len(code))
    parts: dict[tuple, list[dict]] = {}
    figures = DivisionFigure.objects.filter(
        division__in=_codes(code, below), month__range=(years.start * 100 + 1, (years.stop - 1) * 100 + 12)
    )
    for row in figures.values():
        key = (code, row.pop("month"), row.pop("pollutant_id"))
        del row["division_id"]
        parts.setdefault(key, []).append(row)
    return {key: added_up(rows) for key, rows in parts.items()}
