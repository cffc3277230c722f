"""All closings of a scope as they stand on a day, with the SO₂ that each frees this year and next."""

import datetime
from dataclasses import replace

import clock
from construction.standing import Standing as Line
from construction.standing import end_of_day
from construction.standing import standings as standings_of_projects
from districts.scopes import around
from formulas.months import month_of
from power_plants.account import forecast, freed
from power_plants.models import StepKind, Unit
from power_plants.queries import grid_lines_of, rules, units_with_records
from power_plants.rules import Accounts, Rules, accounts_of
from power_plants.standing import ClosureState, Standing, ranked, standing


def standings(divisions: str, day: datetime.date, month: int, order: str = "days") -> list[Standing]:
    """Closings worst first as they stood on a day; `month` is the one whose word is asked for."""
    known, lines = rules(), lines_of(divisions, day)
    found = (standing_of(unit, day, month, known, lines) for unit in units_with_records(divisions))
    return ranked((one for one in found if one), order)


def lines_of(divisions: str, day: datetime.date) -> dict[int, Line]:
    """How the grid projects that closings inside the scope wait for stood at the end of a day, by their keys.

    A line may lie in another district: what it does to a closing is the same for whoever looks.
    """
    projects = list(grid_lines_of(divisions))
    if not projects:
        return {}
    where = around([project.district_id for project in projects])
    at = clock.now() if day == clock.today() else end_of_day(day)
    return {one.project.pk: one for one in standings_of_projects(where, at, projects)}


def standing_of(unit: Unit, day: datetime.date, month: int, known: Rules, lines: dict[int, Line]) -> Standing | None:
    """The last closing of a unit that was on the list by that day."""
    listed = [one for one in (standing(unit, closure, day, month, known, lines) for closure in unit.closures.all()) if one]
    return with_tonnes(listed[-1], accounts_of(unit, known)) if listed else None


def with_tonnes(one: Standing, accounts: Accounts) -> Standing:
    by_year = booked_by_year(one, accounts, one.expected_on)
    years = (one.day.year, one.day.year + 1)
    at_stake = None if one.state == ClosureState.CLOSED else sum(by_year.get(year) or 0 for year in years)
    return replace(one, freed={year: by_year.get(year, 0) if by_year else None for year in years}, at_stake=at_stake)


def booked_by_year(one: Standing, accounts: Accounts, expected_on: datetime.date) -> dict[int, int | None]:
    """As `freed_by_year`, in the years to which the account books it: what fell due before the confirmation comes with it (rules.md 4.4)."""
    first, found = first_year_booked(one, accounts), {}
    for year, amount in freed_by_year(one, accounts, expected_on).items():
        kept = found.get(max(year, first), 0)
        found[max(year, first)] = None if None in (kept, amount) else kept + amount
    return found


def first_year_booked(one: Standing, accounts: Accounts) -> int:
    """The year of the confirmation; until it is verified, no year before that of the day."""
    if one.state != ClosureState.CLOSED:
        return one.day.year
    stopped = month_of(one.steps[StepKind.OFF_GRID].on)
    return next(stop.booked_from for stop in accounts.verified.stops if stop.stopped == stopped and stop.booked_from is not None) // 100


def freed_by_year(one: Standing, accounts: Accounts, expected_on: datetime.date) -> dict[int, int | None]:
    """Year → SO₂ in mg. By C1 where the unit has stopped and its coal is known, else the forecast C2 from the latest statistics.

    Empty where no statistics are known: then nothing can be said.
    """
    side = accounts.verified if one.state == ClosureState.CLOSED else accounts.declared
    if has_stopped(one):
        by_c1 = freed(side, month_of(one.steps[StepKind.OFF_GRID].on))
        if None not in by_c1.values():
            return by_c1
    base = latest_statistics(side.statistics, expected_on.year)
    return {} if base is None else forecast(base, month_of(expected_on))


def has_stopped(one: Standing) -> bool:
    return StepKind.OFF_GRID in one.steps and one.state != ClosureState.RESURRECTED


def latest_statistics(statistics: dict[int, int], before: int) -> int | None:
    """SO₂ of the last year before one that the statistics hold, mg."""
    years = [year for year in statistics if year < before]
    return statistics[max(years)] if years else None
