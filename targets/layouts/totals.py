"""Printed totals against the sums of what they stand for. A total is never loaded and never corrected."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from django.utils.translation import gettext as _

from targets.layouts.facts import Fact
from targets.layouts.findings import Kind, Meaning, Notebook, PrintedTotal
from targets.layouts.rows import RowKind
from targets.layouts.units import LABELS, UNITS

MASSES = frozenset({Meaning.BASE, Meaning.CAP, Meaning.CUT})


def check_totals(facts: list[Fact], whole: str, notebook: Notebook) -> list[PrintedTotal]:
    """Every total as printed. Warn where one differs by more than the rounding of the printed digits from every sum it may stand for."""
    columns = defaultdict(list)
    for fact in facts:
        if fact.figure and fact.taken.meaning in MASSES:
            columns[fact.table, fact.column, fact.taken.key].append(fact)
    return [total for column in columns.values() for total in _check(column, whole, notebook)]


def _check(column: list[Fact], whole: str, notebook: Notebook) -> Iterator[PrintedTotal]:
    if not any(fact.kind.is_sum for fact in column):
        return
    everything = list(_everything(column, whole))
    for place, fact in enumerate(column):
        if fact.kind.is_sum:
            around = [_until_sum(column, range(place - 1, -1, -1)), _until_sum(column, range(place + 1, len(column)))]
            sums = [_sum(some) for some in ([*around, *everything] if fact.kind == RowKind.TOTAL else around) if some]
            agrees = any(_agrees(fact, amount, step) for amount, step in sums)
            if sums and not agrees:
                _warn(fact, sums, notebook)
            yield _printed(fact, sums, agrees)


def _printed(total: Fact, sums: list[tuple[int, int]], agrees: bool) -> PrintedTotal:
    taken, figure = total.taken, total.figure
    told = taken.pollutant, taken.year, taken.meaning, figure.printed, figure.unit, figure.amount_mg
    return PrintedTotal(total.cell, *told, _nearest(figure.amount_mg, sums) if sums else None, agrees)


def _nearest(printed: int, sums: list[tuple[int, int]]) -> int:
    return min((amount for amount, _step in sums), key=lambda amount: abs(amount - printed))


def _everything(column: list[Fact], whole: str) -> Iterator[list[Fact]]:
    """All rows, or only those that are no part of another row; each with and without what is kept back."""
    lines = [fact for fact in column if fact.kind == RowKind.LINE]
    parts = [fact for fact in lines if fact.division != whole] or lines
    kept_back = [fact for fact in column if fact.kind == RowKind.RESERVE]
    for some in (parts, _topmost(parts), _topmost(lines)):
        yield [*some, *kept_back]
        yield some


def _topmost(lines: list[Fact]) -> list[Fact]:
    without = {fact.division: fact.whom.excludes for fact in lines}
    return [fact for fact in lines if not _is_inside(fact.division, without)]


def _is_inside(division: str, without: dict[str, tuple[str, ...]]) -> bool:
    above = (division[:length] for length in range(2, len(division)))
    return any(code in without and division not in without[code] for code in above)


def _until_sum(column: list[Fact], places: range) -> list[Fact]:
    return list(takewhile(lambda fact: not fact.kind.is_sum, (column[place] for place in places)))


def _sum(facts: list[Fact]) -> tuple[int, int]:
    return sum(fact.figure.amount_mg for fact in facts), sum(fact.step_mg for fact in facts)


def _agrees(total: Fact, amount: int, step: int) -> bool:
    """Each printed figure may be off by half of its last digit."""
    return 2 * abs(total.figure.amount_mg - amount) <= step + total.step_mg


def _warn(total: Fact, sums: list[tuple[int, int]], notebook: Notebook) -> None:
    printed = total.figure.amount_mg
    nearest = _nearest(printed, sums)
    unit = UNITS[total.figure.unit]
    told = {"sum": unit.typed(nearest), "difference": unit.typed(printed - nearest), "unit": LABELS[total.figure.unit]}
    text = _("The rows add up to %(sum)s %(unit)s; the printed total differs by %(difference)s %(unit)s.") % told
    notebook.warn(Kind.SUM, total.cell, text, _("Compare with the document. The total is not loaded."))
