"""What figures would be if returns were accepted: the statement of the figures themselves, told that they were. Nothing is stored."""

from django.db import connection

from figures.statements.divisions import division_figures
from figures.statements.scope import Scope, Supposition


class Supposed:
    """A district's month as it is recorded, and as it would be with some of its plants accepted."""

    def __init__(self, division: str, month: int):
        self.division, self.month = division, month
        self._now = self._reductions(set())

    def gain_mg(self, plants: set[int]) -> dict[str, int | None]:
        """Pollutant → by how much the district's verified reduction of the month would grow; None where it would stay unknown."""
        then = self._reductions(plants)
        return {pollutant: _grown(self._now[pollutant], after) for pollutant, after in then.items()}

    def _reductions(self, plants: set[int]) -> dict[str, int | None]:
        year = self.month // 100
        scope = Scope([self.division], range(year, year + 1), Supposition(self.month, frozenset(plants)))
        fresh = division_figures(scope)
        sql = f"SELECT pollutant_id, verified_reduction_mg FROM ({fresh.sql}) fresh WHERE month = {self.month:d}"
        with connection.cursor() as cursor:
            cursor.execute(sql, fresh.parameters)
            return dict(cursor.fetchall())


def _grown(before: int | None, after: int | None) -> int | None:
    return None if after is None else after - (before or 0)
