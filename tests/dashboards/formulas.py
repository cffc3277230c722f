"""Works formulas out as an account writes them, from nothing but the numbers that stand there."""

import re
import statistics
from datetime import date
from decimal import Decimal
from fractions import Fraction

SIGNS = {"÷": "/", "×": "*", "−": "-"}
MONTHS_OF_A_YEAR = 12
DAY = r"\d{4}-\d{2}-\d{2}"


def left_and_right(formula: str) -> tuple[str, str]:
    left, _, right = formula.replace(",", "").partition("=")
    return left.strip(), right.strip()


def is_right(formula: str) -> bool:
    """Whether the numbers give the result, as near as rounded numbers of a page can tell it."""
    left, right = left_and_right(formula)
    if days := re.fullmatch(rf"({DAY}) − ({DAY})", left):
        first, second = map(date.fromisoformat, days.groups())
        return (first - second).days == int(right)
    shown = Decimal(right.removesuffix("%").strip())
    worked_out = median(left) if left.startswith("median") else value(left)
    if right.endswith("%") and not is_mean_of_shares(left):
        worked_out *= 100
    return abs(worked_out - Fraction(shown)) <= tolerance(left, shown)


def value(left: str) -> Fraction:
    for sign, operator in SIGNS.items():
        left = left.replace(sign, operator)
    assert re.fullmatch(r"[0-9.()+*/ -]+", left), left
    return eval(re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number[0]}')", left), {"Fraction": Fraction})


def median(left: str) -> Fraction:
    return statistics.median(Fraction(number) for number in left.removeprefix("median(").removesuffix(")").split("; "))


def is_mean_of_shares(left: str) -> bool:
    """A mean of shares in percent, by weights that are whole thousandths, is one in percent."""
    return bool(re.fullmatch(r"\((\d+ × [0-9.]+( \+ )?)+\) ÷ \d+", left))


def tolerance(left: str, shown: Decimal) -> Fraction:
    """A unit of the last digit shown; half a unit for each number of a sum, which was rounded too, as often as it is counted."""
    step = Fraction(Decimal(1).scaleb(shown.as_tuple().exponent))
    times = sum(int(number) for number in re.findall(r"× (\d+)(?![\d.])", left) if int(number) <= MONTHS_OF_A_YEAR)
    return step * max(1, Fraction(left.count("+") + left.count("−") + times + 2, 2))
