from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Rank
from django.utils import timezone

from districts.models import TOWN_CODE_LENGTH
from districts.scopes import inside
from figures.models import LONGEST_SILENCE, DivisionFigure, FigureScope, InletFigure, JobRun, Outcome, PlantFigure
from formulas.wastewater import inflow_load_mg
from journal.models import StaleMark
from journal.queries import CHANGE_NOTHING, VERSION_OF_RECORDS
from returns.models import State
from treatment_plants.models import Measurement, Plant
from treatment_plants.queries import lying_in, owing, with_capacity


def _of_plants_in(divisions: str) -> Q:
    """Figures of the plants inside the scope: by the district that each figure names, which the index knows; a town's by its plants."""
    return lying_in(divisions, "plant__") if len(divisions) == TOWN_CODE_LENGTH else inside("division_id", divisions)


def plant_load_ranking(divisions: str, month: int) -> QuerySet[PlantFigure]:
    """Plants of a month worst first, with `rank`. Equal load rates share a rank.

    What is not accepted has no load rate and stands at the worst end: first what nobody
    reported, then what still waits for the verifier.
    """
    by_load = F("load_rate_millionths").asc(nulls_first=True)
    waiting = Case(When(state=State.SUBMITTED, then=1), default=0, output_field=IntegerField())
    return (
        PlantFigure.objects.filter(_of_plants_in(divisions), month=month)
        .select_related("plant", "plant__town", "division")
        .annotate(rank=Window(Rank(), order_by=by_load), waiting=waiting)
        .order_by(by_load, "waiting", "division__position", "plant__name", "plant_id")
    )


def inlet_ranking(divisions: str, month: int, pollutant: str, required: int) -> QuerySet[InletFigure]:
    """Plants whose inflow is weaker than required, weakest first, with `rank`; before them those that nobody knows of.

    `required` is a concentration in µg/L.
    """
    by_inlet = F("inlet_ug_l").asc(nulls_first=True)
    thin_or_unknown = Q(inlet_ug_l__lt=required) | Q(inlet_ug_l__isnull=True)
    return (
        InletFigure.objects.filter(_of_plants_in(divisions), thin_or_unknown, month=month, pollutant=pollutant)
        .select_related("plant", "division")
        .annotate(rank=Window(Rank(), order_by=by_inlet))
        .order_by(by_inlet, "division__position", "plant__name", "plant_id")
    )


def has_measured_inflow(divisions: str, month: int, pollutant: str) -> bool:
    """Whether any plant inside the scope has an accepted month with inflow behind it."""
    known = InletFigure.objects.filter(_of_plants_in(divisions), month=month, pollutant=pollutant, inlet_ug_l__isnull=False)
    return known.exists()


def figures_of_plant(divisions: str, plant) -> QuerySet[PlantFigure]:
    return PlantFigure.objects.filter(_of_plants_in(divisions), plant=plant).order_by("month")


def use_by_division(divisions: str, month: int, required: int, low: int) -> dict[str, dict]:
    """District code → how its plants were used in a month: counts, and the capacity below each threshold (S17).

    Thresholds are load rates in millionths.
    """
    below_required, below_low = Q(load_rate_millionths__lt=required), Q(load_rate_millionths__lt=low)
    known = Q(load_rate_millionths__isnull=False)
    rows = PlantFigure.objects.filter(_of_plants_in(divisions), month=month).values("division_id")
    counted = rows.annotate(
        owed=Count("plant_id"),
        accepted=Count("plant_id", filter=Q(state=State.ACCEPTED)),
        submitted=Count("plant_id", filter=Q(state=State.SUBMITTED)),
        below_required=Count("plant_id", filter=below_required),
        below_low=Count("plant_id", filter=below_low),
        capacity_below_required=Sum("design_capacity_m3_d", filter=below_required),
        volume=Sum("volume_m3", filter=known),
        capacity=Sum("design_capacity_m3_d", filter=known),
    )
    return {row["division_id"]: row for row in counted.order_by("division_id")}


def division_figures(divisions: list[str], first_month: int, last_month: int, pollutant: str) -> QuerySet[DivisionFigure]:
    """Monthly figures of exactly these divisions for one pollutant."""
    return DivisionFigure.objects.filter(division__in=divisions, month__range=(first_month, last_month), pollutant=pollutant)


