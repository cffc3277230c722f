"""Closings of power units (rules.md 3.5 C1 to C3): what verified ones still bring, and what planned ones would, as of a day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from construction.standing import Standing as Line
from figures.plans.parts import Due, PlannedPart, Route, Standing
from formulas.forecast import not_yet_credited_mg
from formulas.months import month_of
from power_plants.account import Credits, Side, credits
from power_plants.board import freed_by_year, latest_statistics
from power_plants.knock_on import taken
from power_plants.models import Unit
from power_plants.rules import Accounts, Rules, accounts_of
from power_plants.standing import ClosureState
from power_plants.standing import Standing as ClosingStanding
from power_plants.standing import standing as standing_of_closure

POLLUTANT = "so2"


@dataclass
class Closings:
    """`brought`: district → month → mg of units that do not follow the pace: closed ones, and those whose closing counts."""

    parts: list[PlannedPart] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    brought: dict[str, dict[int, int]] = field(default_factory=dict)

    def take_apart(self, district: str, own: Credits) -> None:
        kept = self.brought.setdefault(district, {})
        for month, amount in own.items():
            kept[month] = kept.get(month, 0) + (amount or 0)


def closings(units: Iterable[Unit], rules: Rules, month: int, day: datetime.date, lines: dict[int, Line]) -> Closings:
    """`month`: the last whose figures are known; `day`: up to when documents, steps and grid `lines` are."""
    found = Closings()
    for unit in units:
        accounts = accounts_of(unit, rules)
        side = _as_known(accounts.verified, max(month, month_of(day)))
        known = credits(side, month // 100 * 100 + 12)
        booked = [stop for stop in side.stops if stop.booked_from is not None]
        if booked:
            found.take_apart(unit.plant.district_id, _until(month, known))
        if booked and booked[-1].reopened is None:
            found.due += _due(unit, known, month)
            continue
        listed = [one for one in (standing_of_closure(unit, closure, day, month, rules, lines) for closure in unit.closures.all()) if one]
        if listed:
            part = _planned(listed[-1], accounts, known, month)
            found.parts.append(part)
            if part.counts and not booked:
                found.take_apart(part.district, _until(month, known))
    return found


def _as_known(side: Side, month: int) -> Side:
    """The account as it stood in a month: what was booked, or ran again, only later had not happened."""
    stops = [
        replace(
            stop,
            booked_from=stop.booked_from if stop.booked_from is not None and stop.booked_from <= month else None,
            reopened=stop.reopened if stop.reopened is not None and stop.reopened <= month else None,
        )
        for stop in side.stops
        if stop.stopped <= month
    ]
    return replace(side, stops=tuple(stops))


def _until(month: int, known: Credits) -> Credits:
    return {one: amount for one, amount in known.items() if one <= month}


def _due(unit: Unit, known: Credits, month: int) -> list[Due]:
    """What of a closing in the account falls due after the month; nothing where all of it has."""
    later = [amount for one, amount in known.items() if one > month]
    return [Due(unit.pk, str(unit), unit.plant.district_id, None if None in later else sum(later))] if later else []


def _planned(one: ClosingStanding, accounts: Accounts, known: Credits, month: int) -> PlannedPart:
    """What the account would book by the year's end if the closing were verified, less what it holds of the unit already."""
    year = month // 100
    by_year = freed_by_year(one, accounts, one.expected_on)
    begun = min(by_year, default=year) * 100
    credited = sum(amount or 0 for when, amount in known.items() if begun < when <= month)
    freed = sum(amount or 0 for when, amount in by_year.items() if when <= year)
    standing = _standing(one, by_year, year)
    part = PlannedPart(
        route=Route.CLOSING,
        key=one.unit.pk,
        name=str(one.unit),
        district=one.unit.plant.district_id,
        pollutant=POLLUTANT,
        planned_on=one.planned.planned_on,
        expected_on=one.expected_on,
        standing=standing,
        terms={"freed": freed, "credited": credited} | _terms(one, accounts),
    )
    if standing not in (Standing.COUNTS, Standing.LATER):
        return part
    amount = not_yet_credited_mg(freed, credited) if standing == Standing.COUNTS else 0
    return replace(
        part,
        amount=amount,
        following=by_year.get(year + 1) or 0,
        taken={row.year: row.held_back for row in taken(one, POLLUTANT) if row.year in (year, year + 1)},
    )


def _standing(one: ClosingStanding, by_year: dict[int, int | None], year: int) -> Standing:
    if one.state == ClosureState.RESURRECTED:
        return Standing.RUNS_AGAIN
    if not by_year:
        return Standing.NO_STATISTICS
    if not any(by_year.values()):
        return Standing.NOT_IN_BASE
    return Standing.COUNTS if any(amount for when, amount in by_year.items() if when <= year) else Standing.LATER


def _terms(one: ClosingStanding, accounts: Accounts) -> dict[str, int]:
    base = latest_statistics(accounts.declared.statistics, one.expected_on.year)
    return {"stops": month_of(one.expected_on)} | ({} if base is None else {"statistics": base})
