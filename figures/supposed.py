"""What figures would be if returns were accepted: the same arithmetic over the same records, with other states. Nothing is stored."""

from dataclasses import replace

from figures.collect import Records, collect
from figures.compute import division_rows_of
from returns.models import State


class Supposed:
    """A district's month as it is recorded, and as it would be with some of its plants accepted."""

    def __init__(self, division: str, month: int):
        self.division, self.month = division, month
        self._records = collect(division, range(month // 100, month // 100 + 1))
        self._now = division_rows_of(self._records, [month])

    def gain_mg(self, plants: set[int]) -> dict[str, int | None]:
        """Pollutant → by how much the district's verified reduction of the month would grow; None where it would stay unknown."""
        then = division_rows_of(self._accepting(plants), [self.month])
        return {key[2]: _grown(self._now[key]["verified_reduction_mg"], row["verified_reduction_mg"]) for key, row in then.items()}

    def _accepting(self, plants: set[int]) -> Records:
        operations, loads = dict(self._records.operations), dict(self._records.loads)
        for (plant, month), (_state, volume) in self._records.operations.items():
            if month == self.month and plant in plants:
                operations[plant, month] = (State.ACCEPTED, volume)
        for (plant, pollutant, month), load in self._records.loads.items():
            if month == self.month and plant in plants:
                loads[plant, pollutant, month] = replace(load, state=State.ACCEPTED)
        return Records(self._records.plants, operations, loads)


def _grown(before: int | None, after: int | None) -> int | None:
    return None if after is None else after - (before or 0)
