"""What stands above a sheet: when the month is due, when it closes, why it is locked, and what keeps it open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.closing import Closing, Deadline, Lock, in_force
from returns.kinds import Returned
from returns.models import Opening, State


@dataclass(frozen=True)
class ShownOpening:
    opening: Opening
    in_force: bool
    every: str

    def __getattr__(self, name):
        return getattr(self.opening, name)

    @property
    def what(self) -> str:
        return self.opening.subject_name or self.every


@dataclass(frozen=True)
class Procedure:
    deadline: Deadline | None
    lock: Lock | None
    openings: list[ShownOpening]
    overdue: int  # returns that should have been handed in
    talks: bool
    may_propose: bool
    propose_url: str
    answer_url: str
    review_url: str


def procedure_of(person: User, returned: Returned, district: Division, month: int, closing: Closing, rows: Iterable) -> Procedure:
    """`rows` are those of the sheet: each with its `state`, its `lock`, and what is talked about it where the kind knows talk."""
    rows = list(rows)
    deadline = closing.deadline(district.code, month)
    waiting = [row for row in rows if row.state not in (State.SUBMITTED, State.ACCEPTED)]
    reviews = returned.review and person.may(Permission.REVIEW_RETURNS) and len(waiting) < len(rows)
    place = [district.code, month_text(month)]
    return Procedure(
        deadline=deadline,
        lock=next((row.lock for row in rows if row.lock), None),
        openings=[ShownOpening(one, in_force(one), str(returned.every)) for one in closing.openings(district.code, month)],
        overdue=len(waiting) if deadline and deadline.is_overdue else 0,
        talks=any(getattr(row, "talk", None) for row in rows),
        may_propose=person.may(Permission.PROPOSE_OPENINGS) and deadline is not None,
        propose_url=reverse("returns:opening-propose", args=[returned.slug, *place]),
        answer_url=reverse(returned.answer, args=place) if returned.answer else "",
        review_url=reverse(returned.review, args=place) if reviews else "",
    )
