"""The second hand: every figure worked out again with pandas from the raw records, by another road than figures/statements/.

It is loaded by `manage.py compare_figures` and by tests only: serving pages never waits for pandas.
"""

from figures.second_hand.comparison import differences, years_without_figures

__all__ = ["differences", "years_without_figures"]
