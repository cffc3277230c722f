"""A figure as it was printed: its value, how many decimals, and what else stood in the cell."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from formulas.units import FULL_WIDTH
from targets.layouts import units
from targets.layouts.words import DASHES

FIGURE = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(\s*[^0-9.,\s].*)?", re.DOTALL)
GAP = re.compile(r"-*|[/\\]|无|n/?a|…+|\.{3,}", re.IGNORECASE)


class Fault(StrEnum):
    """Why a cell holds no figure although it is not empty."""

    FORMULA = "formula"
    BRACKETS = "brackets"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Number:
    """`places` are the printed decimals; `unit` is what the cell itself names, "%" among others."""

    value: Decimal
    places: int
    unit: str = ""


def read_number(cell) -> Number | Fault | None:
    """The figure of a cell; None for a cell that says that there is none, which is not zero."""
    value = cell.value
    if cell.is_formula:
        return Fault.FORMULA
    if isinstance(value, Decimal):
        return _of_decimal(value, percent=cell.is_percent)
    if value is None:
        return None
    if isinstance(value, bool | datetime.date) or not isinstance(value, str):
        return Fault.TEXT
    return read_text(value)


def read_text(text: str) -> Number | Fault | None:
    """
    >>> read_text("－１２，３４５．６０ 吨"), read_text("34.8%").unit
    (Number(value=Decimal('-12345.60'), places=2, unit='t'), '%')
    >>> read_text("——"), read_text(""), read_text("(12.5)").value, read_text("0,348").value, read_text("=A1").value
    (None, None, 'brackets', 'text', 'formula')
    """
    text = text.translate(FULL_WIDTH).translate(DASHES).replace("\u3000", " ").strip()
    if GAP.fullmatch(text):
        return None
    if text.startswith("="):
        return Fault.FORMULA
    if re.fullmatch(r"[(\[].*\d.*[)\]]", text):
        return Fault.BRACKETS
    figure = FIGURE.fullmatch(text)
    unit = _unit(figure[4] or "") if figure else None
    if unit is None:
        return Fault.TEXT
    value = Decimal("".join((figure[1], figure[2].replace(",", ""), figure[3] or "")))
    return Number(value, len(figure[3] or ".") - 1, unit)


def _unit(suffix: str) -> str | None:
    """The unit behind a figure; None where it is none."""
    suffix = suffix.strip().lower()
    if suffix in ("", "%"):
        return suffix
    spelled = units.SUFFIX.fullmatch(suffix)
    return units.name_of_unit(spelled[1]) if spelled else None


def _of_decimal(value: Decimal, *, percent: bool) -> Number:
    places = max(0, -value.as_tuple().exponent)
    if percent:
        return Number(value * 100, max(0, places - 2), units.PERCENT)
    return Number(value, places)
