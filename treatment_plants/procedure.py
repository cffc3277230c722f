"""What stands above the sheet: when the month is due, when it closes, why it is locked, and what keeps it open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from returns.closing import Deadline, Lock, in_force
from returns.models import Opening, State
from treatment_plants.sheet import Sheet


@dataclass(frozen=True)
class ShownOpening:
    opening: Opening
    in_force: bool

    def __getattr__(self, name):
        return getattr(self.opening, name)

    @property
    def what(self) -> str:
        return self.opening.subject_name or _("all plants")


@dataclass(frozen=True)
class Procedure:
    deadline: Deadline | None
    lock: Lock | None
    openings: list[ShownOpening]
    overdue: int  # plants that should have been handed in
    talks: bool
    may_propose: bool
    propose_url: str
    answer_url: str
    review_url: str


def procedure_context(person: User, sheet: Sheet) -> dict:
    """What the parts of the sheet ask for: `procedure`, and whether the person may answer remarks."""
    may_answer = person.may(Permission.ENTER_RETURNS) or person.may(Permission.REVIEW_RETURNS)
    return {"procedure": _procedure(person, sheet), "may_answer": may_answer}


def _procedure(person: User, sheet: Sheet) -> Procedure:
    deadline = sheet.closing.deadline(sheet.district.code, sheet.month)
    waiting = [row for row in sheet.rows if row.state not in (State.SUBMITTED, State.ACCEPTED)]
    reviews = person.may(Permission.REVIEW_RETURNS) and bool(sheet.rows_in(State.SUBMITTED, State.ACCEPTED))
    place = [sheet.district.code, sheet.month_text]
    return Procedure(
        deadline=deadline,
        lock=next((row.lock for row in sheet.rows if row.lock), None),
        openings=[ShownOpening(one, in_force(one)) for one in sheet.closing.openings(sheet.district.code, sheet.month)],
        overdue=len(waiting) if deadline and deadline.is_overdue else 0,
        talks=any(row.talk for row in sheet.rows),
        may_propose=person.may(Permission.PROPOSE_OPENINGS) and deadline is not None,
        propose_url=reverse("treatment_plants:opening-propose", args=place),
        answer_url=reverse("treatment_plants:sheet-answer", args=place),
        review_url=reverse("dashboards:sheet-review", args=place) if reviews else "",
    )
