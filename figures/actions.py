"""The main job: figures follow the records. Nothing else writes figures (design.md 3, settled points 1 to 4)."""

import datetime
import logging

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone

import clock
from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH
from districts.queries import of_level
from districts.scopes import above, around
from figures.kinds import KINDS, Span, removal_above, removal_of_districts
from figures.models import LONGEST_SILENCE, FigureScope, JobRun, Outcome
from figures.queries import job_runs, months_with_figures
from figures.statements.scope import Scope
from figures.store import count_rows, differing, expect_large_statements, store
from journal import bell, queries
from journal.actions import mark_stale, release_marks
from journal.models import StaleMark
from targets.queries import parameter

# A scope that failed is tried again after this.
REST_AFTER_FAILURE = datetime.timedelta(minutes=1)

# A run of a nation works as many at once; others who wait for one of these wait for all, some tenths of a second.
DIVISIONS_AT_ONCE = 50

# How many differing figures a run names; it counts all of them.
MOST_NAMED = 5

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
    """One lot after the other under one job row, which is written between them, so that everybody sees how far it is.

    Not while a lot is worked: on SQLite the row would have to wait for the lot's own transaction.
    """
    run = JobRun.objects.create(job=bell.REFRESH, scope=around(scopes), claimed=len(scopes))
    lots = _lots(scopes)
    if len(lots) > 1:  # so many are marked by a load
        count_rows()
    for place, divisions in enumerate(lots):
        if place:
            run.heartbeat_at = timezone.now()
            run.save(update_fields=["done", "rows", "detail", "heartbeat_at"])
        _work(run, divisions)
    run.outcome = Outcome.FAILED if run.detail else Outcome.DONE
    run.ended_at = run.heartbeat_at = timezone.now()
    run.save(update_fields=["done", "rows", "detail", "heartbeat_at", "outcome", "ended_at"])
    return run.done


def _lots(scopes: list[str]) -> list[list[str]]:
    """Divisions that are worked in one transaction: whole cities, as a city's figures are the sum of its districts', and some at once."""
    lots: list[list[str]] = [[]]
    for city in _by_city(scopes):
        if lots[-1] and len(lots[-1]) + len(city) > DIVISIONS_AT_ONCE:
            lots.append([])
        lots[-1] += city
    return lots


def _by_city(scopes: list[str]) -> list[list[str]]:
    cities: dict[str, list[str]] = {}
    for code in scopes:
        cities.setdefault(code[:CITY_CODE_LENGTH], []).append(code)
    return list(cities.values())


def _work(run: JobRun, divisions: list[str]) -> None:
    """A failure is told in the job row, and the marks stay for a later run. One district does not keep the others waiting."""
    try:
        run.rows += refresh_divisions(divisions)
        run.done += len(divisions)
    except Exception as error:  # whatever it is must be seen on the page of jobs, not end the worker
        if len(divisions) > 1:
            cities = _by_city(divisions)
            for part in cities if len(cities) > 1 else [[division] for division in divisions]:
                _work(run, part)
            return
        logger.exception("Figures of %s could not be refreshed", divisions[0])
        run.detail += f"{divisions[0]}: {type(error).__name__}: {error}\n"
        now = timezone.now()
        failure = {"rests_until": now + REST_AFTER_FAILURE, "failed_at": now}
        FigureScope.objects.update_or_create(division=divisions[0], defaults=failure)


@transaction.atomic
def refresh_divisions(divisions: list[str]) -> int:
    """Lock the scopes, claim their marks, read and write, and delete just those marks. Answers the rows written.

    The lock comes first and the claim before the reading: an edit that commits meanwhile leaves a
    mark of its own, which this run neither claims nor deletes.
    """
    lock_scopes(divisions)
    marks = claim_marks(divisions)
    if not marks:
        return 0
    written = write_figures(divisions, Span.of(marks))
    release(divisions, [mark.pk for mark in marks])
    FigureScope.objects.filter(pk__in=divisions, failed_at__isnull=False).update(failed_at=None)
    return written


