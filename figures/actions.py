"""The main job: figures follow the records. Nothing else writes figures (design.md 3, settled points 1 to 4)."""

import datetime
import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import clock
from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH
from districts.queries import known, of_level
from districts.scopes import above, around
from figures.models import LONGEST_SILENCE, DivisionFigure, FigureScope, InletFigure, JobRun, Outcome, PlantFigure
from figures.power import with_power_units
from figures.queries import job_runs, months_with_figures
from figures.statements.divisions import division_figures, figures_above
from figures.statements.inflow import inlet_figures
from figures.statements.plants import plant_figures
from figures.statements.scope import YEARS_LOOKED_BACK, Exactly, Scope, division_months, measured_months, owed_months
from figures.store import Fresh, differing, store
from journal import bell, queries
from journal.actions import mark_stale, release_marks
from targets.queries import last_year_of_plan, last_year_to_work, parameter

# A scope that failed is tried again after this.
REST_AFTER_FAILURE = datetime.timedelta(minutes=1)

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
    """One city after the other under one job row, which is written between them, so that everybody sees how far it is.

    Not while a city is worked: on SQLite the row would have to wait for the city's own transaction.
    """
    run = JobRun.objects.create(job=bell.REFRESH, scope=around(scopes), claimed=len(scopes))
    for divisions in _by_city(scopes):
        _work(run, divisions)
        run.heartbeat_at = timezone.now()
        run.save(update_fields=["done", "rows", "detail", "heartbeat_at"])
    run.outcome = Outcome.FAILED if run.detail else Outcome.DONE
    run.ended_at = timezone.now()
    run.save(update_fields=["outcome", "ended_at"])
    return run.done


def _by_city(scopes: list[str]) -> list[list[str]]:
    """Districts of one city are worked in one transaction, as its own figures are the sum of theirs."""
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
            for division in divisions:
                _work(run, [division])
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
    years = _years_to_work([year for _, year in marks])
    written = write_figures(divisions, years) if years else 0
    release(divisions, [pk for pk, _ in marks])
    FigureScope.objects.filter(pk__in=divisions).update(failed_at=None)
    return written


def _years_to_work(marked: list[int]) -> range:
    """From the first marked year on, as far as the marked ones reach; none beyond the plans that anybody looks at.

    A start that was mistyped as 9999 would otherwise keep the job for ever; such a mark is released without figures.
    """
    return range(min(marked), min(max(map(_reach, marked)), last_year_to_work(clock.today().year)) + 1)


def _reach(year: int) -> int:
    """The last year whose figures an edit can change: to the end of the plan, and as far as inflow is looked back for."""
    return max(last_year_of_plan(year), year + YEARS_LOOKED_BACK)


def lock_scopes(divisions: list[str]) -> None:
    """Lock the divisions and those above them, always the smallest first, so that two jobs never wait for each other."""
    codes = {code for division in divisions for code in (division, *above(division))}
    FigureScope.objects.bulk_create([FigureScope(division=code) for code in codes], ignore_conflicts=True)
    for code in sorted(codes, key=lambda code: (-len(code), code)):
        FigureScope.objects.select_for_update().get(pk=code)


def claim_marks(divisions: list[str]) -> list[tuple[int, int]]:
    return queries.marks_of(divisions)


def release(divisions: list[str], claimed: list[int]) -> None:
    release_marks(claimed)


def write_figures(divisions: list[str], years: range) -> int:
    """Figures of the scope's plants and districts, and then of the divisions above as sums of their parts. Answers the rows written."""
    scope = Scope(divisions, years)
    written = sum(store(fresh, scope) for fresh in _fresh(scope))
    return written + sum(store(_fresh_above(code, years), Exactly([code], years)) for code in known(_above_all(divisions)))


def _fresh(scope: Scope) -> list[Fresh]:
    """What the figures of plants and districts should be."""
    parameter("count_start_offset_months", scope.first_month)  # a missing rule is an error, not a column of gaps
    return [
        Fresh(PlantFigure, plant_figures(scope), owed_months(scope)),
        Fresh(InletFigure, inlet_figures(scope), measured_months(scope)),
        with_power_units(Fresh(DivisionFigure, division_figures(scope), division_months(scope)), scope),
    ]


def _fresh_above(code: str, years: range) -> Fresh:
    summed = figures_above(code, Scope([code], years))
    return Fresh(DivisionFigure, summed, summed)


def _above_all(divisions: list[str]) -> list[str]:
    """The divisions above any of these, those nearest to the districts first."""
    codes = {code for division in divisions for code in above(division)}
    return sorted(codes, key=lambda code: (-len(code), code))


def compare() -> int:
    """Work out every figure anew and count those that differ from what is kept; zero is the expected answer.

    Nothing is mended: a figure that moved without a record is a fault that somebody has to look at. What carries marks is
    left to the refresh. A division's years are those that it has figures of.
    """
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


@transaction.atomic
def _differing(division: str, years: range) -> list[tuple]:
    """Under the lock of a refresh, so that no half of one is seen; nothing where marks wait."""
    lock_scopes([division])
    if queries.waiting_since(division):
        return []
    if len(division) == DISTRICT_CODE_LENGTH:
        scope = Scope([division], years)
        return [key for fresh in _fresh(scope) for key in differing(fresh, scope)]
    return differing(_fresh_above(division, years), Exactly([division], years))
