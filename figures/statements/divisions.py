"""What districts removed of each pollutant in every month, and how much more than last year; and the divisions above."""

from districts.models import LEVEL_LENGTHS
from figures.statements.scope import Scope, Statement, capacities, loads, months, plants, returned
from figures.statements.terms import Term, count, only_if, total
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


def division_figures(scope: Scope, each: str = "division") -> Statement:
    """Rows of DivisionFigure for the districts of the scope and the pollutants that their plants measure.

    A district's figure is the sum of what its plants bring; each="plant" tells these apart.
    """
    verified, declared = _Side("verified"), _Side("declared")
    design_m3 = Term("design") * Term("days")
    headroom = headroom_mg(design_m3, Term("volume_m3"), Term("drop_ug_l"), Term(f"(CASE WHEN volume_m3 < {design_m3} THEN 1 ELSE 0 END)"))
    since_last_year = months(Scope(scope.divisions, range(scope.years.start - 1, scope.years.stop)))
    sql = f"""
    WITH {since_last_year}, {plants(scope)}, {capacities()}, {returned(scope)}, {loads()},
    reported AS (
        SELECT measured.*, months.month, months.days, months.month BETWEEN measured.first AND measured.last AS is_owed,
               months.month BETWEEN measured.counted AND measured.last AS counts, is_verified, volume_m3, drop_ug_l,
               {only_if("is_verified AND months.month BETWEEN first AND last", Term("removed_mg"))} AS verified_mg,
               {only_if("is_declared AND months.month BETWEEN first AND last", Term("removed_mg"))} AS declared_mg
        FROM measured CROSS JOIN months
        LEFT JOIN loads ON loads.plant = measured.plant AND loads.pollutant = measured.pollutant AND loads.month = months.month),
    compared AS (
        SELECT reported.*, LAG(counts, 12) OVER by_month AS counted_before,
               LAG(verified_mg, 12) OVER by_month AS verified_before_mg, LAG(declared_mg, 12) OVER by_month AS declared_before_mg
        FROM reported WINDOW by_month AS (PARTITION BY plant, pollutant ORDER BY month)),
    reckoned AS (
        SELECT division, compared.plant, pollutant, compared.month, days, is_owed, compared.is_verified, compared.volume_m3, drop_ug_l, verified_mg, declared_mg,
               counts OR counted_before AS belongs, {verified.now} AS verified_now, {verified.before} AS verified_before,
               {declared.now} AS declared_now, {declared.before} AS declared_before,
               capacities.m3_per_day AS design, returned.state
        FROM compared
        LEFT JOIN returned ON returned.plant = compared.plant AND returned.month = compared.month
        LEFT JOIN capacities ON capacities.plant = compared.plant
             AND capacities.valid_from <= compared.month AND compared.month < capacities.valid_until
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
