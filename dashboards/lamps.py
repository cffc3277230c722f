"""Lamps: colour, shape and word from dated thresholds. No data is worse than bad: it has its own word."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from formulas.units import PERCENT
from returns.models import MISSING, MISSING_LABEL, State
from tables import Column, plain
from targets.queries import parameter


class LoadLamps:
    """The lamps of plants in a month, by the thresholds that were in force (millionths)."""

    def __init__(self, month: int, rule: Callable[[str, int], int] = parameter):
        """`rule` tells a parameter's amount: as it is kept now, or as a frozen copy has it."""
        self.required = rule("load_rate_required_millionths", month)
        self.low = rule("load_rate_low_millionths", month)
        self.doubtful = rule("load_rate_doubtful_millionths", month)

    def lamp(self, load_rate: int | None) -> str:
        if load_rate is None:
            return "none"
        if load_rate < self.low:
            return "bad"
        return "late" if load_rate < self.required else "good"

    def doubt(self, load_rate: int | None) -> str:
        """What is said of a load rate that is hardly possible; empty for any other."""
        if load_rate is None or load_rate <= self.doubtful:
            return ""
        return _("over %(most)s %%, to be checked") % {"most": PERCENT.typed(self.doubtful)}

    def word(self, load_rate: int | None) -> str:
        return lamp_word(self.lamp(load_rate))


def lamp_word(lamp: str) -> str:
    """A lamp is never colour alone: this word stands beside it."""
    return {"good": _("normal"), "late": _("lagging"), "bad": _("lagging badly"), "none": _("no data")}[lamp]


class ProgressLamps:
    """The lamps of completion beside the progress of time, by the distance that was called far in a month (millionths)."""

    def __init__(self, month: int, rule: Callable[[str, int], int] = parameter):
        self.far = rule("far_behind_millionths", month)

    def lamp(self, completion: int | None, time_progress: int) -> str:
        if completion is None:
            return "none"
        if completion >= time_progress:
            return "good"
        return "bad" if completion < time_progress - self.far else "late"

    def word(self, completion: int | None, time_progress: int) -> str:
        words = {"good": _("on time"), "late": _("behind"), "bad": _("far behind"), "none": _("no data")}
        return words[self.lamp(completion, time_progress)]


def state_word(state: str) -> str:
    """The word for where a return stands, as rankings show it."""
    if state == MISSING:
        return str(MISSING_LABEL)
    if state == State.SUBMITTED:
        return _("waiting for the verifier")
    return str(State(state).label)


def in_question() -> str:
    """Said of a plant wherever it is ranked while one of its figures waits for an answer, or its answer for the verifier."""
    return _("figure in question")


def in_question_column(is_doubtful: Callable[[Any], bool]) -> Column:
    """The same for files: on pages it stands with the plant's name."""
    return Column("in_question", _("Figure in question"), lambda one: plain(_("yes") if is_doubtful(one) else ""), for_machines=True)
