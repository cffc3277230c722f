"""How strong each plant's inflow was over its last accepted months."""

from figures.statements.scope import (
    MONTHS_LOOKED_BACK,
    MONTHS_OF_INFLOW,
    YEARS_LOOKED_BACK,
    Scope,
    Statement,
    capacities,
    loads,
    months,
    plants,
    returned,
)
from figures.statements.terms import Term, only_if, rounded


def inlet_figures(scope: Scope) -> Statement:
    """Rows of InletFigure, for every month that a plant owes.

    Accepted months are numbered and summed up from the first on, so that any run of them is the difference of two rows:
    that of the month itself, and `before`, the last accepted one ahead of those that count.
    """
    load, volume = Term("inlet_load_mg"), Term("volume_m3")
    looked_back = months(Scope(scope.divisions, range(scope.years.start - YEARS_LOOKED_BACK, scope.years.stop)))
    sql = f"""
    WITH {looked_back}, {plants(scope)}, {capacities()}, {returned(scope)}, {loads()},
    running AS (
        SELECT measured.plant, measured.pollutant, measured.division, measured.first, measured.last, months.month,
               accepted.inlet_load_mg IS NOT NULL AS is_accepted, COUNT(accepted.inlet_load_mg) OVER so_far AS place,
               CAST(SUM(accepted.volume_m3) OVER so_far AS BIGINT) AS volume_m3,
               CAST(SUM(accepted.inlet_load_mg) OVER so_far AS BIGINT) AS inlet_load_mg
        FROM measured CROSS JOIN months
        LEFT JOIN loads accepted ON accepted.plant = measured.plant AND accepted.pollutant = measured.pollutant
             AND accepted.month = months.month AND accepted.is_verified AND accepted.inlet_load_mg IS NOT NULL
        WINDOW so_far AS (PARTITION BY measured.plant, measured.pollutant ORDER BY months.month ROWS UNBOUNDED PRECEDING)),
    aged AS (
        SELECT running.*, LAG(place, {MONTHS_LOOKED_BACK}, 0) OVER (PARTITION BY plant, pollutant ORDER BY month) AS too_old
        FROM running),
    looked_at AS MATERIALIZED (
        SELECT plant, pollutant, division, month, place, volume_m3, inlet_load_mg,
               CASE WHEN too_old > place - {MONTHS_OF_INFLOW} THEN too_old ELSE place - {MONTHS_OF_INFLOW} END AS place_before
        FROM aged WHERE month BETWEEN first AND last AND month >= {scope.first_month}),
    summed AS (
        SELECT looked_at.plant, looked_at.month, looked_at.pollutant, looked_at.division,
               looked_at.place - COALESCE(before.place, 0) AS accepted_months,
               looked_at.volume_m3 - COALESCE(before.volume_m3, 0) AS volume_m3,
               looked_at.inlet_load_mg - COALESCE(before.inlet_load_mg, 0) AS inlet_load_mg
        FROM looked_at
        LEFT JOIN running before ON before.is_accepted AND before.plant = looked_at.plant AND before.pollutant = looked_at.pollutant
             AND before.place = looked_at.place_before)
    SELECT summed.plant AS plant_id, summed.month, summed.pollutant AS pollutant_id, summed.division AS division_id,
           capacities.m3_per_day AS design_capacity_m3_d, accepted_months,
           {only_if("accepted_months > 0", volume)} AS volume_m3, {only_if("accepted_months > 0", load)} AS inlet_load_mg,
           {only_if("accepted_months > 0", rounded(load, volume))} AS inlet_ug_l
    FROM summed
    LEFT JOIN capacities ON capacities.plant = summed.plant
         AND capacities.valid_from <= summed.month AND summed.month < capacities.valid_until
    """
    return Statement(sql, scope.bounds)
