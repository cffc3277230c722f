"""What waits for a person: returns to fill in for an official, returns to review for a verifier; and how punctual districts were."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import clock
from accounts.models import User
from accounts.roles import Permission
from districts.models import Division
from districts.queries import districts_in
from formulas.months import months_between, shifted
from returns.closing import Closing, Deadline, in_force
from returns.kinds import Returned, all_returned
from returns.models import MISSING, Kind, State
from returns.queries import first_submissions, states_of

# How far back the page of returns looks for months that are still owed.
MONTHS_SHOWN = 12
ON_TIME, LATE, EXPLAINED, NOT_YET = "on_time", "late", "explained", "not_yet"


@dataclass(frozen=True)
class SheetDuty:
    """A district's sheet of one kind for a month: how many owe it, and where their returns stand."""

    returned: Returned
    district: Division
    month: int
    counts: Counter[str]
    waits_since: datetime.datetime | None  # when the oldest that waits for the verifier was handed in

    @property
    def missing(self) -> int:
        return self.counts[MISSING]

    @property
    def draft(self) -> int:
        return self.counts[State.DRAFT]

    @property
    def submitted(self) -> int:
        return self.counts[State.SUBMITTED]

    @property
    def sent_back(self) -> int:
        return self.counts[State.SENT_BACK]

    @property
    def accepted(self) -> int:
        return self.counts[State.ACCEPTED]

    @property
    def owed(self) -> int:
        return self.counts.total()

    @property
    def to_enter(self) -> int:
        return self.missing + self.draft + self.sent_back


@dataclass(frozen=True)
class Timing:
    """When a district's month was due and closes, and how many of its returns came on time. None where no due day is set."""

    deadline: Deadline | None
    is_open: bool  # something can still be entered
    punctuality: Counter[str]

    @property
    def days_overdue(self) -> int | None:
        return self.deadline.days_overdue if self.deadline and self.deadline.is_overdue else None


@dataclass(frozen=True)
class Sheets:
    """The sheets of one kind inside a scope, the newest first, each with its days."""

    returned: Returned
    duties: list[SheetDuty]
    timings: dict[tuple[str, int], Timing]

    def timing(self, sheet: SheetDuty) -> Timing:
        return self.timings[sheet.district.code, sheet.month]


def sheets_of(divisions: str, returned: Returned) -> Sheets:
    """Where all returns of a kind stand that are owed inside the scope for the last months.

    What was first handed in by the due day is on time, whatever became of it later; what came later, or is still
    missing, is explained while an exception covers it.
    """
    months, districts = _months(), list(districts_in(divisions))
    owed = returned.owed(divisions, months) if districts else {}
    counts, oldest = _standing(divisions, returned.kind, months, owed)
    places = [(district, month) for month in reversed(months) for district in districts if (district.code, month) in counts]
    duties = [SheetDuty(returned, *place, counts[place[0].code, place[1]], oldest.get((place[0].code, place[1]))) for place in places]
    return Sheets(returned, duties, _timings(divisions, returned.kind, months, owed))


def waiting_for(person: User) -> int | None:
    """How many returns of every kind wait for this person (None: nothing is ever due)."""
    if not (person.may(Permission.READ_FIGURES) and (person.may(Permission.ENTER_RETURNS) or person.may(Permission.REVIEW_RETURNS))):
        return None
    months, total = _months(), Counter()
    for returned in all_returned():
        counts, _oldest = _standing(person.divisions, returned.kind, months, returned.owed(person.divisions, months))
        total += sum(counts.values(), Counter())
    states = (MISSING, State.DRAFT, State.SENT_BACK) if person.may(Permission.ENTER_RETURNS) else (State.SUBMITTED,)
    return sum(total[state] for state in states)


Owed = dict[int, tuple[str, list[int]]]


def _standing(divisions: str, kind: Kind, months: list[int], owed: Owed) -> tuple[dict[tuple[str, int], Counter[str]], dict]:
    """(district, month) → states of what is owed there, and since when something waits for the verifier."""
    states = states_of(divisions, kind, months[0], months[-1]) if owed else {}
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    oldest: dict[tuple[str, int], datetime.datetime] = {}
    for key, district, month in _each(owed):
        state, submitted_at = states.get((key, month), (MISSING, None))
        counts[district, month][state] += 1
        if state == State.SUBMITTED:
            oldest[district, month] = min(submitted_at, oldest.get((district, month), submitted_at))
    return counts, oldest


def _timings(divisions: str, kind: Kind, months: list[int], owed: Owed) -> dict[tuple[str, int], Timing]:
    if not owed:
        return {}
    closing, found = Closing(divisions, kind), {}
    handed_in = first_submissions(divisions, kind, months[0], months[-1])
    for key, district, month in _each(owed):
        if (district, month) not in found:
            found[district, month] = _timing(closing, district, month)
        timing = found[district, month]
        if timing.deadline:
            at = handed_in.get((key, month), (None, None))[1]
            timing.punctuality[_punctuality(closing, timing.deadline, district, key, at)] += 1
    return found


def _each(owed: Owed) -> Iterator[tuple[int, str, int]]:
    return ((key, district, month) for key, (district, months) in owed.items() for month in months)


def _months() -> list[int]:
    last = clock.last_ended_month()
    return months_between(shifted(last, 1 - MONTHS_SHOWN), last)


def _timing(closing: Closing, district: str, month: int) -> Timing:
    deadline = closing.deadline(district, month)
    is_open = deadline is None or not deadline.is_closed or any(map(in_force, closing.openings(district, month)))
    return Timing(deadline, is_open, Counter())


def _punctuality(closing: Closing, deadline: Deadline, district: str, key: int, at) -> str:
    if at is not None and at < deadline.late_from:
        return ON_TIME
    if at is None and not deadline.is_overdue:
        return NOT_YET
    if closing.was_excused(district, deadline.month, key, at or clock.now()):
        return EXPLAINED
    return MISSING if at is None else LATE
