"""All closings of a scope as they stand on a day, with the SO₂ that each frees this year and next."""

import datetime
from dataclasses import replace

from formulas.months import month_of
from power_plants.account import forecast, freed
from power_plants.models import StepKind, Unit
from power_plants.queries import rules, units_with_records
from power_plants.rules import Accounts, Rules, accounts_of
from power_plants.standing import ClosureState, Standing, ranked, standing


def standings(divisions: str, day: datetime.date, month: int, order: str = "days") -> list[Standing]:
    """Closings worst first as they stood on a day; `month` is the one whose word is asked for."""
    known = rules()
    found = (standing_of(unit, day, month, known) for unit in units_with_records(divisions))
    return ranked((one for one in found if one), order)


def standing_of(unit: Unit, day: datetime.date, month: int, known: Rules) -> Standing | None:
    """The last closing of a unit that was on the list by that day."""
    listed = [one for one in (standing(unit, closure, day, month, known) for closure in unit.closures.all()) if one]
    return with_tonnes(listed[-1], accounts_of(unit, known)) if listed else None


def with_tonnes(one: Standing, accounts: Accounts) -> Standing:
    by_year = freed_by_year(one, accounts, one.expected_on)
    years = (one.day.year, one.day.year + 1)
    at_stake = None if one.state == ClosureState.CLOSED else sum(by_year.get(year) or 0 for year in years)
    return replace(one, freed={year: by_year.get(year, 0) if by_year else None for year in years}, at_stake=at_stake)


def freed_by_year(one: Standing, accounts: Accounts, expected_on: datetime.date) -> dict[int, int | None]:
    """Year → SO₂ in mg. By C1 where the unit has stopped and its coal is known, else the forecast C2 from the latest statistics.

    Empty where no statistics are known: then nothing can be said.
    """
    side = accounts.verified if one.state == ClosureState.CLOSED else accounts.declared
    if has_stopped(one):
        by_c1 = freed(side, month_of(one.steps[StepKind.OFF_GRID].on))
        if None not in by_c1.values():
            return by_c1
    base = _latest(side.statistics, expected_on.year)
    return {} if base is None else forecast(base, month_of(expected_on))


def has_stopped(one: Standing) -> bool:
    return StepKind.OFF_GRID in one.steps and one.state != ClosureState.RESURRECTED


def _latest(statistics: dict[int, int], before: int) -> int | None:
    years = [year for year in statistics if year < before]
    return statistics[max(years)] if years else None
