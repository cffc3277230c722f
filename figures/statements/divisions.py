"""What districts removed of each pollutant in every month, and how much more than last year; and the divisions above."""

from districts.models import LEVEL_LENGTHS
from figures.statements.scope import Scope, Statement, capacities, loads, months, plants, returned
from figures.statements.terms import Term, count, only_if, total
from formulas.months import SAME_MONTH_LAST_YEAR
from formulas.targets import headroom_mg
from formulas.wastewater import reduction_mg
from returns.models import State

SUMS = (
    "verified_load_mg",
    "declared_load_mg",
    "verified_reduction_mg",
    "declared_reduction_mg",
    "verified_headroom_mg",
)
COUNTS = ("owed", "accepted", "submitted", "plant_months", "verified_left_out", "declared_left_out")


def division_figures(scope: Scope) -> Statement:
    """Rows of DivisionFigure for the districts of the scope and the pollutants that their plants measure."""
    verified, declared = _Side("is_verified"), _Side("is_declared")
    design_m3 = Term("design") * Term("days")
    headroom = headroom_mg(design_m3, Term("volume_m3"), Term("drop_ug_l"), Term(f"(CASE WHEN volume_m3 < {design_m3} THEN 1 ELSE 0 END)"))
    sql = f"""
    WITH {months(scope)}, {plants(scope)}, {capacities()}, {returned(scope)}, {loads()},
    plant_months AS (
        SELECT measured.division, measured.pollutant, months.month, months.days, capacities.m3_per_day AS design, returned.state,
               months.month BETWEEN measured.first AND measured.last AS is_owed,
               months.month BETWEEN measured.counted AND measured.last AS counts,
               months.month + {SAME_MONTH_LAST_YEAR} BETWEEN measured.counted AND measured.last AS counted_before,
               months.month + {SAME_MONTH_LAST_YEAR} BETWEEN measured.first AND measured.last AS was_owed,
               this.volume_m3, this.drop_ug_l, this.is_verified, this.is_declared, this.removed_mg,
               last.is_verified AS was_verified, last.is_declared AS was_declared, last.removed_mg AS removed_before_mg
        FROM measured CROSS JOIN months
        LEFT JOIN returned ON returned.plant = measured.plant AND returned.month = months.month
        LEFT JOIN loads this ON this.plant = measured.plant AND this.pollutant = measured.pollutant AND this.month = months.month
        LEFT JOIN loads last ON last.plant = measured.plant AND last.pollutant = measured.pollutant
             AND last.month = months.month + {SAME_MONTH_LAST_YEAR}
        LEFT JOIN capacities ON capacities.plant = measured.plant
             AND capacities.valid_from <= months.month AND months.month < capacities.valid_until),
    reckoned AS (
        SELECT plant_months.*, counts OR counted_before AS belongs,
               {verified.load} AS verified_load, {verified.now} AS verified_now, {verified.before} AS verified_before,
               {declared.load} AS declared_load, {declared.now} AS declared_now, {declared.before} AS declared_before
        FROM plant_months)
    SELECT division AS division_id, month, pollutant AS pollutant_id,
           {count("is_owed")} AS owed,
           {count(f"is_owed AND state = '{State.ACCEPTED}'")} AS accepted,
           {count(f"is_owed AND state = '{State.SUBMITTED}'")} AS submitted,
           {total(Term("verified_load"))} AS verified_load_mg,
           {total(Term("declared_load"))} AS declared_load_mg,
           {total(_reduction("verified"))} AS verified_reduction_mg,
           {total(_reduction("declared"))} AS declared_reduction_mg,
           {total(only_if("is_owed AND is_verified", headroom))} AS verified_headroom_mg,
           {count("belongs")} AS plant_months,
           {count(_left_out("verified"))} AS verified_left_out,
           {count(_left_out("declared"))} AS declared_left_out
    FROM reckoned GROUP BY division, month, pollutant
    """
    return Statement(sql, scope.bounds)


class _Side:
    """One side of the account: what counts of a plant's month and of the same month last year.

    Nothing before a plant counts (W4) and after it is closed; no data where its return is missing.
    """

    def __init__(self, condition: str):
        self.load = only_if(f"is_owed AND {condition}", Term("removed_mg"))
        self.now = Term(f"CASE WHEN counts THEN {self.load} ELSE 0 END")
        was = condition.replace("is_", "was_")
        self.before = Term(f"CASE WHEN counted_before THEN {only_if(f'was_owed AND {was}', Term('removed_before_mg'))} ELSE 0 END")


def _reduction(side: str) -> Term:
    return only_if("belongs", reduction_mg(Term(f"{side}_now"), Term(f"{side}_before")))


def _left_out(side: str) -> str:
    """On whichever side a return is missing: who withholds a bad month must not gain in silence."""
    return f"belongs AND ({side}_now IS NULL OR {side}_before IS NULL)"


def figures_above(code: str, scope: Scope) -> Statement:
    """Rows of DivisionFigure for a division from those of the next level below: no data only where no part has any."""
    sums = ", ".join(f"{total(Term(name))} AS {name}" for name in (*COUNTS, *SUMS))
    below = min(length for length in LEVEL_LENGTHS if length > len(code))
    sql = f"""
    SELECT %s AS division_id, month, pollutant_id, {sums}
    FROM figures_divisionfigure
    WHERE {scope.inside("division_id")} AND LENGTH(division_id) = {below} AND month BETWEEN {scope.first_month} AND {scope.last_month}
    GROUP BY month, pollutant_id
    """
    return Statement(sql, [code, *scope.bounds])
