"""What is measured of a nation's figures, each beside its baseline in the same run."""

from django.db import connection

import figures.actions
from benchmarks.nation.__main__ import seconds
from benchmarks.nation.records import FIRST_MONTH, LAST_MONTH, Size, write_nation
from districts.models import DISTRICT_CODE_LENGTH, Division
from figures.models import DivisionFigure, InletFigure, PlantFigure
from journal.actions import mark_stale
from treatment_plants.models import Operation

FIRST_YEAR, LAST_YEAR = FIRST_MONTH // 100, LAST_MONTH // 100
HUNDREDTH = 100


def table(thousandths: int):
    """The lines of a Markdown table, each as soon as it is known."""
    size = Size(thousandths)
    written = seconds(lambda: write_nation(size), rounds=1)
    _run("ANALYZE")
    returns = Operation.objects.count()
    yield f"{size.districts} districts, {size.plants} plants, {returns} returns, written in {written:.1f} s"
    districts = list(Division.objects.filter(code__regex=f"^.{{{DISTRICT_CODE_LENGTH}}}$").values_list("code", flat=True))
    bare = seconds(lambda: _run("SELECT SUM(volume_m3) FROM treatment_plants_measurement"))
    yield "| what | seconds | baseline | seconds | ratio |"
    yield "|---|---|---|---|---|"
    whole = seconds(figures.actions.refresh, rounds=1, before=lambda: _mark(districts, FIRST_YEAR))
    copied = seconds(_copy_figures, rounds=1)
    yield _line("all figures of all years, worked out and written", whole, "writing the finished rows into tables of their own", copied)
    again = seconds(figures.actions.refresh, rounds=1, before=lambda: _mark(districts, FIRST_YEAR))
    yield _line("the same where no figure differs", again, "the first time", whole)
    year = seconds(figures.actions.refresh, rounds=1, before=lambda: (_edit_a_hundredth(), _mark(districts, LAST_YEAR)))
    yield _line("the last year, one return in a hundred edited", year, "one bare sum over all measurements", bare)
    one = districts[len(districts) // 2]
    district = seconds(figures.actions.refresh, before=lambda: (_edit_one(one), _mark([one], LAST_YEAR)))
    update = seconds(lambda: _edit_one(one))
    yield _line("one return edited, its district, city and province at once", district, "the UPDATE of that return", update)
    assert PlantFigure.objects.exists() and InletFigure.objects.exists()


def _line(what: str, taken: float, baseline: str, nothing: float) -> str:
    return f"| {what} | {taken:.3f} | {baseline} | {nothing:.4f} | {taken / nothing:.1f} × |"


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _mark(districts: list[str], year: int) -> None:
    mark_stale((code, year) for code in districts)


def _copy_figures() -> None:
    for model in (PlantFigure, InletFigure, DivisionFigure):
        name = model._meta.db_table
        _run(f"CREATE TEMPORARY TABLE copied_{name} (LIKE {name} INCLUDING ALL)")
        _run(f"INSERT INTO copied_{name} SELECT * FROM {name}")


def _edit_a_hundredth() -> None:
    _write(f"WHERE month BETWEEN {LAST_YEAR}01 AND {LAST_YEAR}12 AND (plant_id * 13 + month) % {HUNDREDTH} = 0")


def _edit_one(district: str) -> None:
    wanted = f"SELECT id FROM treatment_plants_plant WHERE district_id = '{district}' ORDER BY id LIMIT 1"
    _write(f"WHERE month = {LAST_MONTH} AND plant_id = ({wanted})")


def _write(where: str) -> None:
    """As the database owner: accepted returns are closed to everybody else."""
    for change in (
        "SET session_replication_role = replica",
        f"UPDATE treatment_plants_operation SET volume_m3 = volume_m3 + 100 {where}",
        f"UPDATE treatment_plants_measurement SET volume_m3 = volume_m3 + 100 {where}",
        "SET session_replication_role = DEFAULT",
    ):
        _run(change)
