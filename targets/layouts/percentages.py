"""Printed percentages: 34.8 or 0.348, a fall with or without a minus. Decided for a column at once, by the amounts where they are there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from formulas.rounding import rounded
from formulas.targets import change_millionths
from targets.layouts.facts import Fact
from targets.layouts.findings import Kind, Notebook, Percentage, shown
from targets.layouts.lexicon import LAST_YEAR
from targets.layouts.units import FRACTION, PERCENT

Amounts = dict[tuple[str, str, int], Fact]


@dataclass(frozen=True)
class Reading:
    """How a column is read: percents or fractions, and whether a fall is printed as a positive number."""

    is_fraction: bool
    fall_is_positive: bool

    def change(self, fact: Fact) -> Decimal:
        value = fact.number.value
        scaled = value * 100 if self.is_fraction and fact.number.unit != PERCENT else value
        return -scaled if self.fall_is_positive else scaled

    def half_step(self, fact: Fact, places: int) -> Decimal:
        scale = 100 if self.is_fraction and fact.number.unit != PERCENT else 1
        return Decimal(5 * scale).scaleb(-places - 1)

    @property
    def evidence(self) -> str:
        scale = _("read as fractions: 0.348 is 34.8 %") if self.is_fraction else _("read as percent: 34.8 is 34.8 %")
        sign = _("a fall is printed as a positive figure") if self.fall_is_positive else _("a fall is printed with a minus")
        return f"{scale}; {sign}"


@dataclass
class PercentageReader:
    """`amounts` are base amounts and caps by division, pollutant and year."""

    base_year: int
    amounts: Amounts
    notebook: Notebook

    def read(self, facts: Iterable[Fact]) -> tuple[dict[tuple, list[Percentage]], dict[tuple, str]]:
        """Percentages by division, pollutant and year; and by table and column how it was read."""
        columns = defaultdict(list)
        for fact in facts:
            columns[fact.table, fact.column, fact.taken.fall_is_positive].append(fact)
        found, evidence = defaultdict(list), {}
        for (table, column, _positive), some in columns.items():
            reading, has_amounts = self._reading(some)
            if reading is None:
                continue
            source = _("as the amounts show") if has_amounts else _("as head and figures say")
            evidence[table, column] = f"{reading.evidence} ({source})"
            places = _places(some)
            for fact in some:
                found[*fact.of, fact.taken.year].append(self._percentage(fact, reading, places))
        return found, evidence

    def _reading(self, facts: list[Fact]) -> tuple[Reading | None, bool]:
        ranges = [(fact, some) for fact in facts if (some := list(self._ranges(fact)))]
        options = list(self._options(facts))
        if not ranges:
            return self._without_amounts(facts, options), False
        places = _places(facts)
        agreeing = [sum(self._agrees(option, fact, some, places) for fact, some in ranges) for option in options]
        # Of equal ones the first, which is what the head says.
        return options[agreeing.index(max(agreeing))], True

    def _options(self, facts: list[Fact]) -> Iterator[Reading]:
        taken = facts[0].taken
        scales = {PERCENT: (False, True), FRACTION: (True,), "": (True, False)}[taken.unit]
        for positive in (taken.fall_is_positive, not taken.fall_is_positive):
            for is_fraction in scales:
                yield Reading(is_fraction, positive)

    def _without_amounts(self, facts: list[Fact], options: list[Reading]) -> Reading | None:
        plain = [fact for fact in facts if fact.number.unit != PERCENT]
        by_head = options[0] if facts[0].taken.unit == FRACTION else Reading(False, facts[0].taken.fall_is_positive)
        if by_head.is_fraction or not plain or any(abs(fact.number.value) > 1 for fact in plain):
            return by_head
        text = _("Nothing tells whether the figures of this column are percents or fractions: 0.5 may mean 0.5 % or 50 %.")
        self.notebook.ask(Kind.PERCENT, plain[0].cell, text, _("Percent signs, or a choice for this column."))
        return None

    def _ranges(self, fact: Fact) -> Iterator[tuple[Decimal, Decimal, int, int]]:
        """For each year it may be measured against: the least and greatest change that the printed amounts allow."""
        amount = self.amounts.get((*fact.of, fact.taken.year))
        since = {None: (self.base_year, fact.taken.year - 1), LAST_YEAR: (fact.taken.year - 1,)}.get(fact.taken.since, (self.base_year,))
        for year in dict.fromkeys(since):
            before = self.amounts.get((*fact.of, year))
            if amount is not None and before is not None and before.figure.amount_mg:
                yield _range(amount, before)

    def _agrees(self, reading: Reading, fact: Fact, ranges: list, places: int) -> bool:
        change, half = reading.change(fact), reading.half_step(fact, places)
        return any(least - half <= change <= greatest + half for least, greatest, _amount, _before in ranges)

    def _percentage(self, fact: Fact, reading: Reading, places: int) -> Percentage:
        ranges = list(self._ranges(fact))
        agreeing = [some for some in ranges if self._agrees(reading, fact, [some], places)]
        computed = rounded(*change_millionths(*(agreeing or ranges)[0][2:])) if ranges else None
        if ranges and not agreeing:
            told = {"printed": f"{reading.change(fact).normalize():f}", "computed": f"{Decimal(computed).scaleb(-4):.2f}"}
            text = _("The amounts give a change of %(computed)s %%, the sheet prints %(printed)s %%.") % told
            self.notebook.warn(Kind.PERCENT, fact.cell, text, _("Compare with the document. The printed percentage is kept as it is."))
        return Percentage(shown(fact.cell.value), reading.change(fact), computed, fact.cell, bool(agreeing))


def _places(facts: list[Fact]) -> int:
    return max(fact.number.places for fact in facts)


def _range(amount: Fact, before: Fact) -> tuple[Decimal, Decimal, int, int]:
    now, then = amount.figure.amount_mg, before.figure.amount_mg
    low, high = Decimal(2 * now - amount.step_mg), Decimal(2 * now + amount.step_mg)
    least, most = Decimal(max(1, 2 * then - before.step_mg)), Decimal(2 * then + before.step_mg)
    return (low / most - 1) * 100, (high / least - 1) * 100, now, then
