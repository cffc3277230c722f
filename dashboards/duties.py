"""What waits for a person: returns to fill in for an official, returns to review for a verifier."""

from dataclasses import dataclass

import clock
from accounts.models import User
from accounts.roles import Permission
from districts.models import Division
from districts.queries import districts_in
from formulas.months import months_between, shifted
from returns.models import MISSING, State
from treatment_plants.queries import owed_states

# How far back the page of returns looks for months that are still owed.
MONTHS_SHOWN = 12
ORDER = (MISSING, State.DRAFT, State.SUBMITTED, State.SENT_BACK, State.ACCEPTED)


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
    last = clock.last_ended_month()
    months = months_between(shifted(last, 1 - MONTHS_SHOWN), last)
    districts = list(districts_in(divisions))
    owed = owed_states(divisions, months)
    for month in reversed(months):
        for district in districts:
            if (district.code, month) in owed:
                yield SheetDuty(district, month, *(owed[district.code, month][state] for state in ORDER))
