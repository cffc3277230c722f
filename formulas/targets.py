"""Quotas, and how far a division has come with them (rules.md 3.8).

Whole numbers in base units, as everywhere here; a quotient is handed out as the pair (numerator,
denominator) and divided by `formulas.rounding.rounded`. Pairs of shares give millionths.
"""

MILLION = 1_000_000
MONTHS_OF_A_YEAR = 12


def cut_mg(cap_last_year_mg, cap_mg):
    """The cut that a year asks for, mg: from the cap of the year before (in the first year the base amount) to its own.

    >>> cut_mg(100_000, 97_000)
    3000
    """
    return cap_last_year_mg - cap_mg


def change_millionths(amount, compared_with):
    """T1 and T2: change against last year or against the base year, as a pair; a fall is negative.

    >>> change_millionths(97_000, 100_000)
    (-3000000000, 100000)
    """
    return (amount - compared_with) * MILLION, compared_with


def cumulative_completion_millionths(base_amount, amount, target):
    """T3: how much of the way from the base amount to the plan's target has been gone, as a pair.

    The nation's COD in 2008, in thousands of tonnes: a fall from 14,142 to 13,207, with 10 % asked for.

    >>> cumulative_completion_millionths(141_420, 132_070, 127_278)
    (9350000000, 14142)
    """
    return (base_amount - amount) * MILLION, base_amount - target


def time_progress_millionths(passed, whole):
    """T4: the share of the time that has passed, as a pair; months of a year, or years of a plan.

    >>> time_progress_millionths(3, 5)
    (3000000, 5)
    """
    return passed * MILLION, whole


def completion_millionths(verified_mg, cut_mg):
    """T5: verified gross cut against the year's cut, as a pair. Not defined where no cut is asked for (T8).

    >>> completion_millionths(1_400, 3_000)
    (1400000000, 3000)
    """
    return verified_mg * MILLION, cut_mg


def missing_mg(cut_mg, verified_mg, is_short):
    """What is still to be verified this year, mg; 0 where `is_short`, a flag of 0 or 1, says that nothing is.

    >>> missing_mg(3_000, 1_400, 1), missing_mg(3_000, 3_100, 0)
    (1600, 0)
    """
    return (cut_mg - verified_mg) * is_short


def pace_required_mg(missing_mg, months_left):
    """T6: what each remaining month has to bring, as a pair in mg.

    >>> pace_required_mg(1_600, 2)
    (1600, 2)
    """
    return missing_mg, months_left


def headroom_mg(design_m3, volume_m3, drop_ug_l, has_room):
    """What a plant would remove on top if it treated all it was built for, with the water it has, mg (S8, S17).

    `has_room` is 1 where it treats less than it was built for, else 0.

    >>> headroom_mg(1_550_000, 900_000, 120_000, 1), headroom_mg(1_550_000, 1_600_000, 120_000, 0)
    (78000000000, 0)
    """
    return (design_m3 - volume_m3) * drop_ug_l * has_room


def reserve_mg(cap_mg, parts_mg):
    """T9: what a division has not handed down, mg: its cap without the sum over its parts.

    >>> reserve_mg(100_000, 99_000)
    1000
    """
    return cap_mg - parts_mg


def inlet_potential_mg(required_ug_l, volume_m3, inlet_load_mg, is_thin):
    """What inflow as strong as required would bring, mg: required × volume − what flowed in (S18).

    `is_thin` is 1 where the inflow is weaker than required, else 0.

    >>> inlet_potential_mg(100_000, 10_000_000, 800_000_000_000, 1)
    200000000000
    """
    return (required_ug_l * volume_m3 - inlet_load_mg) * is_thin
