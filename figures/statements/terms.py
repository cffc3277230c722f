"""Columns that can be reckoned with, so that a formula of `formulas/` reads them as it reads numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A piece of SQL that stands for a whole number. Missing stays missing, as NULL does.

    >>> str(Term("volume_m3") * (Term("inlet_ug_l") - Term("outlet_ug_l")))
    '(volume_m3 * (inlet_ug_l - outlet_ug_l))'
    """

    sql: str

    def __str__(self) -> str:
        return self.sql

    def __add__(self, other: Term | int) -> Term:
        return self._with("+", other)

    def __sub__(self, other: Term | int) -> Term:
        return self._with("-", other)

    def __mul__(self, other: Term | int) -> Term:
        return self._with("*", other)

    def __floordiv__(self, other: Term | int) -> Term:
        """Both databases cut towards zero: only for numbers that are never below it."""
        return self._with("/", other)

    def __mod__(self, other: Term | int) -> Term:
        # Doubled, as a statement with parameters wants it.
        return self._with("%%", other)

    def _with(self, sign: str, other: Term | int) -> Term:
        return Term(f"({self} {sign} {other})")


def rounded(numerator: Term, denominator: Term) -> Term:
    """As formulas.rounding.rounded, for denominators of zero or more: half up, away from zero; no data for a zero."""
    half_up = f"(2 * ABS({numerator}) + {denominator}) / (2 * {denominator})"
    return Term(f"CASE WHEN {denominator} > 0 THEN {half_up} * CASE WHEN {numerator} < 0 THEN -1 ELSE 1 END END")


def only_if(condition: str, value: Term) -> Term:
    """The value where the condition holds; else no data."""
    return Term(f"CASE WHEN {condition} THEN {value} END")


def total(value: Term, window: str = "") -> Term:
    """A sum as int8 on both databases, of a group or over a window; no data where nothing is known."""
    return Term(f"CAST(SUM({value}){f' OVER {window}' if window else ''} AS BIGINT)")


def count(condition: str) -> Term:
    return Term(f"CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT)")