def removal_by_division(divisions: list[str], first_month: int, last_month: int, pollutant: str) -> dict[str, dict]:
    """Division code → sums over the months: loads and reductions in mg, and how many plant months belong into them and are left out."""
    sums = ("verified_load_mg", "declared_load_mg", "verified_reduction_mg", "declared_reduction_mg", "verified_left_out", "plant_months")
    rows = division_figures(divisions, first_month, last_month, pollutant).values("division_id")
    return {row["division_id"]: row for row in rows.annotate(**{name: Sum(name) for name in sums}).order_by("division_id")}


def year_by_division(divisions: list[str], year: int, month: int) -> dict[tuple[str, str], dict]:
    """(division, pollutant) → sums from January to the month: reductions and headroom in mg, plant months and those left out."""
    sums = ("verified_reduction_mg", "declared_reduction_mg", "verified_headroom_mg", "plant_months", "verified_left_out")
    rows = DivisionFigure.objects.filter(division__in=divisions, month__range=(year * 100 + 1, month)).values("division_id", "pollutant_id")
    summed = rows.annotate(**{name: Sum(name) for name in sums}).order_by("division_id", "pollutant_id")
    return {(row["division_id"], row["pollutant_id"]): row for row in summed}


def verified_reductions(divisions: list[str], last_month: int) -> QuerySet:
    """Division, pollutant, month, verified reduction in mg (None where there is none), for exactly these divisions.

    Then the month's returns as figures.forecast.Returned.
    """
    known = DivisionFigure.objects.filter(division__in=divisions, month__lte=last_month)
    return known.order_by("month").values_list(
        "division_id", "pollutant_id", "month", "verified_reduction_mg", "owed", "accepted", "verified_left_out"
    )


def accepted_loads(
    divisions: str, first_month: int, last_month: int, pollutant: str, plant: int | None = None
) -> list[tuple[Plant, list[dict]]]:
    """Plants that are open, or the one of a key, with the capacity of the last month, and what their accepted months treated and removed."""
    measured = Measurement.objects.filter(
        lying_in(divisions, "plant__"),
        **({"plant": plant} if plant else {}),
        month__range=(first_month, last_month),
        pollutant=pollutant,
        operation__monthly_return__state=State.ACCEPTED,
        volume_m3__isnull=False,
        removed_mg__isnull=False,
    )
    loads = defaultdict(list)
    for row in measured.annotate(inlet_load_mg=inflow_load_mg(F("volume_m3"), F("inlet_ug_l"))).values(
        "plant_id", "month", "volume_m3", "inlet_load_mg", "removed_mg"
    ):
        loads[row["plant_id"]].append(row)
    plants = with_capacity(owing(divisions, last_month).filter(pollutants=pollutant, **({"pk": plant} if plant else {})), last_month)
    return [(one, loads[one.pk]) for one in plants]


def months_with_figures() -> list[tuple[str, int, int]]:
    """Division, first and last month of its figures, for every division that has any."""
    return list(DivisionFigure.objects.values_list("division_id").annotate(Min("month"), Max("month")).order_by("division_id"))


class Version(NamedTuple):
    latest_acts: int | None
    marks: int
    sum_of_marks: int | None
    last_run: int | None


def version_of_everything() -> Version:
    """Changes with every record and every figure. A run makes its row before it writes, and releases its marks as it commits.

    Asked for by every answer, in one statement that is not put together anew each time.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {VERSION_OF_RECORDS}, (SELECT MAX(id) FROM figures_jobrun)", CHANGE_NOTHING)
        return Version(*cursor.fetchone())


def last_failure(divisions: str) -> datetime | None:
    """When figures inside the scope could last not be worked out; None where the last try of each division succeeded."""
    return FigureScope.objects.filter(inside("division", divisions)).aggregate(last=Max("failed_at"))["last"]


def untried_since() -> datetime | None:
    """Since when the oldest mark waits that no run has come to. A failed division was tried: the page of jobs tells of it."""
    failed = FigureScope.objects.filter(failed_at__isnull=False).values("division")
    return StaleMark.objects.exclude(division__in=failed).aggregate(since=Min("made_at"))["since"]


def run_shows_life() -> bool:
    """Whether a run is at work now."""
    return job_runs().filter(outcome=Outcome.RUNNING, heartbeat_at__gte=timezone.now() - LONGEST_SILENCE).exists()


def job_runs() -> QuerySet[JobRun]:
    return JobRun.objects.order_by("-pk")
