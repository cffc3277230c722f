"""From records to what the two accounts believe: verified takes what was verified, declared also what still waits for it."""

import datetime
from dataclasses import dataclass

from formulas.months import month_of, shifted
from formulas.power import removal_millionths, so2_formed
from formulas.rounding import rounded
from power_plants.account import Credits, Facility, Side, Stop, credits
from power_plants.models import LIVE, PARTS, ClaimState, Closure, Desulphurisation, Step, StepKind, Unit
from returns.models import State

Amounts = tuple[tuple[int, int], ...]
RETURNS = {True: (State.ACCEPTED,), False: (State.ACCEPTED, State.SUBMITTED)}
CLAIMS = {True: (ClaimState.ACCEPTED,), False: LIVE}


class NoRule(LookupError):
    """A rule's number is missing from the parameters."""


@dataclass(frozen=True)
class Rules:
    """Dated numbers, each as (valid from, amount), oldest first. The earliest holds for all months before it."""

    factor: Amounts
    offset: Amounts
    parts: Amounts
    defaults: dict[str, Amounts]

    def factor_thousandths(self, month: int) -> int:
        return _in_force(self.factor, month)

    def offset_months(self, month: int) -> int:
        return _in_force(self.offset, month)

    def parts_required(self, month: int) -> int:
        return _in_force(self.parts, month)

    def default_millionths(self, process: str, month: int) -> int:
        return _in_force(self.defaults[process], month)


def _in_force(amounts: Amounts, month: int) -> int:
    if not amounts:
        raise NoRule("run sync_reference: a parameter of power plants is missing")
    return next((amount for valid_from, amount in reversed(amounts) if valid_from <= month), amounts[0][1])


@dataclass(frozen=True)
class Accounts:
    """Both accounts of one unit."""

    verified: Side
    declared: Side

    def credits(self, last_month: int) -> tuple[Credits, Credits]:
        return credits(self.verified, last_month), credits(self.declared, last_month)


def accounts_of(unit: Unit, rules: Rules) -> Accounts:
    """The unit has to come with its records (queries.units_with_records)."""
    return Accounts(side_of(unit, rules, is_verified=True), side_of(unit, rules, is_verified=False))


def months_owed(unit: Unit, rules: Rules, months: list[int]) -> list[int]:
    """The months for which a unit owes its coal: it ran, as far as the declared account knows, or has handed it in."""
    handed_in, side = {one.month for one in unit.coal_months.all()}, side_of(unit, rules, is_verified=False)
    return [month for month in months if month in handed_in or side.runs(month)]


def side_of(unit: Unit, rules: Rules, *, is_verified: bool) -> Side:
    coal = [one for one in unit.coal_months.all() if one.monthly_return.state in RETURNS[is_verified]]
    statistics = [one for one in unit.statistics.all() if one.state in CLAIMS[is_verified]]
    facilities = sorted((one for one in unit.facilities.all() if one.state in CLAIMS[is_verified]), key=lambda one: one.since)
    stops = (stop_of(one, rules, is_verified=is_verified) for one in unit.closures.all())
    return Side(
        first_month=month_of(unit.commissioned_on),
        statistics={one.year: one.so2_mg for one in statistics},
        formed={one.month: so2_formed(one.coal_kg, one.sulphur_millionths, rules.factor_thousandths(one.month)) for one in coal},
        facilities=tuple(_facility(one, rules, is_verified=is_verified) for one in facilities),
        stops=tuple(sorted((stop for stop in stops if stop), key=lambda stop: stop.stopped)),
    )


def _facility(one: Desulphurisation, rules: Rules, *, is_verified: bool) -> Facility:
    since = month_of(one.since)
    return Facility(shifted(since, rules.offset_months(since)), removal_of(one, rules, is_verified=is_verified))


def removal_of(one: Desulphurisation, rules: Rules, *, is_verified: bool) -> int:
    """η in millionths: operation rate × efficiency online where valid data show it, else the default of the process.

    A lower claim than the default stays what it is.
    """
    claimed = rounded(*removal_millionths(one.operation_rate_millionths, one.online_millionths))
    if one.has_evidence:
        return claimed
    return min(claimed, rules.default_millionths(one.process, month_of(one.since)))


def live_steps(closure: Closure, *, is_verified: bool = False) -> dict[str, Step]:
    return {step.kind: step for step in closure.steps.all() if step.state in CLAIMS[is_verified]}


def complete_on(steps: dict[str, Step], parts_required: int) -> datetime.date | None:
    """The day on which the unit was off the grid, enough main parts were dismantled and the confirmation was published."""
    parts = sorted(steps[kind].on for kind in PARTS if kind in steps)
    off_grid, confirmation = steps.get(StepKind.OFF_GRID), steps.get(StepKind.CONFIRMATION)
    if off_grid is None or confirmation is None or len(parts) < parts_required:
        return None
    return max(off_grid.on, confirmation.on, *parts[:parts_required])


def stop_of(closure: Closure, rules: Rules, *, is_verified: bool) -> Stop | None:
    """A closing as an account sees it. Declared: from the stop on. Verified: nothing before everything asked for is there."""
    steps = live_steps(closure, is_verified=is_verified)
    off_grid = steps.get(StepKind.OFF_GRID)
    if off_grid is None:
        return None
    stopped = month_of(off_grid.on)
    booked_from = stopped
    if is_verified:
        complete = complete_on(steps, rules.parts_required(stopped))
        booked_from = month_of(complete) if complete else None
    return Stop(stopped, booked_from, month_of(closure.reopened_on) if closure.reopened_on else None)
