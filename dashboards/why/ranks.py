"""A move between two lists, place by place: what the row's own figure did, and what each of the others did."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

# What a row is → by what it is ranked, the worst first; rows that stand in one list only are missing from the other.
Badness = Mapping[Hashable, tuple]


@dataclass(frozen=True)
class RankCause:
    """`places` by which the row is worse (negative: better), because of what happened to `who`; empty is the row itself."""

    what: str
    who: tuple[Hashable, ...]
    places: int


def rank_in(rows: Badness, key: Hashable) -> int:
    """Equal ones share a rank.

    >>> rank_in({"a": (1,), "b": (2,), "c": (2,)}, "c")
    2
    """
    return 1 + sum(other < rows[key] for other in rows.values())


def rank_causes(before: Badness, now: Badness, key: Hashable, what: Callable[[Hashable], str], own: str) -> list[RankCause]:
    """The causes of a row's move, the largest first; their places add up to it.

    First the row's own figure changes among the others as they were; then each of the others becomes what it is now, which moves
    the row by a place or not at all. `what` names what happened to a row.

    >>> causes = rank_causes({"a": (1,), "b": (2,)}, {"a": (3,), "b": (2,)}, "b", lambda key: "improved", "own")
    >>> [(cause.what, cause.who, cause.places) for cause in causes]
    [('improved', ('a',), 1)]
    """
    others = [other for other in {**before, **now} if other != key]
    mine, worse = now[key], defaultdict(list)

    def stands_before(rows: Badness, other: Hashable, own: tuple) -> bool:
        return other in rows and rows[other] < own

    by_itself = sum(stands_before(before, other, before[key]) - stands_before(before, other, mine) for other in others)
    for other in others:
        places = stands_before(before, other, mine) - stands_before(now, other, mine)
        if places:
            worse[what(other), places].append(other)
    causes = [RankCause(own, (), by_itself)] if by_itself else []
    causes += [RankCause(name, tuple(those), places * len(those)) for (name, places), those in worse.items()]
    return sorted(causes, key=lambda cause: -abs(cause.places))
