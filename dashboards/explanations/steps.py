"""What an explanation is made of."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from returns.models import MonthlyReturn, State
from tables import Cell


@dataclass(frozen=True)
class Input:
    """A number that a figure is made of. `source` tells who answers for it; `url` leads to it."""

    label: str
    text: str
    unit: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class Step:
    """One figure. `key` is that of its column, and the place on the page to which links lead."""

    key: str
    title: str
    result: Cell
    unit: str
    words: str
    formula: str = ""
    inputs: list[Input] = field(default_factory=list)
    rule: str = ""


def answered_for(one: MonthlyReturn) -> str:
    """Who entered and who accepted a return, and when."""
    told = [_("entered by %(person)s on %(time)s") % {"person": one.entered_by, "time": _time(one.entered_at)}]
    if one.state == State.ACCEPTED:
        told.append(_("accepted by %(person)s on %(time)s") % {"person": one.reviewed_by, "time": _time(one.reviewed_at)})
    return "；".join(told)


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def less(whole: str, part: str) -> str:
    """`whole − part`, with a part below zero in brackets.

    >>> less("350.00", "-65.50"), less("350.00", "65.50")
    ('350.00 − (-65.50)', '350.00 − 65.50')
    """
    return f"{whole} − ({part})" if part.startswith("-") else f"{whole} − {part}"
