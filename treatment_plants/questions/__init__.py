"""What the portal asks about figures that look odd (soft checks), as the sheet shows it and as a person answers."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

ANSWER = "answer"
LONGEST_ANSWER = 200
# How an answer is sent: plant, rule, cell.
SENT_AS = re.compile(r"plant(?P<plant>[0-9]{1,18})-answer-(?P<rule>[a-z_]{1,32})-(?P<column>[a-z0-9_-]{0,40})")


@dataclass
class Question:
    """One question about a cell (`column` names it; "" speaks of the whole row).

    `answer` is the person's reason why the value is correct as entered; empty while it is open. Whoever corrects the value
    instead needs no answer. `theirs` is another person's answer where two gave one. `field_name` works as a plain form.
    """

    rule: str
    column: str
    text: str
    answer: str = ""
    field_name: str = ""
    theirs: str = ""
    column_label: str = ""  # as the sheet's head calls the cell
    judged: str = ""  # the values that it asks about, in base units
    answered_by: str = ""
    answered_at: datetime.datetime | None = None

    @property
    def is_open(self) -> bool:
        return not self.answer


def field_name(plant: int, rule: str, column: str) -> str:
    """The name under which the answer to a question is sent."""
    return f"plant{plant}-{ANSWER}-{rule}-{column}"


def answers_in(data: Mapping[str, str], plant: int) -> dict[tuple[str, str], str]:
    """(rule, column) → the answers that a form sent for a plant; without empty ones.

    >>> answers_in({"plant7-answer-slip-volume_m3": " 雨季 ", "plant7-answer-far-": "", "plant8-answer-slip-volume_m3": "x"}, 7)
    {('slip', 'volume_m3'): '雨季'}
    """
    found = {}
    for name in data:
        sent = SENT_AS.fullmatch(name)
        if sent and int(sent["plant"]) == plant and (answer := data[name].strip()):
            found[sent["rule"], sent["column"]] = answer
    return found


class OneAnswer(dict):
    """The same answer to whatever may be asked: a correction's reason, confirmed by a second person, answers for all its values."""

    def __init__(self, reason: str):
        super().__init__()
        self.reason = reason

    def get(self, place, default=None):
        return self.reason
