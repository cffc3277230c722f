"""The quotas of one set as an account: what each division may emit, has to cut, and what the division above has kept back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from formulas.rounding import rounded
from formulas.targets import change_millionths, cut_mg, reserve_mg

Key = tuple[str, str, int]  # division, pollutant, year


@dataclass(frozen=True)
class Line:
    """One quota. `excludes` are codes of parts that the line does not speak of."""

    division: str
    pollutant: str
    year: int
    base_amount_mg: int
    cap_mg: int
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The lines of a set for a plan that is measured against `base_year`."""

    base_year: int
    lines: dict[Key, Line] = field(default_factory=dict)
    # What every line of a division and pollutant repeats: the emission of the base year.
    base_amounts: dict[tuple[str, str], int] = field(default_factory=dict)

    def cap(self, division: str, pollutant: str, year: int) -> int | None:
        """The cap of a year; in the base year the base amount itself. None where no line tells it."""
        if year == self.base_year:
            return self.base_amount(division, pollutant, year)
        line = self.lines.get((division, pollutant, year))
        return line.cap_mg if line else None

    def base_amount(self, division: str, pollutant: str, year: int) -> int | None:
        """The emission of the base year, against which the year is measured."""
        return self.base_amounts.get((division, pollutant))

    def cut(self, division: str, pollutant: str, year: int) -> int | None:
        """What the year asks the division to cut; None where its cap or that of the year before is not told."""
        before, cap = self.cap(division, pollutant, year - 1), self.cap(division, pollutant, year)
        return None if None in (before, cap) else cut_mg(before, cap)

    def change_on_last_year(self, division: str, pollutant: str, year: int) -> int | None:
        return _change(self.cap(division, pollutant, year), self.cap(division, pollutant, year - 1))

    def change_on_base_year(self, division: str, pollutant: str, year: int) -> int | None:
        return _change(self.cap(division, pollutant, year), self.cap(division, pollutant, self.base_year))

    def parts(self, division: str, pollutant: str, year: int) -> list[Line]:
        """The lines of the next level below, without those that the division's own line excludes."""
        whole = self.lines.get((division, pollutant, year))
        below = [
            line
            for line in self.lines.values()
            if (line.pollutant, line.year) == (pollutant, year) and line.division != division and line.division.startswith(division)
        ]
        length = min((len(line.division) for line in below), default=0)
        return [line for line in below if len(line.division) == length and (not whole or line.division not in whole.excludes)]

    def handed_down(self, division: str, pollutant: str, year: int) -> int | None:
        """The sum of the parts' caps; None where nothing has been handed down."""
        parts = self.parts(division, pollutant, year)
        return sum(line.cap_mg for line in parts) if parts else None

    def reserve(self, division: str, pollutant: str, year: int) -> int | None:
        """What the division has kept back; below zero where it handed down more than it has."""
        cap, parts = self.cap(division, pollutant, year), self.handed_down(division, pollutant, year)
        return None if None in (cap, parts) else reserve_mg(cap, parts)

    def over_allocated(self, division: str) -> list[Key]:
        """The division's lines whose parts add up to more than they have (S3)."""
        return [key for key in self.lines if key[0] == division and (self.reserve(*key) or 0) < 0]

    def is_part(self, part: str, whole: str, pollutant: str, year: int) -> bool:
        """Whether the cap of `part` is one of those that `whole` has handed down."""
        return part in {line.division for line in self.parts(whole, pollutant, year)}

    def moved(self, giver: str, taker: str, pollutant: str, year: int, amount_mg: int) -> list[Line]:
        """All lines after that much of a cap went from one division to another: what the two have together stays."""
        changes = {(giver, pollutant, year): -amount_mg, (taker, pollutant, year): amount_mg}
        return [replace(line, cap_mg=line.cap_mg + changes.get(key, 0)) for key, line in self.lines.items()]


def ledger_of(base_year: int, lines: Iterable[Line]) -> Ledger:
    lines = list(lines)
    return Ledger(
        base_year,
        lines={(line.division, line.pollutant, line.year): line for line in lines},
        base_amounts={(line.division, line.pollutant): line.base_amount_mg for line in lines},
    )


def _change(amount: int | None, compared_with: int | None) -> int | None:
    """A change in millionths, half up; None where either is not told or there is nothing to compare with."""
    return None if None in (amount, compared_with) else rounded(*change_millionths(amount, compared_with))
