"""What the portal asks about figures that look odd (soft checks), as the sheet shows it and as a person answers."""

from dataclasses import dataclass

ANSWER = "answer"


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

    @property
    def is_open(self) -> bool:
        return not self.answer


def field_name(plant: int, rule: str, column: str) -> str:
    """The name under which the answer to a question is sent."""
    return f"plant{plant}-{ANSWER}-{rule}-{column}"
