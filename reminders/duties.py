"""What waits for a person: returns to fill in for an official, returns to review for a verifier; and how punctual districts were."""

from collections import Counter
from dataclasses import dataclass

import clock
from accounts.models import User
from accounts.roles import Permission
from districts.models import Division
from districts.queries import districts_in
from formulas.months import months_between, shifted
from returns.closing import Closing, Deadline, in_force
from returns.models import MISSING, Kind, State
from returns.queries import first_submissions
from treatment_plants.queries import owed_states, plants_in

# How far back the page of returns looks for months that are still owed.
MONTHS_SHOWN = 12
ORDER = (MISSING, State.DRAFT, State.SUBMITTED, State.SENT_BACK, State.ACCEPTED)
ON_TIME, LATE, EXPLAINED, NOT_YET = "on_time", "late", "explained", "not_yet"


@dataclass(frozen=True)
class SheetDuty:
    """A district's sheet for a month: how many plants owe it, and where their returns stand."""

    district: Division
    month: int
    missing: int
    draft: int
    submitted: int
    sent_back: int
    accepted: int

    @property
    def owed(self) -> int:
        return self.missing + self.draft + self.submitted + self.sent_back + self.accepted

    @property
    def to_enter(self) -> int:
        return self.missing + self.draft + self.sent_back


@dataclass(frozen=True)
class Duties:
    sheets: list[SheetDuty]
    waiting: int | None


def duties_of(person: User) -> Duties:
    """The sheets inside the person's scope, the newest first, and how many plants wait for this person (None: nothing is ever due)."""
    if not person.may(Permission.READ_FIGURES):
        return Duties([], None)
    sheets = list(_sheets(person.divisions))
    if person.may(Permission.ENTER_RETURNS):
        return Duties(sheets, sum(sheet.to_enter for sheet in sheets))
    if person.may(Permission.REVIEW_RETURNS):
        return Duties(sheets, sum(sheet.submitted for sheet in sheets))
    return Duties(sheets, None)


def _sheets(divisions: str):
    months = _months()
    districts = list(districts_in(divisions))
    owed = owed_states(divisions, months)
    for month in reversed(months):
        for district in districts:
            if (district.code, month) in owed:
                yield SheetDuty(district, month, *(owed[district.code, month][state] for state in ORDER))


def _months() -> list[int]:
    last = clock.last_ended_month()
    return months_between(shifted(last, 1 - MONTHS_SHOWN), last)


@dataclass(frozen=True)
class Timing:
    """When a district's month was due and closes, and how many of its returns came on time. None where no due day is set."""

    deadline: Deadline | None
    is_open: bool  # something can still be entered
    punctuality: Counter[str]

    @property
    def days_overdue(self) -> int | None:
        return self.deadline.days_overdue if self.deadline and self.deadline.is_overdue else None


def timings(divisions: str) -> dict[tuple[str, int], Timing]:
    """(district, month) → its days and the punctuality of its returns, for the months of the page. In four queries.

    What was first handed in by the due day is on time, whatever became of it later; what came later, or is still
    missing, is explained while an exception covers it.
    """
    months, closing = _months(), Closing(divisions, Kind.TREATMENT_PLANT)
    handed_in = first_submissions(divisions, Kind.TREATMENT_PLANT, months[0], months[-1])
    found: dict[tuple[str, int], Timing] = {}
    for plant in plants_in(divisions):
        for month in filter(plant.owes, months):
            key = plant.district_id, month
            if key not in found:
                found[key] = _timing(closing, *key)
            if deadline := found[key].deadline:
                at = handed_in.get((plant.pk, month), (None, None))[1]
                found[key].punctuality[_punctuality(closing, deadline, plant, at)] += 1
    return found


def _timing(closing: Closing, district: str, month: int) -> Timing:
    deadline = closing.deadline(district, month)
    is_open = deadline is None or not deadline.is_closed or any(map(in_force, closing.openings(district, month)))
    return Timing(deadline, is_open, Counter())


def _punctuality(closing: Closing, deadline: Deadline, plant, at) -> str:
    if at is not None and at < deadline.late_from:
        return ON_TIME
    if at is None and not deadline.is_overdue:
        return NOT_YET
    if closing.was_excused(plant.district_id, deadline.month, plant.pk, at or clock.now()):
        return EXPLAINED
    return MISSING if at is None else LATE
