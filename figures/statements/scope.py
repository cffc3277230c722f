"""Whose figures, of which years, and the months and records that all statements begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from districts.models import DISTRICT_CODE_LENGTH
from districts.scopes import successor
from figures.statements.terms import Term
from formulas.months import days_in, months_of, shifted
from returns.models import State

# A plant's inflow is judged by its last twelve accepted months; they are looked for in two years.
MONTHS_OF_INFLOW, MONTHS_LOOKED_BACK = 12, 24
LAST_MONTH_OF_ALL = 999912
# After everything that begins with a digit.
END_OF_CODES = ":"


@dataclass(frozen=True)
class Supposition:
    """That the returns of these plants for a month were accepted, whatever they are."""

    month: int
    plants: frozenset[int]


@dataclass(frozen=True)
class Scope:
    """Districts by the beginnings of their codes: one of them, several, a city's ("4406"), or all ("")."""

    divisions: Sequence[str]
    years: range
    supposed: Supposition | None = None

    @property
    def first_month(self) -> int:
        return self.years.start * 100 + 1

    @property
    def last_month(self) -> int:
        return (self.years.stop - 1) * 100 + 12

    @property
    def bounds(self) -> list[str]:
        """The parameters that `inside` asks for, once for each time that it stands in a statement."""
        if self._are_districts:
            return list(self.divisions)
        return [bound for code in self.divisions for bound in (code, successor(code) if code else END_OF_CODES)]

    def inside(self, column: str) -> str:
        """A condition on a column of districts. These are named: what lies inside them has no plants of its own."""
        if self._are_districts:
            return f"{column} IN ({', '.join('%s' for _ in self.divisions)})"
        return "(" + " OR ".join(f"({column} >= %s AND {column} < %s)" for _ in self.divisions) + ")"

    @property
    def _are_districts(self) -> bool:
        return all(len(code) == DISTRICT_CODE_LENGTH for code in self.divisions)


class Exactly(Scope):
    """These divisions themselves, without what lies inside them."""

    @property
    def bounds(self) -> list[str]:
        return list(self.divisions)

    def inside(self, column: str) -> str:
        return f"{column} IN ({', '.join('%s' for _ in self.divisions)})"


class Statement(NamedTuple):
    """A question that gives rows, and the values of its parameters in their order."""

    sql: str
    parameters: list


def month_in(column: str) -> str:
    """The month of a day. As text a date is written alike by both databases."""
    day = f"CAST({column} AS TEXT)"
    return f"CAST(SUBSTR({day}, 1, 4) || SUBSTR({day}, 6, 2) AS INTEGER)"


def months(scope: Scope, years_before: int = 0) -> str:
    """The calendar of the scope's years, and of as many before them."""
    years = range(scope.years.start - years_before, scope.years.stop)
    rows = ", ".join(f"({month}, {days_in(month)})" for year in years for month in months_of(year))
    return f"months (month, days) AS (VALUES {rows})"


def plants(scope: Scope) -> str:
    """Plants with their first and last month, and the first one that counts towards a reduction (W4).

    One whose start nobody knows owes nothing. The oldest value of the rule holds for every month before it as well. What a plant
    measures has a number of its own, its `pair`: sorting by that takes a third of the time of sorting by plant and pollutant.
    """
    return f"""offsets AS (
        SELECT CASE WHEN ROW_NUMBER() OVER by_month = 1 THEN 0 ELSE valid_from END AS valid_from,
               LEAD(valid_from, 1, {LAST_MONTH_OF_ALL}) OVER by_month AS valid_until, amount
        FROM targets_parameter WHERE key = 'count_start_offset_months' WINDOW by_month AS (ORDER BY valid_from)),
    begun AS (
        SELECT id AS plant, district_id AS division, {month_in("started_on")} AS first,
               COALESCE({month_in("closed_on")}, {LAST_MONTH_OF_ALL}) AS last
        FROM treatment_plants_plant WHERE {scope.inside("district_id")} AND started_on IS NOT NULL),
    plants AS (
        SELECT plant, division, first, last, {shifted(Term("first"), Term("amount"))} AS counted
        FROM begun LEFT JOIN offsets ON valid_from <= first AND first < valid_until),
    measured AS (SELECT plants.*, pollutant_id AS pollutant, pair.id AS pair
        FROM plants JOIN treatment_plants_plant_pollutants pair ON plant_id = plant)"""


def capacities() -> str:
    """What each plant was built for, from a month on until before another."""
    return f"""capacities AS (
        SELECT plant_id AS plant, m3_per_day, valid_from,
               LEAD(valid_from, 1, {LAST_MONTH_OF_ALL}) OVER (PARTITION BY plant_id ORDER BY valid_from) AS valid_until
        FROM treatment_plants_designcapacity WHERE plant_id IN (SELECT plant FROM plants))"""


def returned(scope: Scope, years_before: int = 0) -> str:
    """What was returned of each plant and month, and how it stands, or is supposed to."""
    state = _state(scope.supposed)
    return f"""returned AS (
        SELECT operation.plant_id AS plant, operation.month, operation.volume_m3, {state} AS state,
               {state} = '{State.ACCEPTED}' AS is_verified,
               {state} IN ('{State.ACCEPTED}', '{State.SUBMITTED}') AS is_declared
        FROM treatment_plants_operation operation
        JOIN returns_monthlyreturn monthly_return ON monthly_return.id = operation.monthly_return_id
        WHERE operation.plant_id IN (SELECT plant FROM plants)
          AND operation.month BETWEEN {scope.first_month - 100 * years_before} AND {scope.last_month})"""


def _state(supposed: Supposition | None) -> str:
    if supposed is None or not supposed.plants:
        return "monthly_return.state"
    plants = ", ".join(f"{plant:d}" for plant in sorted(supposed.plants))
    is_supposed = f"operation.month = {supposed.month:d} AND operation.plant_id IN ({plants})"
    return f"CASE WHEN {is_supposed} THEN '{State.ACCEPTED}' ELSE monthly_return.state END"


def owed_months(scope: Scope) -> Statement:
    """Plant and month, for every month that a plant owes: the keys of PlantFigure."""
    sql = f"""
    WITH {months(scope)}, {plants(scope)}
    SELECT plant AS plant_id, month FROM plants JOIN months ON month BETWEEN first AND last
    """
    return Statement(sql, scope.bounds)


def measured_months(scope: Scope) -> Statement:
    """The same with each pollutant that the plant measures: the keys of InletFigure."""
    sql = f"""
    WITH {months(scope)}, {plants(scope)}
    SELECT plant AS plant_id, month, pollutant AS pollutant_id FROM measured JOIN months ON month BETWEEN first AND last
    """
    return Statement(sql, scope.bounds)


def division_months(scope: Scope) -> Statement:
    """District, month and pollutant, for each pollutant that a plant of the district measures: the keys of DivisionFigure."""
    sql = f"""
    WITH {months(scope)}, {plants(scope)}
    SELECT DISTINCT division AS division_id, month, pollutant AS pollutant_id FROM measured CROSS JOIN months
    """
    return Statement(sql, scope.bounds)
