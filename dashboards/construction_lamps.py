"""Lamps of projects, from dated parameters: how late, and how far behind the plan."""

from construction.standing import Standing
from dashboards.lamps import lamp_word, state_word
from tables import Cell, plain
from targets.queries import parameter


class ConstructionLamps:
    """The lamps by the thresholds that were in force in a month (days, millionths)."""

    def __init__(self, month: int):
        self.late_days = parameter("construction_late_days", month)
        self.far_late_days = parameter("construction_far_late_days", month)
        self.behind = parameter("construction_behind_millionths", month)
        self.far_behind = parameter("construction_far_behind_millionths", month)

    def lamp(self, one: Standing) -> str:
        """The worse of what the delay and what the progress say; "none" where the month has not been reported."""
        if not one.has_reported:
            return "none"
        gap = one.gap or 0
        if one.delay_days >= self.far_late_days or gap <= -self.far_behind:
            return "bad"
        return "late" if one.delay_days >= self.late_days or gap <= -self.behind else "good"

    def cell(self, one: Standing) -> Cell:
        lamp = self.lamp(one)
        return plain(state_word(one.state) if lamp == "none" else lamp_word(lamp), lamp=lamp)
