"""How strong each plant's inflow was over its last accepted months."""

from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW, Scope, Statement, capacities, months, plants
from figures.statements.terms import Term, only_if, rounded, total
from formulas.wastewater import inflow_load_mg
from returns.models import State

YEARS_LOOKED_BACK = MONTHS_LOOKED_BACK // 12


def inlet_figures(scope: Scope) -> Statement:
    """Rows of InletFigure, for every month that a plant owes.

    The last twelve accepted months are a running sum to which each accepted month adds itself and from which it takes the
    one twelve before. Where the two years looked back on hold fewer, all of theirs count.
    """
    is_full = f"known_months >= {MONTHS_OF_INFLOW}"
    known_months = Term(f"CASE WHEN {is_full} THEN {MONTHS_OF_INFLOW} ELSE known_months END")
    volume, load = (Term(f"(CASE WHEN {is_full} THEN last_{name} ELSE known_{name} END)") for name in ("volume_m3", "load_mg"))
    sql = f"""
    WITH {months(scope, YEARS_LOOKED_BACK)}, {plants(scope)}, {capacities()}, {_accepted(scope)},
    turning AS (
        SELECT accepted.*, volume_m3 - {_leaving("volume_m3")} AS volume_turn_m3, load_mg - {_leaving("load_mg")} AS load_turn_mg
        FROM accepted WINDOW by_month AS (PARTITION BY pair ORDER BY month)),
    looked_at AS (
        SELECT measured.plant, measured.pollutant, measured.division, measured.first, measured.last, months.month,
               COUNT(load_mg) OVER two_years AS known_months,
               {total(Term("volume_m3"), "two_years")} AS known_volume_m3, {total(Term("load_mg"), "two_years")} AS known_load_mg,
               {total(Term("volume_turn_m3"), "so_far")} AS last_volume_m3, {total(Term("load_turn_mg"), "so_far")} AS last_load_mg
        FROM measured CROSS JOIN months
        LEFT JOIN turning ON turning.pair = measured.pair AND turning.month = months.month
        WINDOW so_far AS (PARTITION BY measured.pair ORDER BY months.month ROWS UNBOUNDED PRECEDING),
               two_years AS (PARTITION BY measured.pair ORDER BY months.month
                             ROWS {MONTHS_LOOKED_BACK - 1} PRECEDING))
    SELECT looked_at.plant AS plant_id, month, pollutant AS pollutant_id, division AS division_id,
           capacities.m3_per_day AS design_capacity_m3_d, {known_months} AS accepted_months,
           {only_if("known_months > 0", volume)} AS volume_m3, {only_if("known_months > 0", load)} AS inlet_load_mg,
           {only_if("known_months > 0", rounded(load, volume))} AS inlet_ug_l
    FROM looked_at
    LEFT JOIN capacities ON capacities.plant = looked_at.plant AND valid_from <= month AND month < valid_until
    WHERE month BETWEEN first AND last AND month >= {scope.first_month}
    """
    return Statement(sql, scope.bounds)


def _accepted(scope: Scope) -> str:
    """Volume and inflow load of every accepted month. Nothing treated is no inflow, whatever its concentration would have been."""
    load = inflow_load_mg(Term("measurement.volume_m3"), Term("inlet_ug_l"))
    return f"""accepted AS (
        SELECT pair, measurement.month, measurement.volume_m3,
               CASE WHEN measurement.volume_m3 = 0 THEN 0 ELSE {load} END AS load_mg
        FROM measured
        JOIN treatment_plants_measurement measurement ON measurement.plant_id = plant AND measurement.pollutant_id = pollutant
        JOIN treatment_plants_operation operation ON operation.id = measurement.operation_id
        JOIN returns_monthlyreturn monthly_return ON monthly_return.id = operation.monthly_return_id
        WHERE monthly_return.state = '{State.ACCEPTED}' AND (measurement.volume_m3 = 0 OR {load} IS NOT NULL)
          AND measurement.month BETWEEN {scope.first_month - 100 * YEARS_LOOKED_BACK} AND {scope.last_month})"""


def _leaving(value: str) -> str:
    """What the accepted month twelve accepted ones before held."""
    return f"LAG({value}, {MONTHS_OF_INFLOW}, 0) OVER by_month"
