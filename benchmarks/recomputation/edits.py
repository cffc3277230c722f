"""Edits of a nation's records, of which figures have to follow."""

from django.db import connection, transaction

from benchmarks.recomputation.nation import LAST_MONTH
from returns.models import State
from treatment_plants.models import Operation

LAST_YEAR = LAST_MONTH // 100
HUNDREDTH = 100


def run(sql: str, parameters: list | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def fetched(sql: str) -> list[tuple]:
    """SQLite works only as far as somebody reads."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


A_HUNDREDTH = f"WHERE month BETWEEN {LAST_YEAR}01 AND {LAST_YEAR}12 AND (plant_id * 13 + month) % {HUNDREDTH} = 0"


def edit_a_hundredth() -> list[str]:
    """One in a hundred of the last year's returns. Answers the districts of their plants, which the portal's own acts would mark."""
    _edit(A_HUNDREDTH)
    plants = f"SELECT plant_id FROM treatment_plants_operation {A_HUNDREDTH}"
    return [code for (code,) in fetched(f"SELECT DISTINCT district_id FROM treatment_plants_plant WHERE id IN ({plants}) ORDER BY 1")]


def edit_one(plant: int) -> None:
    _edit(f"WHERE month = {LAST_MONTH} AND plant_id = {plant:d}")


@transaction.atomic
def _edit(where: str) -> None:
    """As the database's owner: accepted returns are closed to everybody else."""
    run("SET LOCAL session_replication_role = replica")
    run(f"UPDATE treatment_plants_operation SET volume_m3 = volume_m3 + 100 {where}")
    run(f"UPDATE treatment_plants_measurement SET volume_m3 = volume_m3 + 100 {where}")


def a_waiting_return() -> Operation:
    """The last month of a plant that waits for its verifier, so that it may still be edited."""
    return Operation.objects.filter(month=LAST_MONTH, monthly_return__state=State.SUBMITTED).order_by("pk").first()


@transaction.atomic
def save_through_django(operation: Operation) -> None:
    one = Operation.objects.select_for_update().get(pk=operation.pk)
    one.volume_m3 += 100
    one.save()
