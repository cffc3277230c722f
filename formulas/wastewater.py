"""Removal and use of wastewater plants (rules.md 3.3).

Every function takes whole numbers in base units, or anything else that can be added and
multiplied: database expressions, columns of a table. What needs a condition is handed in as a
flag of 0 or 1, so that the formula stays plain arithmetic and missing data stay missing.
"""

MILLION = 1_000_000


def removes(inlet_ug_l: int | None, outlet_ug_l: int | None) -> int | None:
    """1 where the outflow is cleaner than the inflow, else 0: such a month gives no negative credit (rules.md 3.3).

    >>> removes(180_000, 30_000), removes(30_000, 30_000), removes(None, 30_000)
    (1, 0, None)
    """
    if inlet_ug_l is None or outlet_ug_l is None:
        return None
    return int(outlet_ug_l < inlet_ug_l)


def concentration_drop_ug_l(inlet_ug_l, outlet_ug_l, removes):
    """What the plant takes out of each litre, µg/L; 0 where it removes nothing.

    >>> concentration_drop_ug_l(180_000, 30_000, 1), concentration_drop_ug_l(30_000, 40_000, 0)
    (150000, 0)
    """
    return (inlet_ug_l - outlet_ug_l) * removes


def removed_load_mg(volume_m3, inlet_ug_l, outlet_ug_l, removes):
    """W1 for one month: removed load in mg (m³ × µg/L = mg). A period is the sum over its months.

    >>> removed_load_mg(900_000, 150_000, 30_000, 1)
    108000000000
    """
    return volume_m3 * concentration_drop_ug_l(inlet_ug_l, outlet_ug_l, removes)


def inflow_load_mg(volume_m3, inlet_ug_l):
    """What flowed into a plant in one month, mg.

    >>> inflow_load_mg(900_000, 150_000)
    135000000000
    """
    return volume_m3 * inlet_ug_l


def reduction_mg(load_mg, load_last_year_mg):
    """W2 for one month: removed load against the same month last year, mg.

    >>> reduction_mg(108_000, 100_000)
    8000
    """
    return load_mg - load_last_year_mg


def flow_part_mg(volume_m3, volume_last_year_m3, drop_ug_l):
    """W3, first part: what the added flow brought, mg.

    >>> flow_part_mg(21_900_000, 18_250_000, 165_000)
    602250000000
    """
    return (volume_m3 - volume_last_year_m3) * drop_ug_l


def concentration_part_mg(volume_last_year_m3, drop_ug_l, drop_last_year_ug_l):
    """W3, second part: what stronger inflow or cleaner outflow brought, mg. Both parts add up to W2.

    >>> concentration_part_mg(18_250_000, 165_000, 120_000)
    821250000000
    """
    return volume_last_year_m3 * (drop_ug_l - drop_last_year_ug_l)


def load_rate_millionths(volume_m3, design_m3_d, calendar_days):
    """Load rate as a pair (numerator, denominator) whose quotient is in millionths (rules.md 3.3, load rate).

    >>> load_rate_millionths(900_000, 50_000, 30)
    (900000000000, 1500000)
    """
    return volume_m3 * MILLION, design_m3_d * calendar_days


def actual_flow_m3_d(volume_m3, calendar_days):
    """Mean flow of the calendar days as a pair (numerator, denominator) in m³/d.

    >>> actual_flow_m3_d(900_000, 30)
    (900000, 30)
    """
    return volume_m3, calendar_days
