"""What a sheet may speak of: divisions, pollutants and years of one plan, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Named:
    """A division or pollutant with every name that is its own."""

    code: str
    name: str
    name_en: str = ""
    symbol: str = ""

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @classmethod
    def of(cls, record) -> "Named":
        return cls(record.code, record.name, getattr(record, "name_en", ""), getattr(record, "symbol", ""))


@dataclass(frozen=True)
class Known:
    """`whole` is the code of the division that the sheet hands quotas to, and to whose parts."""

    whole: str
    divisions: tuple[Named, ...]
    pollutants: tuple[Named, ...]
    base_year: int
    last_year: int
    most_mg: int = 10**17

    @classmethod
    def of(cls, plan, whole: str, divisions: Iterable, pollutants: Iterable) -> "Known":
        """From records, or from whatever bears the same names."""
        named = (tuple(Named.of(one) for one in some) for some in (divisions, pollutants))
        return cls(whole, *named, base_year=plan.base_year, last_year=plan.last_year)

    @property
    def years(self) -> range:
        """The years that have caps."""
        return range(self.base_year + 1, self.last_year + 1)

    def pollutant(self, code: str) -> Named:
        return next(one for one in self.pollutants if one.code == code)

    def division(self, code: str) -> Named:
        return next(one for one in self.divisions if one.code == code)
