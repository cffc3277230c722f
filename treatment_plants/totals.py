"""The last line of the sheet: what all plants of a district treated and removed, as far as it is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from formulas.months import days_in
from formulas.rounding import rounded
from formulas.units import MASS, PERCENT, VOLUME, Unit
from formulas.wastewater import load_rate_millionths
from tables.cells import NO_DATA


@dataclass(frozen=True)
class Totals:
    """Sums of what is known, in base units; None where no plant has told it. `counted` of `plants` have told their volume."""

    plants: int
    counted: int
    volume_m3: int | None
    load_rate: int | None  # millionths, of the plants whose volume and capacity are known
    removed: dict[str, int | None] = field(default_factory=dict)  # pollutant code → mg

    @property
    def volume_text(self) -> str:
        return shown(self.volume_m3, VOLUME, VOLUME.decimals).rstrip("0").rstrip(".") if self.volume_m3 is not None else NO_DATA

    @property
    def load_rate_text(self) -> str:
        return shown(self.load_rate, PERCENT, 1)

    @property
    def removed_texts(self) -> dict[str, str]:
        return {pollutant: removed_text(amount) for pollutant, amount in self.removed.items()}


def totals_of(rows: Iterable, month: int, pollutants: Iterable[str]) -> Totals:
    """Add up rows of the sheet as they are kept."""
    rows = list(rows)
    told = [row for row in rows if row.form.kept.volume_m3 is not None]
    loaded = [row for row in told if row.plant.design_m3_d is not None]
    rate = load_rate_millionths(
        sum(row.form.kept.volume_m3 for row in loaded), sum(row.plant.design_m3_d for row in loaded), days_in(month)
    )
    return Totals(
        plants=len(rows),
        counted=len(told),
        volume_m3=_sum(row.form.kept.volume_m3 for row in told),
        load_rate=rounded(*rate),
        removed={code: _sum(row.removed.get(code) for row in rows) for code in pollutants},
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def removed_text(amount: int | None) -> str:
    """Tonnes with two decimals."""
    return shown(amount, MASS, 2)


def shown(amount: int | None, unit: Unit, places: int) -> str:
    return NO_DATA if amount is None else f"{unit.shown(amount, places):,}"
