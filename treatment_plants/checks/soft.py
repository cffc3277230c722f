"""What looks odd: each rule asks, and a person answers (rules.md 3.3 and 12, features.md 28 and 29).

A rule takes the month, the plant's past and the limits, and gives findings. Its words are in `questions/words.py`, its numbers
are dated parameters with a source.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from formulas.months import SAME_MONTH_LAST_YEAR, shifted
from formulas.rounding import rounded
from formulas.wastewater import load_rate_millionths
from treatment_plants.checks.usual import Past, Usual, recent_months, season_months, usual
from treatment_plants.checks.values import AMOUNTS, ELECTRICITY, SLUDGE, VOLUME, MonthValues

MILLION = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The numbers of the rules that are in force in a month, named as their parameters (targets/reference/parameters.json)."""

    check_slip_times: int
    check_far_share_millionths: int
    check_far_deviations: int
    check_far_least_months: int
    check_electricity_wh_m3: int
    check_opposite_millionths: int
    check_same_digits: int
    check_same_pair_digits: int
    check_round_digits: int
    load_rate_doubtful_millionths: int


@dataclass(frozen=True)
class Case:
    """One plant's month with all that it is compared with."""

    this: MonthValues
    past: Past
    design_m3_d: int | None
    limits: Limits
    _usual: dict[str, list[Usual]] = field(default_factory=dict)

    @property
    def last_month(self) -> int:
        return shifted(self.this.month, -1)

    @property
    def last_year(self) -> int:
        return self.this.month + SAME_MONTH_LAST_YEAR

    def usual(self, column: str) -> list[Usual]:
        """What is usual in this season and what was usual lately, as far as enough months are known."""
        if column not in self._usual:
            self._usual[column] = self._worked_out(column)
        return self._usual[column]

    def _worked_out(self, column: str) -> list[Usual]:
        limits, found = self.limits, []
        for in_season, months in ((True, season_months(self.this.month)), (False, recent_months(self.this.month))):
            rates = self.past.rates(column, months)
            if len(rates) >= limits.check_far_least_months:
                how = {"share_millionths": limits.check_far_share_millionths, "deviations": limits.check_far_deviations}
                found.append(usual(rates, in_season=in_season, **how))
        return found


@dataclass(frozen=True)
class Finding:
    """What a rule found at a cell. `judged` are the values of this month that it looked at, `told` the numbers of its text."""

    rule: str
    column: str
    judged: str
    told: dict[str, int | str]

    @property
    def place(self) -> tuple[str, str]:
        return self.rule, self.column


SLIP, FAR, OVER_DESIGN, SAME, OPPOSITE, ROUND = "slip", "far", "over_design", "same", "opposite", "round"


def findings(case: Case) -> list[Finding]:
    """Everything that is odd about a month. A slip is also far from what is usual: it is asked about once."""
    found = [finding for rule in RULES for finding in rule.find(case)]
    slipped = {finding.column for finding in found if finding.rule == SLIP}
    return [finding for finding in found if not (finding.rule == FAR and finding.column in slipped)]


def slips(case: Case) -> Iterator[Finding]:
    """A digit lost or a decimal point moved: many times more or less than last month, last year, usually, or than electricity tells."""
    this, times, odd = case.this, case.limits.check_slip_times, False
    for column, value in this.cells().items():
        rate = this.rate(column)
        if rate is None or (value == 0 and column in AMOUNTS):
            continue
        for against, reference in _references(case, column):
            if rate >= reference * times or rate * times <= reference:
                odd |= column in (VOLUME, ELECTRICITY)
                told = {"value": value, "reference": _as_amount(case, column, reference, against), "against": against}
                yield Finding(SLIP, column, str(value), told | {"times": _times(rate, reference)})
                break
    if not odd:
        yield from _slip_by_electricity(case)


def _references(case: Case, column: str) -> Iterator[tuple[str, int]]:
    for against, month in (("last_month", case.last_month), ("last_year", case.last_year)):
        yield from ((against, rate) for rate in case.past.rates(column, [month]))
    if column != SLUDGE:  # it is carted off in batches
        yield from (("usual", one.middle) for one in case.usual(column)[:1])


def _as_amount(case: Case, column: str, reference: int, against: str) -> int:
    """The reference as the person finds it on the sheet."""
    if against == "last_month":
        return case.past.value(column, case.last_month)
    if against == "last_year":
        return case.past.value(column, case.last_year)
    return reference * case.this.open_days // 1000 if column in AMOUNTS else reference


def _times(rate: int, reference: int) -> int:
    """How many times more (positive) or less (negative), to the nearest whole number; 0 where the value is zero."""
    if rate == 0:
        return 0
    return (2 * rate + reference) // (2 * reference) if rate > reference else -((2 * reference + rate) // (2 * rate))


