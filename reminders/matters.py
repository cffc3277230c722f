"""What a person should know or do today: due soon, overdue, sent back, to review, to confirm. Worked out when asked.

So a matter ends by itself when the duty is done. It steps up by the clock: on the due day to who enters, two days
later to the verifier of the city, five days later to the leader.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import clock
from accounts.models import User
from accounts.roles import Permission, Role
from districts.models import TOWN_CODE_LENGTH
from formulas.months import month_text
from reminders.duties import SheetDuty, Timing, duties_of, timings
from returns.models import Decision, Kind
from returns.queries import corrections_waiting, open_remarks, openings_in

DAYS_BEFORE, DAYS_TO_VERIFIER, DAYS_TO_LEADER = 3, 2, 5


@dataclass(frozen=True)
class Matter:
    """One thing that waits. `lamp` tells how urgent it is; `day` since or until when."""

    key: str
    what: str
    text: str
    url: str
    lamp: str
    day: str = ""


def matters_of(person: User) -> list[Matter]:
    """Everything that waits for a person, the most urgent first."""
    if not person.may(Permission.READ_FIGURES) or len(person.divisions) >= TOWN_CODE_LENGTH or not person.divisions:
        return []
    found = [*_of_sheets(person), *_proposals(person), *_answers(person)]
    return sorted(found, key=lambda matter: ("bad", "late", "good", "none").index(matter.lamp))


def _of_sheets(person: User) -> Iterator[Matter]:
    days = timings(person.divisions)
    for sheet in duties_of(person).sheets:
        timing = days[sheet.district.code, sheet.month]
        if person.may(Permission.ENTER_RETURNS):
            yield from _to_enter(sheet, timing)
        if person.may(Permission.REVIEW_RETURNS):
            yield from _to_review(sheet, timing)
            yield from _stepped_up(sheet, timing, DAYS_TO_VERIFIER)
        if person.role == Role.VICE_MAYOR:
            yield from _stepped_up(sheet, timing, DAYS_TO_LEADER)


def _to_enter(sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    if not sheet.to_enter or not timing.is_open:
        return
    told = {"place": _place(sheet), "count": sheet.to_enter}
    if sheet.sent_back:
        text = ngettext("%(place)s: %(count)d plant was sent back.", "%(place)s: %(count)d plants were sent back.", sheet.sent_back)
        yield _matter("sent_back", sheet, timing, _("sent back"), text % (told | {"count": sheet.sent_back}), "bad")
    deadline = timing.deadline
    if deadline is None:
        return
    if deadline.is_overdue:
        text = ngettext(
            "%(place)s: %(count)d plant has not been handed in, %(days)d days after the due day.",
            "%(place)s: %(count)d plants have not been handed in, %(days)d days after the due day.",
            sheet.to_enter,
        )
        yield _matter("overdue", sheet, timing, _("overdue"), text % (told | {"days": deadline.days_overdue}), "bad")
    elif deadline.days_overdue >= -DAYS_BEFORE:
        text = ngettext(
            "%(place)s: %(count)d plant is to be handed in.", "%(place)s: %(count)d plants are to be handed in.", sheet.to_enter
        )
        yield _matter("due_soon", sheet, timing, _("due soon"), text % told, "late")


def _to_review(sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    if sheet.submitted:
        text = ngettext("%(place)s: %(count)d plant waits for review.", "%(place)s: %(count)d plants wait for review.", sheet.submitted)
        told = text % {"place": _place(sheet), "count": sheet.submitted}
        yield _matter("to_review", sheet, timing, _("to review"), told, "late", "dashboards:sheet-review")


def _stepped_up(sheet: SheetDuty, timing: Timing, after: int) -> Iterator[Matter]:
    """A district that is late: told to the next one above after so many days, until it is done or the month is closed."""
    days = timing.days_overdue
    if sheet.to_enter and timing.is_open and days is not None and days >= after:
        text = ngettext(
            "%(place)s is %(days)d days late with %(count)d plant (leader in charge: %(leader)s).",
            "%(place)s is %(days)d days late with %(count)d plants (leader in charge: %(leader)s).",
            sheet.to_enter,
        )
        told = {"place": _place(sheet), "days": days, "count": sheet.to_enter, "leader": sheet.district.leader_title or "—"}
        yield _matter("district_late", sheet, timing, _("district late"), text % told, "bad")


def _proposals(person: User) -> Iterator[Matter]:
    """What needs a second person: exceptions and corrections that somebody else has proposed."""
    if person.may(Permission.CONFIRM_OPENINGS):
        for one in openings_in(person.divisions, Kind.TREATMENT_PLANT).filter(decision=Decision.PROPOSED, ends_at__gt=clock.now()):
            if one.proposed_by_id != person.pk:
                told = {"place": f"{one.division} {month_text(one.month)}", "by": one.proposed_by}
                text = _("%(place)s: %(by)s proposes an exception.") % told
                yield Matter("opening", _("to confirm"), text, reverse("returns:openings"), "late", _day(one.proposed_at))
    if person.may(Permission.REVIEW_RETURNS):
        for one in corrections_waiting(person.divisions, Kind.TREATMENT_PLANT):
            if one.proposed_by_id != person.pk:
                month = month_text(one.monthly_return.month)
                text = _("%(month)s: %(by)s proposes a correction by document %(document)s.") % {
                    "month": month,
                    "by": one.proposed_by,
                    "document": one.document_number,
                }
                place = [one.monthly_return.division_id, month, one.monthly_return.subject]
                url = reverse("returns:versions", args=["treatment-plants", *place])
                yield Matter("correction", _("to confirm"), text, url, "late", _day(one.proposed_at))


def _answers(person: User) -> Iterator[Matter]:
    """Threads at cells in which somebody else spoke last."""
    if not (person.may(Permission.ENTER_RETURNS) or person.may(Permission.REVIEW_RETURNS)):
        return
    last = {(one.monthly_return_id, one.column): one for one in open_remarks(person.divisions, Kind.TREATMENT_PLANT)}
    sheets: dict[tuple[str, int], list] = {}
    for one in last.values():
        # Whoever enters answers the verifier's remarks, and the other way round.
        if one.by.may(Permission.REVIEW_RETURNS) != person.may(Permission.REVIEW_RETURNS):
            sheets.setdefault((one.monthly_return.division_id, one.monthly_return.month), []).append(one)
    for (district, month), remarks in sorted(sheets.items(), reverse=True):
        text = ngettext(
            "%(month)s: %(by)s waits for an answer at %(count)d cell.",
            "%(month)s: %(by)s waits for an answer at %(count)d cells.",
            len(remarks),
        ) % {"month": month_text(month), "by": remarks[-1].by, "count": len(remarks)}
        url = reverse("treatment_plants:sheet", args=[district, month_text(month)])
        yield Matter("remark", _("to answer"), text, url, "late", _day(remarks[-1].at))


def _matter(key: str, sheet: SheetDuty, timing: Timing, what: str, text: str, lamp: str, page: str = "treatment_plants:sheet") -> Matter:
    due = timing.deadline.due_on.isoformat() if timing.deadline else ""
    return Matter(key, what, text, reverse(page, args=[sheet.district.code, month_text(sheet.month)]), lamp, due)


def _place(sheet: SheetDuty) -> str:
    return f"{sheet.district} {month_text(sheet.month)}"


def _day(at) -> str:
    return timezone.localtime(at).date().isoformat()
