"""The canonical text of a copy, and its seal.

One line of JSON for each row, in the order of the parts and within them of their keys, beneath a line for the head. Keys are
sorted and nothing is spaced, so that both databases and every machine write the same bytes.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import formulas
from frozen.models import PARTS, Freeze, FrozenLoad, FrozenPlant, FrozenRemoval, FrozenRow

FORMAT = 1
# What a page ranks. Names, leaders and what a register tells beside are kept, but a month is not frozen again for them.
FIGURES = {
    FrozenPlant: ("state", "in_first_year", "design_capacity_m3_d", "volume_m3", "actual_flow_m3_d", "load_rate_millionths"),
    FrozenLoad: ("design_capacity_m3_d", "accepted_months", "volume_m3", "inlet_load_mg", "inlet_ug_l", "reductions"),
    FrozenRemoval: tuple(field.name for field in FrozenRemoval._meta.concrete_fields if field.name not in ("id", "freeze")),
}
HEAD = (
    "key",
    "division",
    "month",
    "number",
    "sequence",
    "closed_at",
    "frozen_at",
    "causes",
    "formulas",
    "quota_set",
    "quota_document",
    "base_year",
    "figures_hash",
    "previous",
)

Rows = Mapping[type[FrozenRow], Iterable[FrozenRow]]


def sealed(freeze: Freeze, rows: Rows) -> str:
    """The seal of a copy: SHA-256 of its head, which names the seal before it, and of every row."""
    lines = [_line("freeze", {"format": FORMAT} | {name: getattr(freeze, name) for name in HEAD})]
    for part in PARTS:
        lines += _lines(part, rows[part], _columns(part))
    return _digest(lines)


def figures_hash(rows: Rows) -> str:
    lines = []
    for part, columns in FIGURES.items():
        lines += _lines(part, rows[part], (*part.KEY, *columns))
    return _digest(lines)


def _columns(part: type[FrozenRow]) -> list[str]:
    return [field.name for field in part._meta.concrete_fields if field.name not in ("id", "freeze")]


def _lines(part: type[FrozenRow], rows: Iterable[FrozenRow], columns: Iterable[str]) -> list[str]:
    ordered = sorted(rows, key=lambda row: [getattr(row, name) for name in part.KEY])
    return [_line(part.__name__, {name: getattr(row, name) for name in columns}) for row in ordered]


def _line(name: str, values: dict) -> str:
    return json.dumps([name, values], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_written)


def _written(value) -> str:
    """Moments in UTC, whatever zone they were read in."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return value.isoformat()


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def fingerprint_of_formulas() -> str:
    """SHA-256 over the text of the formulas: another one tells that they have been written anew, not that they count otherwise."""
    files = sorted(Path(formulas.__file__).parent.glob("*.py"))
    texts = [path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") for path in files]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()
