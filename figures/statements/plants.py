"""How each plant was used in every month that it owes."""

from figures.statements.scope import Scope, Statement, capacities, months, plants, returned
from figures.statements.terms import Term, only_if, rounded
from formulas.months import shifted
from formulas.wastewater import actual_flow_m3_d, load_rate_millionths
from returns.models import MISSING

FIRST_YEAR_MONTHS = 12


def plant_figures(scope: Scope) -> Statement:
    """Rows of PlantFigure. Flow and load rate only where the return is accepted."""
    volume, design, days = Term("used.volume_m3"), Term("used.design"), Term("used.days")
    sql = f"""
    WITH {months(scope)}, {plants(scope)}, {capacities()}, {returned(scope)},
    used AS (
        SELECT plants.plant, months.month, plants.division, COALESCE(returned.state, '{MISSING}') AS state,
               months.month < {shifted(Term("plants.first"), FIRST_YEAR_MONTHS)} AS in_first_year,
               capacities.m3_per_day AS design, months.days, {only_if("returned.is_verified", Term("returned.volume_m3"))} AS volume_m3
        FROM plants
        JOIN months ON months.month BETWEEN plants.first AND plants.last
        LEFT JOIN capacities ON capacities.plant = plants.plant
             AND capacities.valid_from <= months.month AND months.month < capacities.valid_until
        LEFT JOIN returned ON returned.plant = plants.plant AND returned.month = months.month)
    SELECT plant AS plant_id, month, division AS division_id, state, in_first_year, design AS design_capacity_m3_d, volume_m3,
           {rounded(*actual_flow_m3_d(volume, days))} AS actual_flow_m3_d,
           {rounded(*load_rate_millionths(volume, design, days))} AS load_rate_millionths
    FROM used
    """
    return Statement(sql, scope.bounds)
