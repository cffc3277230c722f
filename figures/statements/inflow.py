"""How strong each plant's inflow was over its last accepted months."""

from figures.statements.scope import MONTHS_OF_INFLOW, Scope, Statement, capacities, loads, months, plants, returned
from figures.statements.terms import Term, rounded


def inlet_figures(scope: Scope) -> Statement:
    """Rows of InletFigure, for every month that a plant owes.

    Accepted months are numbered and summed up from the first on, so that any run of them is the difference of two rows:
    `latest` is the last one up to the month, `before` the last one ahead of those that count.
    """
    load, volume = Term("inlet_load_mg"), Term("volume_m3")
    sql = f"""
    WITH {months(scope)}, {plants(scope)}, {capacities()}, {returned(scope)}, {loads()},
    accepted AS (
        SELECT plant, pollutant, month,
               LEAD(month, 1, 999999) OVER in_order AS next_month, ROW_NUMBER() OVER in_order AS place,
               CAST(SUM(volume_m3) OVER in_order AS BIGINT) AS volume_m3, CAST(SUM(inlet_load_mg) OVER in_order AS BIGINT) AS inlet_load_mg
        FROM loads WHERE is_verified AND inlet_load_mg IS NOT NULL
        WINDOW in_order AS (PARTITION BY plant, pollutant ORDER BY month)),
    looked_at AS (
        SELECT measured.plant, measured.pollutant, measured.division, months.month,
               latest.place, latest.volume_m3, latest.inlet_load_mg,
               CASE WHEN COALESCE(too_old.place, 0) > latest.place - {MONTHS_OF_INFLOW}
                    THEN COALESCE(too_old.place, 0) ELSE latest.place - {MONTHS_OF_INFLOW} END AS place_before
        FROM measured
        JOIN months ON months.month BETWEEN measured.first AND measured.last
        LEFT JOIN accepted latest ON latest.plant = measured.plant AND latest.pollutant = measured.pollutant
             AND latest.month <= months.month AND months.month < latest.next_month AND latest.month >= months.earliest
        LEFT JOIN accepted too_old ON too_old.plant = measured.plant AND too_old.pollutant = measured.pollutant
             AND too_old.month < months.earliest AND months.earliest <= too_old.next_month),
    summed AS (
        SELECT looked_at.plant, looked_at.month, looked_at.pollutant, looked_at.division,
               COALESCE(looked_at.place - looked_at.place_before, 0) AS accepted_months,
               looked_at.volume_m3 - COALESCE(before.volume_m3, 0) AS volume_m3,
               looked_at.inlet_load_mg - COALESCE(before.inlet_load_mg, 0) AS inlet_load_mg
        FROM looked_at
        LEFT JOIN accepted before ON before.plant = looked_at.plant AND before.pollutant = looked_at.pollutant
             AND before.place = looked_at.place_before)
    SELECT summed.plant AS plant_id, summed.month, summed.pollutant AS pollutant_id, summed.division AS division_id,
           capacities.m3_per_day AS design_capacity_m3_d, accepted_months, volume_m3, inlet_load_mg,
           {rounded(load, volume)} AS inlet_ug_l
    FROM summed
    LEFT JOIN capacities ON capacities.plant = summed.plant
         AND capacities.valid_from <= summed.month AND summed.month < capacities.valid_until
    """
    return Statement(sql, scope.bounds)
