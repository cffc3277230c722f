"""What figures would be if returns were accepted: the statement of the figures themselves, told that they were. Nothing is stored."""

from collections.abc import Iterable

from django.db import connection

from figures.statements.divisions import division_figures
from figures.statements.scope import Scope, Supposition


class Supposed:
    """What plants of a district would bring to its month if their returns, not accepted yet, were."""

    def __init__(self, division: str, month: int, plants: Iterable[int]):
        plants = frozenset(plants)
        self._reductions: dict[int, dict[str, int | None]] = {plant: {} for plant in plants}
        fresh = division_figures(Scope([division], range(month // 100, month // 100 + 1), Supposition(month, plants)), each="plant")
        sql = f"SELECT plant_id, pollutant_id, verified_reduction_mg FROM ({fresh.sql}) fresh WHERE month = {month:d}"
        with connection.cursor() as cursor:
            cursor.execute(sql, fresh.parameters)
            for plant, pollutant, reduction in cursor.fetchall():
                if plant in plants:
                    self._reductions[plant][pollutant] = reduction

    def gain_mg(self, plants: Iterable[int]) -> dict[str, int | None]:
        """Pollutant → by how much the district's verified reduction of the month would grow; None where nothing is known of it."""
        gains: dict[str, int | None] = {}
        for plant in plants:
            for pollutant, reduction in self._reductions[plant].items():
                known = [one for one in (gains.get(pollutant), reduction) if one is not None]
                gains[pollutant] = sum(known) if known else None
        return gains
