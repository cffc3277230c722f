"""Division and rounding of plain integers (rules.md 2: 四舍五入, half up, away from zero)."""


def rounded(numerator: int | None, denominator: int | None) -> int | None:
    """The whole number nearest to numerator / denominator, halves away from zero.

    No data stays no data: None where either is missing, or where the denominator is zero.

    >>> rounded(5, 2), rounded(-5, 2), rounded(7, 3)
    (3, -3, 2)
    >>> rounded(None, 2), rounded(5, 0)
    (None, None)
    """
    if numerator is None or not denominator:
        return None
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    nearest = (2 * abs(numerator) + denominator) // (2 * denominator)
    return nearest if numerator >= 0 else -nearest
