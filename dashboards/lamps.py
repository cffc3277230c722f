"""Lamps: colour, shape and word from dated thresholds. No data is worse than bad: it has its own word."""

from django.utils.translation import gettext as _

from returns.models import MISSING, MISSING_LABEL, State
from targets.queries import parameter


class LoadLamps:
    """The lamps of plants in a month, by the thresholds that were in force (millionths)."""

    def __init__(self, month: int):
        self.required = parameter("load_rate_required_millionths", month)
        self.low = parameter("load_rate_low_millionths", month)

    def lamp(self, load_rate: int | None) -> str:
        if load_rate is None:
            return "none"
        if load_rate < self.low:
            return "bad"
        return "late" if load_rate < self.required else "good"

    def word(self, load_rate: int | None) -> str:
        return lamp_word(self.lamp(load_rate))


def lamp_word(lamp: str) -> str:
    """A lamp is never colour alone: this word stands beside it."""
    return {"good": _("normal"), "late": _("lagging"), "bad": _("lagging badly"), "none": _("no data")}[lamp]


def state_word(state: str) -> str:
    """The word for where a return stands, as rankings show it."""
    if state == MISSING:
        return str(MISSING_LABEL)
    if state == State.SUBMITTED:
        return _("waiting for the verifier")
    return str(State(state).label)
