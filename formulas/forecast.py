"""How a year will end at the present pace (mission S8, S9; rules.md 3.8 T5 to T7).

Whole numbers in base units; a quotient is handed out as the pair (numerator, denominator) and divided by
`formulas.rounding.rounded`, as everywhere here.
"""


def median(values: list[int]) -> tuple[int, int]:
    """The middle value as a pair; of an even number of values the mean of the two in the middle. One month gone astray moves it little.

    >>> median([3, 100, 1]), median([1, 2, 4, 100])
    ((3, 1), (6, 2))
    """
    ordered = sorted(values)
    half, is_odd = divmod(len(ordered), 2)
    return (ordered[half], 1) if is_odd else (ordered[half - 1] + ordered[half], 2)


def hinges(values: list[int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The medians of the lower and the upper half, the middle value of an odd number belonging to both.

    >>> hinges([1, 2, 3, 4, 5]), hinges([1, 2, 3, 4])
    (((2, 1), (4, 1)), ((3, 2), (7, 2)))
    """
    ordered = sorted(values)
    half = (len(ordered) + 1) // 2
    return median(ordered[:half]), median(ordered[-half:])


def year_end_mg(verified_mg, pace_mg, months_open):
    """What the year will have brought: what is verified, and the pace for each month that is not, mg.

    >>> year_end_mg(9_000, 1_000, 3)
    12000
    """
    return verified_mg + pace_mg * months_open


def per_point_mg(design_m3, drop_ug_l):
    """What one percentage point more of load would remove, as a pair in mg: a hundredth of what the plant was built for (S17).

    >>> per_point_mg(36_500_000, 120_000)
    (4380000000000, 100)
    """
    return design_m3 * drop_ug_l, 100


def stronger_inflow_mg(volume_m3, more_ug_l):
    """What an inflow stronger by `more_ug_l` would remove on top with the outflow as it is, mg (S18).

    >>> stronger_inflow_mg(18_250_000, 10_000)
    182500000000
    """
    return volume_m3 * more_ug_l
