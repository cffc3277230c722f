"""What happened to a plant's month between two states of the portal, in a word that its causes are grouped by."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dashboards.stands import Now
from frozen.causes import ACCEPTED_LATE, CORRECTED, REGISTER, REPORTED_LATE, SENT_BACK, act_between

IMPROVED, WORSENED, NEW, GONE, UNKNOWN, KNOWN_AGAIN, QUOTA, UNCHANGED = (
    "improved",
    "worsened",
    "new",
    "gone",
    "unknown",
    "known_again",
    "quota",
    "unchanged",
)


def words(act: str) -> str:
    """An act as pages tell it."""
    return {
        REPORTED_LATE: _("reported late"),
        ACCEPTED_LATE: _("accepted late"),
        SENT_BACK: _("sent back"),
        CORRECTED: _("corrected"),
        REGISTER: _("register or rules changed"),
        IMPROVED: _("improved"),
        WORSENED: _("worsened"),
        NEW: _("newly listed"),
        GONE: _("no longer listed"),
        UNKNOWN: _("without an accepted return"),
        KNOWN_AGAIN: _("with an accepted return again"),
        QUOTA: _("quota changed"),
        UNCHANGED: _("its own figure"),
    }[act]


class PlantActs:
    """What happened to plants from one state of a ranking to another."""

    def __init__(self, before: Now, now: Now, then_figures: Mapping[int, int | None], figures: Mapping[int, int | None]):
        """The figures are those that the plants are ranked by; a greater one is better."""
        self._same_month = before.month == now.month
        self._month = str(now.month)
        self._then, self._now = then_figures, figures
        self._returns_then, self._returns_now = (before.returns(), now.returns()) if self._same_month else ({}, {})

    def of(self, plant: int) -> str:
        if plant not in self._then:
            return NEW
        if plant not in self._now:
            return GONE
        if self._same_month and (act := self._act(plant)):
            return act
        return _direction(self._then[plant], self._now[plant])

    def _act(self, plant: int) -> str:
        """Within one month figures move by what happens to its return, or else by the register."""
        told = act_between(*(known.get(plant, {}).get(self._month) for known in (self._returns_then, self._returns_now)))
        return told or (REGISTER if self._then[plant] != self._now[plant] else "")


def _direction(before: int | None, now: int | None) -> str:
    if before == now:
        return UNCHANGED
    if now is None:
        return UNKNOWN
    if before is None:
        return KNOWN_AGAIN
    return IMPROVED if now > before else WORSENED
