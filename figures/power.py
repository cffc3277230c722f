"""SO₂ of power units as figures of their districts: what closings and desulphurisation brought in each month (power_plants.account)."""

from dataclasses import dataclass

from figures.statements.scope import Scope, Statement
from figures.store import Fresh
from formulas.months import months_of
from power_plants.account import Credits, Side
from power_plants.models import Unit
from power_plants.queries import districts_with_units, rules, units_with_records_of
from power_plants.rules import accounts_of
from returns.models import MISSING, State

POLLUTANT = "so2"
KEY = ["division_id", "month", "pollutant_id"]


@dataclass(frozen=True)
class UnitYears:
    """A unit with both accounts, the credits of each, and the state of each month's return."""

    declared_side: Side
    states: dict[int, str]
    verified: Credits
    declared: Credits


def with_power_units(fresh: Fresh, scope: Scope) -> Fresh:
    """The figures of districts with those of SO₂ beside them: one set of rows, which is stored and compared as one.

    The account of a unit is kept in Python, by power_plants.account: it follows each closing through its months, which is no
    question for one statement. Its rows are few (a district's months) and enter the statement as values.
    """
    rows = power_rows(scope)
    if not rows:
        return fresh
    listed = ", ".join(f"(%s, {month}, {', '.join(map(_written, row.values()))})" for (_, month, _), row in rows.items())
    names = list(next(iter(rows.values())))
    given = f"power_units (division_id, month, {', '.join(names)}) AS (VALUES {listed})"
    districts = [district for district, _, _ in rows]

    def beside(statement: Statement, columns: list[str]) -> Statement:
        of_plants = ", ".join([*KEY, *columns])
        own = ", ".join(["division_id", "month", f"'{POLLUTANT}'", *(f"CAST({name} AS BIGINT)" for name in columns)])
        both = f"WITH {given} SELECT {own} FROM power_units UNION ALL SELECT {of_plants} FROM ({statement.sql}) of_plants"
        return Statement(_named(both, [*KEY, *columns]), [*districts, *statement.parameters])

    return Fresh(fresh.model, beside(fresh.rows, names), beside(fresh.keys, []))


def _named(sql: str, columns: list[str]) -> str:
    """The rows under these names: a union bears those of its first part."""
    return f"WITH named ({', '.join(columns)}) AS ({sql}) SELECT {', '.join(columns)} FROM named"


def _written(amount: int | None) -> str:
    return "NULL" if amount is None else str(int(amount))


def power_rows(scope: Scope) -> dict[tuple[str, int, str], dict]:
    """(district, month, SO₂) → fields of a DivisionFigure, for every district of the scope that has a unit."""
    districts = districts_with_units(list(scope.divisions))
    if not districts:  # most have none: an edit of a plant there is not to pay for what units are made of
        return {}
    known, units = rules(), {code: [] for code in districts}
    for unit in units_with_records_of(districts):
        units[unit.plant.district_id].append(_unit_years(unit, known, scope.last_month))
    return {
        (district, month, POLLUTANT): _row(of_district, month)
        for district, of_district in units.items()
        for year in scope.years
        for month in months_of(year)
    }


def _unit_years(unit: Unit, known, last_month: int) -> UnitYears:
    accounts = accounts_of(unit, known)
    verified, declared = accounts.credits(last_month)
    states = {one.month: one.monthly_return.state for one in unit.coal_months.all()}
    return UnitYears(accounts.declared, states, verified, declared)


def _row(units: list[UnitYears], month: int) -> dict:
    """Like a row of treatment plants, but that nothing is removed as a load and no headroom is told.

    Where nothing falls due the reduction is zero, and that is known; where all that falls due is not known it has no value.
    """
    owing = [unit for unit in units if unit.declared_side.runs(month)]
    states = [unit.states.get(month, MISSING) for unit in owing]
    due = [unit for unit in units if month in unit.verified or month in unit.declared]
    verified, declared = (_sum([getattr(unit, side).get(month) for unit in due]) for side in ("verified", "declared"))
    return {
        "owed": len(owing),
        "accepted": states.count(State.ACCEPTED),
        "submitted": states.count(State.SUBMITTED),
        "verified_load_mg": None,
        "declared_load_mg": None,
        "verified_reduction_mg": verified,
        "declared_reduction_mg": declared,
        "verified_headroom_mg": None,
        "plant_months": len(due),
        "verified_left_out": sum(unit.verified.get(month) is None for unit in due),
        "declared_left_out": sum(unit.declared.get(month) is None for unit in due),
    }


def _sum(amounts: list[int | None]) -> int | None:
    """Of what is known; none where something falls due and nothing of it is known."""
    known = [amount for amount in amounts if amount is not None]
    return None if amounts and not known else sum(known)
