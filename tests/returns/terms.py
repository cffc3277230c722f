"""Due and closing days of the small city, and exceptions as its people make them."""

import clock
from returns.models import Kind, Opening
from returns.opening_actions import confirm_opening, propose_opening, set_terms
from tests.city import City, at

REASON = "流量计送检，须待校准记录出具后再报送。"


def due_on_5th_closes_on_15th(city: City) -> None:
    """The returns of plants."""
    closes_on_15th(city, Kind.TREATMENT_PLANT)


def closes_on_15th(city: City, kind: Kind) -> None:
    """Returns of a kind are due on the 5th and close on the 15th."""
    with clock.moved_to(at(2020, 1, 2)):
        set_terms(
            kind=kind,
            division=city.people["quota"].division,
            valid_from=202001,
            due_day=5,
            closing_day=15,
            reason="按照市统计调度制度执行。",
            by=city.people["quota"],
        )


def opening(city: City, month: int, ends_at, subject=None, kind: Kind = Kind.TREATMENT_PLANT) -> Opening:
    return Opening(
        kind=kind,
        division=city.east,
        month=month,
        subject=subject.pk if subject else None,
        subject_name=str(subject or ""),
        owner=city.people["official"],
        ends_at=ends_at,
        reason=REASON,
    )


def opened(city: City, month: int, ends_at, subject=None, kind: Kind = Kind.TREATMENT_PLANT) -> Opening:
    """The verifier proposes, the quota administrator confirms."""
    proposed = propose_opening(opening=opening(city, month, ends_at, subject, kind), by=city.people["verifier"])
    return confirm_opening(opening=proposed, by=city.people["quota"])