def _slip_by_electricity(case: Case) -> Iterator[Finding]:
    """Without a past to compare with, or where volume and electricity agree with a wrong one, their quotient still tells."""
    volume, kwh = case.this.volume_m3, case.this.electricity_kwh
    if not volume or not kwh:
        return
    known = [one for one in case.past.months.values() if one.volume_m3 and one.electricity_kwh]
    quotients = sorted(wh for one in known if (wh := one.electricity_kwh * 1000 // one.volume_m3))
    middle = quotients[len(quotients) // 2] if len(quotients) >= case.limits.check_far_least_months else case.limits.check_electricity_wh_m3
    wh_m3, times = kwh * 1000 // volume, case.limits.check_slip_times
    if wh_m3 >= middle * times or wh_m3 * times <= middle:
        told = {"value": volume, "reference": middle, "against": "electricity", "times": _times(wh_m3, middle), "wh_m3": wh_m3}
        yield Finding(SLIP, VOLUME, f"{volume},{kwh}", told)


def far_from_usual(case: Case) -> Iterator[Finding]:
    """Far from the same season of earlier years, and from the last months as well: a plant may have grown."""
    for column, value in case.this.cells().items():
        rate, known = case.this.rate(column), case.usual(column)
        if column == SLUDGE or rate is None or (value == 0 and column in AMOUNTS) or not known:
            continue
        if all(one.is_far(rate) for one in known):
            one = known[0]
            scale = (lambda amount: amount * case.this.open_days // 1000) if column in AMOUNTS else int
            told = {"value": value, "usual": scale(one.middle), "low": scale(max(0, one.middle - one.reach))}
            told |= {"high": scale(one.middle + one.reach), "basis": "season" if one.in_season else "recent"}
            yield Finding(FAR, column, str(value), told)


def flow_over_design(case: Case) -> Iterator[Finding]:
    """Rules.md 12: flow above 120 % of design."""
    if case.this.volume_m3 is None or case.design_m3_d is None:
        return
    rate = rounded(*load_rate_millionths(case.this.volume_m3, case.design_m3_d, case.this.calendar_days))
    most = case.limits.load_rate_doubtful_millionths
    if rate > most:
        yield Finding(OVER_DESIGN, VOLUME, str(case.this.volume_m3), {"rate": rate, "most": most})


def same_as_last_month(case: Case) -> Iterator[Finding]:
    """Equal to the last digit. Few digits may repeat by chance: volume and electricity count alone, a pollutant's two cells together."""
    groups = [(VOLUME,), (ELECTRICITY,)]
    groups += [(f"{pollutant}_inlet_ug_l", f"{pollutant}_outlet_ug_l") for pollutant in case.this.concentrations]
    cells = case.this.cells()
    for columns in groups:
        values = [cells[column] for column in columns]
        if None in values or not any(values) or values != [case.past.value(column, case.last_month) for column in columns]:
            continue
        least = case.limits.check_same_digits if len(columns) == 1 else case.limits.check_same_pair_digits
        if sum(digits(value) for value in values) >= least:
            yield Finding(SAME, columns[0], ",".join(map(str, values)), {"value": values[0]})


def electricity_against_flow(case: Case) -> Iterator[Finding]:
    """Electricity fell while the flow rose."""
    least = case.limits.check_opposite_millionths
    flow, flow_before = case.this.rate(VOLUME), case.past.rates(VOLUME, [case.last_month])
    power, power_before = case.this.rate(ELECTRICITY), case.past.rates(ELECTRICITY, [case.last_month])
    if not flow or not power or not flow_before or not power_before:
        return
    more, less = (flow - flow_before[0]) * MILLION // flow_before[0], (power_before[0] - power) * MILLION // power_before[0]
    if more >= least and less >= least:
        judged = f"{case.this.electricity_kwh},{case.this.volume_m3}"
        yield Finding(OPPOSITE, ELECTRICITY, judged, {"value": case.this.electricity_kwh, "more": more, "less": less})


def round_numbers(case: Case) -> Iterator[Finding]:
    """Rounder than the plant's own figures: an estimate in place of a reading."""
    for column, value in case.this.cells().items():
        if not value or column == SLUDGE:
            continue
        months = [case.past.value(column, month) for month in recent_months(case.this.month)]
        known = sorted(digits(one) for one in months if one)
        if len(known) < case.limits.check_far_least_months:
            continue
        if digits(value) <= known[len(known) // 2] - case.limits.check_round_digits:
            yield Finding(ROUND, column, str(value), {"value": value})


def digits(value: int) -> int:
    """Digits that say something: those without the zeros at the end.

    >>> digits(2_834_100), digits(2_000_000), digits(0)
    (5, 1, 0)
    """
    return len(str(value).rstrip("0")) if value else 0


@dataclass(frozen=True)
class Rule:
    """A rule with the parameters that it asks."""

    code: str
    find: Callable[[Case], Iterator[Finding]]
    parameters: tuple[str, ...]


RULES = (
    Rule(SLIP, slips, ("check_slip_times", "check_electricity_wh_m3")),
    Rule(FAR, far_from_usual, ("check_far_share_millionths", "check_far_deviations", "check_far_least_months")),
    Rule(OVER_DESIGN, flow_over_design, ("load_rate_doubtful_millionths",)),
    Rule(SAME, same_as_last_month, ("check_same_digits", "check_same_pair_digits")),
    Rule(OPPOSITE, electricity_against_flow, ("check_opposite_millionths",)),
    Rule(ROUND, round_numbers, ("check_round_digits", "check_far_least_months")),
)
