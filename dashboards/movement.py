"""By how many places a row is worse or better than in another list, and where it is told why."""

from collections.abc import Callable, Hashable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tables import Cell, Column
from tables.cells import NO_DATA

# What a row is, in both lists → its rank there; a row without a rank is not ranked.
Ranks = dict[Hashable, int | None]


def places_told(moved: int) -> str:
    """Worse is nearer to the top of a list that begins with the worst."""
    if moved == 0:
        return _("same place")
    places = abs(moved)
    if moved > 0:
        return "↓ " + ngettext("%(count)d place worse", "%(count)d places worse", places) % {"count": places}
    return "↑ " + ngettext("%(count)d place better", "%(count)d places better", places) % {"count": places}


def moved_column(
    ranks: Ranks | None, key: Callable[[Any], Hashable], rank: Callable[[Any], int | None], why: Callable[[Any], str]
) -> Column:
    """`ranks` are those of the list before, None where there is none; `why` tells the address of the page with the causes.

    For machines the number is positive where the row is worse.
    """
    return Column("moved", _("Since last month"), lambda row: _moved(ranks, key(row), rank(row), why(row)))


def _moved(ranks: Ranks | None, key: Hashable, rank: int | None, why: str) -> Cell:
    before = ranks.get(key) if ranks else None
    if rank is None or not ranks:
        return Cell(value=None, text=NO_DATA)
    if before is None:
        return Cell(value=None, text=_("newly listed"), url=why)
    moved = before - rank
    return Cell(value=moved, text=places_told(moved), url=why if moved else "")
