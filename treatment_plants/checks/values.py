"""A plant's month as the checks see it: plain values in base units, None where a value is missing."""

from dataclasses import dataclass, field
from functools import cached_property

# Why a value is blank; the words are those of models.BlankCode.
NOT_RUNNING, METER_BROKEN, NOT_DUE = "not_running", "meter_broken", "not_due"

VOLUME, ELECTRICITY, SLUDGE = "volume_m3", "electricity_kwh", "sludge_kg"
# Amounts that grow with the days of the month; all others are compared as they are.
AMOUNTS = frozenset({VOLUME, ELECTRICITY, SLUDGE})


@dataclass(frozen=True)
class MonthValues:
    """What one plant reports for one month.

    `open_days` are the calendar days on which the plant existed: those of its first and last month are fewer than the month has.
    """

    month: int  # yyyymm
    open_days: int
    calendar_days: int
    days: int | None = None
    volume_m3: int | None = None
    electricity_kwh: int | None = None
    sludge_kg: int | None = None
    # pollutant code → (inflow, outflow) in µg/L
    concentrations: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    # "volume" or a pollutant's code → why its cells are blank
    codes: dict[str, str] = field(default_factory=dict)

    def cells(self) -> dict[str, int | None]:
        """Cell name → value of everything that can be compared with other months."""
        return self._cells

    # Each month is looked at for many others: worked out once.

    @cached_property
    def _cells(self) -> dict[str, int | None]:
        cells = {VOLUME: self.volume_m3, ELECTRICITY: self.electricity_kwh, SLUDGE: self.sludge_kg}
        for pollutant, (inlet, outlet) in self.concentrations.items():
            cells |= {f"{pollutant}_inlet_ug_l": inlet, f"{pollutant}_outlet_ug_l": outlet}
        return cells

    def rate(self, column: str) -> int | None:
        """A value that can be compared between months of different length: amounts in thousandths a day.

        >>> january = MonthValues(202201, 31, 31, volume_m3=3_100_000, concentrations={"cod": (180_000, None)})
        >>> january.rate("volume_m3"), january.rate("cod_inlet_ug_l"), january.rate("cod_outlet_ug_l")
        (100000000, 180000, None)
        """
        return self._rates.get(column)

    @cached_property
    def _rates(self) -> dict[str, int | None]:
        return {
            column: value * 1000 // self.open_days if value is not None and column in AMOUNTS else value
            for column, value in self._cells.items()
        }
