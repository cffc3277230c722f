"""How instructions are spoken of: their lamp, and how late they are."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from visits.models import Act, Instruction, State

DAYS_AHEAD = 7  # what is due so soon is said to be
ACT_BUTTONS = {
    Act.ANSWERED: gettext_lazy("Answer"),
    Act.CLOSED: gettext_lazy("Close the instruction"),
    Act.SENT_BACK: gettext_lazy("Do not accept the answer"),
    Act.POSTPONED: gettext_lazy("Move the due date"),
    Act.REOPENED: gettext_lazy("Open the instruction again"),
}


@dataclass(frozen=True)
class Standing:
    """Where an instruction stands on a day."""

    lamp: str
    text: str


def standing(instruction: Instruction, today: datetime.date) -> Standing:
    if instruction.state == State.CLOSED:
        return Standing("good", _("done and closed"))
    if instruction.state == State.ANSWERED:
        return Standing("late", _("answered, to be closed"))
    over = instruction.days_over(today)
    if over:
        return Standing("bad", ngettext("overdue by %(count)d day", "overdue by %(count)d days", over) % {"count": over})
    left = (instruction.due_on - today).days
    if left == 0:
        return Standing("late", _("due today"))
    text = ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}
    return Standing("late" if left <= DAYS_AHEAD else "none", text)
