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


def certain_mg(verified_mg, due_mg):
    """What nothing can change any more, mg: what is verified, and what verified closings still bring in the open months (C1).

    >>> certain_mg(9_000, 400)
    9400
    """
    return verified_mg + due_mg


def expected_mg(pace_mg, months_open):
    """What the open months bring at the present pace, mg.

    >>> expected_mg(1_000, 3)
    3000
    """
    return pace_mg * months_open


def left_of_month_mg(pace_mg, verified_mg):
    """What an ended month that lacks accepted returns still brings at the present pace, mg: nothing where what is verified of it is beyond the pace.

    >>> left_of_month_mg(60, 30), left_of_month_mg(60, 70), left_of_month_mg(-60, -20), left_of_month_mg(-60, -70)
    (30, 0, -40, 0)
    """
    left = pace_mg - verified_mg
    return min(0, left) if pace_mg < 0 else max(0, left)


def year_end_mg(certain_mg, expected_mg):
    """What the year will have brought at the present pace, mg.

    >>> year_end_mg(9_400, 3_000)
    12400
    """
    return certain_mg + expected_mg


def with_plans_mg(year_end_mg, projects_mg, closings_mg):
    """The year's end if everything planned comes on its expected day, mg.

    >>> with_plans_mg(12_400, 500, 100)
    13000
    """
    return year_end_mg + projects_mg + closings_mg


def not_yet_credited_mg(freed_mg, credited_mg):
    """What a closing adds, mg: what it frees by C1 or C2, less what the same unit was credited with since January of its year (3.10).

    >>> not_yet_credited_mg(255, 40)
    215
    """
    return freed_mg - credited_mg


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
