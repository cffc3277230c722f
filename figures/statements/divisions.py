"""What districts removed of each pollutant in every month, and how much more than last year; and the divisions above."""

from figures.statements.scope import Scope, Statement, capacities, months, plants, returned
from figures.statements.terms import Term, count, only_if, total
from formulas.months import SAME_MONTH_LAST_YEAR
from formulas.targets import headroom_mg
from formulas.wastewater import concentration_drop_ug_l, reduction_mg
from returns.models import State

# A reduction compares a month with the same one last year.
YEARS_COMPARED = 1
SUMS = (
    "verified_load_mg",
    "declared_load_mg",
    "verified_reduction_mg",
    "declared_reduction_mg",
    "verified_headroom_mg",
)
COUNTS = ("owed", "accepted", "submitted", "plant_months", "verified_left_out", "declared_left_out")


def division_figures(scope: Scope, each: str = "division") -> Statement:
    """Rows of DivisionFigure for the districts of the scope and the pollutants that their plants measure.

    A district's figure is the sum of what its plants bring; each="plant" tells these apart.
    """
    verified, declared = _Side("verified"), _Side("declared")
    # Nothing treated is nothing removed, whatever the concentrations would have been.
    removed = Term("CASE WHEN measurement.volume_m3 = 0 THEN 0 ELSE removed_mg END")
    drop = concentration_drop_ug_l(Term("inlet_ug_l"), Term("outlet_ug_l"), Term("removes"))
    design_m3 = Term("design") * Term("days")
    headroom = headroom_mg(design_m3, Term("volume_m3"), Term("drop_ug_l"), Term(f"(CASE WHEN volume_m3 < {design_m3} THEN 1 ELSE 0 END)"))
    sql = f"""
    WITH {months(scope, years_before=YEARS_COMPARED)}, {plants(scope)}, {capacities()}, {returned(scope, years_before=YEARS_COMPARED)},
    reported AS (
        SELECT measured.division, measured.plant, measured.pollutant, pair, months.month, months.days, state, is_verified, measurement.volume_m3,
               months.month BETWEEN first AND last AS is_owed, {drop} AS drop_ug_l,
               months.month BETWEEN counted AND last AS counts,
               months.month + {SAME_MONTH_LAST_YEAR} BETWEEN counted AND last AS counted_before,
               {only_if("is_verified AND months.month BETWEEN first AND last", removed)} AS verified_mg,
               {only_if("is_declared AND months.month BETWEEN first AND last", removed)} AS declared_mg
        FROM measured CROSS JOIN months
        LEFT JOIN returned ON returned.plant = measured.plant AND returned.month = months.month
        LEFT JOIN treatment_plants_measurement measurement ON measurement.plant_id = returned.plant
             AND measurement.month = returned.month AND measurement.pollutant_id = measured.pollutant),
    compared AS (
        SELECT reported.*, counts OR counted_before AS belongs,
               LAG(verified_mg, 12) OVER by_month AS verified_before_mg, LAG(declared_mg, 12) OVER by_month AS declared_before_mg
        FROM reported WINDOW by_month AS (PARTITION BY pair ORDER BY month)),
    reckoned AS (
        SELECT compared.*, {verified.now} AS verified_now, {verified.before} AS verified_before,
               {declared.now} AS declared_now, {declared.before} AS declared_before, capacities.m3_per_day AS design
        FROM compared
        LEFT JOIN capacities ON capacities.plant = compared.plant AND valid_from <= compared.month AND compared.month < valid_until
        WHERE compared.month >= {scope.first_month})
    SELECT {each} AS {each}_id, month, pollutant AS pollutant_id,
           {count("is_owed")} AS owed,
           {count(f"is_owed AND state = '{State.ACCEPTED}'")} AS accepted,
           {count(f"is_owed AND state = '{State.SUBMITTED}'")} AS submitted,
           {total(Term("verified_mg"))} AS verified_load_mg,
           {total(Term("declared_mg"))} AS declared_load_mg,
           {total(_reduction("verified"))} AS verified_reduction_mg,
           {total(_reduction("declared"))} AS declared_reduction_mg,
           {total(only_if("is_owed AND is_verified", headroom))} AS verified_headroom_mg,
           {count("belongs")} AS plant_months,
           {count(_left_out("verified"))} AS verified_left_out,
           {count(_left_out("declared"))} AS declared_left_out
    FROM reckoned GROUP BY {each}, month, pollutant
    """
    return Statement(sql, scope.bounds)


class _Side:
    """One side of the account: what counts of a plant's month and of the same month last year.

    Nothing before a plant counts (W4) and after it is closed; no data where its return is missing.
    """

    def __init__(self, side: str):
        self.now = Term(f"CASE WHEN counts THEN {side}_mg ELSE 0 END")
        self.before = Term(f"CASE WHEN counted_before THEN {side}_before_mg ELSE 0 END")


def _reduction(side: str) -> Term:
    return only_if("belongs", reduction_mg(Term(f"{side}_now"), Term(f"{side}_before")))


def _left_out(side: str) -> str:
    """On whichever side a return is missing: who withholds a bad month must not gain in silence."""
    return f"belongs AND ({side}_now IS NULL OR {side}_before IS NULL)"


def figures_above(code_length: int, parts: Scope) -> Statement:
    """Rows of DivisionFigure for the divisions with codes of this length, as sums over all their parts: no data only where no part has any."""
    sums = ", ".join(f"{total(Term(name))} AS {name}" for name in (*COUNTS, *SUMS))
    sql = f"""
    SELECT SUBSTR(division_id, 1, {code_length}) AS division_id, month, pollutant_id, {sums}
    FROM figures_divisionfigure
    WHERE {parts.inside("division_id")} AND month BETWEEN {parts.first_month} AND {parts.last_month}
    GROUP BY 1, 2, 3
    """
    return Statement(sql, parts.bounds)
