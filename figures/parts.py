"""What each plant brought to the figures of its district: the statement of the figures, told apart by plant."""

from django.db import connection

from figures.statements.divisions import division_figures
from figures.statements.scope import Scope

Reductions = dict[tuple[int, str], dict[int, int | None]]


def reductions_of_plants(divisions: str, year: int) -> Reductions:
    """(plant, pollutant) → month of the year → verified reduction in mg, None where it is not known; for plants inside the scope."""
    fresh = division_figures(Scope([divisions], range(year, year + 1)), each="plant")
    found: Reductions = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT plant_id, pollutant_id, month, verified_reduction_mg FROM ({fresh.sql}) fresh", fresh.parameters)
        for plant, pollutant, month, reduction in cursor.fetchall():
            found.setdefault((plant, pollutant), {})[month] = reduction
    return found
