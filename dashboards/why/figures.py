"""A figure's change as a sum of steps: each step changes one thing, and what the rounded figure then shows more is its part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One cause of a change. `amount` is what moved (mg, m³/d …), None where nothing is measured; `shown` its part of the figure."""

    what: str
    amount: int | None
    shown: int
    note: str = ""


def telescoped(start: int, steps: Iterable[tuple[str, int, str]], shown: Callable[[int], int]) -> list[Part]:
    """Steps (what, amount, note) one after the other from an amount on. Their parts add up to the change of the rounded figure.

    >>> [(part.what, part.shown) for part in telescoped(10, [("a", 1, ""), ("b", 1, "")], lambda amount: amount // 4)]
    [('a', 0), ('b', 1)]
    """
    parts, amount = [], start
    for what, by, note in steps:
        parts.append(Part(what, by, shown(amount + by) - shown(amount), note))
        amount += by
    return parts


def largest_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-abs(part.shown), -abs(part.amount or 0)))