def lock_scopes(divisions: list[str]) -> None:
    """Lock the divisions and those above them, always the smallest first, so that two jobs never wait for each other."""
    codes = sorted({code for division in divisions for code in (division, *above(division))}, key=_smallest_first)
    scopes = FigureScope.objects.filter(pk__in=codes)
    if scopes.count() < len(codes):
        FigureScope.objects.bulk_create([FigureScope(division=code) for code in codes], ignore_conflicts=True)
    list(scopes.order_by(-Length("division"), "division").select_for_update())
    expect_large_statements()


def _smallest_first(code: str) -> tuple[int, str]:
    return -len(code), code


def claim_marks(divisions: list[str]) -> list[StaleMark]:
    return queries.marks_of(divisions)


def release(divisions: list[str], claimed: list[int]) -> None:
    release_marks(claimed)


def write_figures(divisions: list[str], span: Span) -> int:
    """Figures of the scope's plants and districts, and then of the divisions above as sums of their parts. Answers the rows written."""
    if others := [code for code in divisions if len(code) != DISTRICT_CODE_LENGTH]:
        # The sums of a city would be taken for rows of a district that is gone, and deleted.
        raise ValueError(f"marks name districts, not {', '.join(others)}")
    parameter("count_start_offset_months", span.first * 100 + 1)  # a missing rule is an error, not a column of gaps
    written = 0
    for kind, years_seen in KINDS.items():
        if years := span.years(years_seen):
            scope = Scope(divisions, years)
            written += store(kind(scope), scope, same_keys=span.returns_only)
    for fresh, scope in removal_above(_all_above(divisions), span.years(KINDS[removal_of_districts])):
        written += store(fresh, scope, same_keys=span.returns_only)
    return written


def _all_above(divisions: list[str]) -> list[str]:
    """The divisions above any of these, those nearest to the districts first."""
    return sorted({code for division in divisions for code in above(division)}, key=_smallest_first)


def compare() -> int:
    """Work out every figure anew and count those that differ from what is kept; zero is the expected answer.

    Nothing is mended: a figure that moved without a record is a fault that somebody has to look at. What carries marks is
    left to the refresh. A division's years are those that it has figures of.
    """
    _ask_for_next_year()
    years = {code: range(first // 100, last // 100 + 1) for code, first, last in months_with_figures()}
    run = JobRun.objects.create(job=bell.COMPARE, scope=around(list(years)), claimed=len(years))
    for division, its_years in years.items():
        found = _differing(division, its_years)
        run.done += 1
        run.rows += len(found)
        if found:
            run.detail += f"{division}: {len(found)}, {found[:MOST_NAMED]}\n"
        run.heartbeat_at = timezone.now()
        run.save(update_fields=["done", "rows", "detail", "heartbeat_at"])
    run.outcome = Outcome.FAILED if run.detail else Outcome.DONE
    run.ended_at = timezone.now()
    run.save(update_fields=["outcome", "ended_at"])
    return run.rows


def _ask_for_next_year() -> None:
    """Marks of plants reach to the end of the next plan; when that is near, districts get rows for one more year, reported or not."""
    end = (clock.today().year + 1) * 100 + 12
    districts = [(code, last) for code, _, last in months_with_figures() if len(code) == DISTRICT_CODE_LENGTH]
    mark_stale((code, last // 100 + 1) for code, last in districts if last < end)


@transaction.atomic
def _differing(division: str, years: range) -> list[tuple]:
    """Under the lock of a refresh, so that no half of one is seen; nothing where marks wait."""
    lock_scopes([division])
    if queries.waiting_since(division):
        return []
    if len(division) == DISTRICT_CODE_LENGTH:
        scope = Scope([division], years)
        return [key for kind in KINDS for key in differing(kind(scope), scope)]
    return [key for fresh, scope in removal_above([division], years) for key in differing(fresh, scope)]
