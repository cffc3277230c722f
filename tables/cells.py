"""What stands in a table: the value for machines, the text for people."""

from dataclasses import dataclass
from decimal import Decimal

from formulas.units import Unit

NO_DATA = "—"

Value = str | int | Decimal | None


@dataclass(frozen=True)
class Cell:
    value: Value
    text: str
    numeric: bool = False
    url: str = ""
    lamp: str = ""
    state: str = ""
    note: str = ""


EMPTY = Cell(value=None, text="")


def plain(text: str, **marks) -> Cell:
    """Words; empty words are shown as no data."""
    text = str(text)
    return Cell(value=text or None, text=text or NO_DATA, **marks)


def link(text: str, url: str, **marks) -> Cell:
    return Cell(value=str(text), text=str(text), url=url, **marks)


def figure(amount: int | None, unit: Unit, *, places: int | None = None, **marks) -> Cell:
    """A number in a unit: machines get every decimal of the base unit, people as many places as are asked for."""
    if amount is None:
        return Cell(value=None, text=NO_DATA, numeric=True, **marks)
    if unit.decimals == 0:
        return Cell(value=amount, text=f"{amount:,}", numeric=True, **marks)
    exact = unit.exact(amount)
    shown = unit.shown(amount, unit.decimals if places is None else places)
    return Cell(value=exact, text=f"{shown:,}", numeric=True, **marks)
