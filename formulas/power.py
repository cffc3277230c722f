"""Sulphur dioxide of power units (rules.md 3.5 to 3.7).

Coal in kg, masses in mg, shares in millionths, the sulphur factor in thousandths. C4 is a chain of factors: it divides
step by step in the order of this page, each time half up to the whole mg (`rounded`), so that every road ends at the same mg.
"""

from formulas.rounding import rounded

MILLION, THOUSAND, MONTHS_OF_A_YEAR = 1_000_000, 1_000, 12


def burnt_sulphur_mg(coal_kg, sulphur_millionths):
    """First step of C4: the sulphur in the coal; kg × millionths = mg without a factor.

    >>> burnt_sulphur_mg(285_000_000, 7_500)
    2137500000000
    """
    return coal_kg * sulphur_millionths


def formed_so2_mg(sulphur_mg, factor_thousandths):
    """Second step of C4 and C5: SO₂ formed by burning it, as a pair (numerator, denominator).

    >>> formed_so2_mg(2_137_500_000_000, 1_600)
    (3420000000000000, 1000)
    """
    return sulphur_mg * factor_thousandths, THOUSAND


def emitted_so2_mg(formed_mg, removal_millionths):
    """Third step of C4: what is left after desulphurisation, as a pair.

    >>> emitted_so2_mg(3_420_000_000_000, 0)
    (3420000000000000000, 1000000)
    """
    return formed_mg * (MILLION - removal_millionths), MILLION


def removal_millionths(operation_rate_millionths, online_millionths):
    """η = operation rate × online efficiency (3.6), as a pair.

    >>> rounded(*removal_millionths(950_000, 920_000))
    874000
    """
    return operation_rate_millionths * online_millionths, MILLION


def desulphurised_mg(formed_mg, removal_millionths, removal_last_year_millionths):
    """3.6 and 3.7 for one month: what is removed on top of what the same month's facility removed last year, as a pair.

    >>> rounded(*desulphurised_mg(7_424_000_000_000, 874_000, 0))
    6488576000000
    """
    return formed_mg * (removal_millionths - removal_last_year_millionths), MILLION


def share_of_year_mg(year_mg: int, months: int) -> int:
    """How much of a year's amount belongs to its first months when it is spread evenly: after twelve exactly all of it (C2).

    >>> share_of_year_mg(420, 5), share_of_year_mg(100, 1), share_of_year_mg(100, 12)
    (175, 8, 100)
    """
    return year_mg * months // MONTHS_OF_A_YEAR


def freed_in_year_mg(statistics_mg, actual_mg):
    """C1, the year of the closing: last year's statistics less this year's actual emission.

    >>> freed_in_year_mg(420, 165)
    255
    """
    return statistics_mg - actual_mg


def days_left(planned_on, day) -> int:
    """Days until a planned date; below zero they are days overdue.

    >>> import datetime
    >>> days_left(datetime.date(2023, 1, 1), datetime.date(2022, 12, 31)), days_left(datetime.date(2024, 2, 28), datetime.date(2024, 3, 1))
    (1, -2)
    """
    return (planned_on - day).days


def so2_emitted(coal_kg: int, sulphur_millionths: int, factor_thousandths: int, removal: int) -> int:
    """C4 from coal to chimney in mg, each step divided once.

    >>> so2_emitted(285_000_000, 7_500, 1_600, 0), so2_emitted(285_000_000, 7_500, 1_700, 0)
    (3420000000000, 3633750000000)
    """
    return rounded(*emitted_so2_mg(so2_formed(coal_kg, sulphur_millionths, factor_thousandths), removal))


def so2_formed(coal_kg: int, sulphur_millionths: int, factor_thousandths: int) -> int:
    """C4 without desulphurisation, mg.

    >>> so2_formed(580_000_000, 8_000, 1_600)
    7424000000000
    """
    return rounded(*formed_so2_mg(burnt_sulphur_mg(coal_kg, sulphur_millionths), factor_thousandths))
