"""What an explanation is made of."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from power_plants.models import Claim, ClaimState
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
    told = [_("entered by %(person)s on %(time)s") % {"person": one.entered_by, "time": at_time(one.entered_at)}]
    if one.state == State.ACCEPTED:
        told.append(_("accepted by %(person)s on %(time)s") % {"person": one.reviewed_by, "time": at_time(one.reviewed_at)})
    return "；".join(told)


def answered_for_claim(one: Claim) -> str:
    """Who stated a fact about a power unit by which document, and who verified it."""
    told = [one.document, _("entered by %(person)s on %(time)s") % {"person": one.entered_by, "time": at_time(one.entered_at)}]
    if one.state == ClaimState.ACCEPTED:
        told.append(_("verified by %(person)s on %(time)s") % {"person": one.decided_by, "time": at_time(one.decided_at)})
    return "；".join(told)


def at_time(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def less(whole: str, *parts: str) -> str:
    """`whole − part …`, with a part below zero in brackets.

    >>> less("350.00", "-65.50"), less("350.00", "65.50", "4.00")
    ('350.00 − (-65.50)', '350.00 − 65.50 − 4.00')
    """
    return " − ".join([whole, *map(bracketed, parts)])


def plus(first: str, *others: str) -> str:
    """The sum as written, with a later part below zero in brackets.

    >>> plus("350.00", "-65.50", "4.00")
    '350.00 + (-65.50) + 4.00'
    """
    return " + ".join([first, *map(bracketed, others)])


def bracketed(part: str) -> str:
    return f"({part})" if part.startswith("-") else part
