"""What a person should know or do today: due soon, overdue, sent back, to review, to confirm. Worked out when asked.

So a matter ends by itself when the duty is done. It steps up by the clock: on the due day to who enters, two days
later to the verifier of the city, five days later to the leader. The verifier's own duty does likewise, from the day on
which a return was both due and handed in.
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
from reminders.duties import SheetDuty, Timing, sheets_of
from returns.kinds import Returned, all_returned, returned_of
from returns.models import Decision, Kind
from returns.queries import corrections_waiting_in_all, open_remarks, openings_of_all

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
    for returned in all_returned():
        sheets = sheets_of(person.divisions, returned)
        for sheet in sheets.duties:
            yield from _of_sheet(person, sheet, sheets.timing(sheet))


def _of_sheet(person: User, sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    if person.may(Permission.ENTER_RETURNS):
        yield from _to_enter(sheet, timing)
    if person.may(Permission.REVIEW_RETURNS):
        yield from _to_review(sheet, timing)
        yield from _stepped_up(sheet, timing, DAYS_TO_VERIFIER)
    if person.role == Role.VICE_MAYOR:
        yield from _stepped_up(sheet, timing, DAYS_TO_LEADER)
        yield from _review_stepped_up(sheet, timing)


def _to_enter(sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    if not sheet.to_enter or not timing.is_open:
        return
    told = {"place": _place(sheet), "count": sheet.to_enter}
    if sheet.sent_back:
        text = ngettext("%(place)s: %(count)d return was sent back.", "%(place)s: %(count)d returns were sent back.", sheet.sent_back)
        yield _matter("sent_back", sheet, timing, _("sent back"), text % (told | {"count": sheet.sent_back}), "bad")
    deadline = timing.deadline
    if deadline is None:
        return
    if deadline.is_overdue:
        text = ngettext(
            "%(place)s: %(count)d return has not been handed in, %(days)d days after the due day.",
            "%(place)s: %(count)d returns have not been handed in, %(days)d days after the due day.",
            sheet.to_enter,
        )
        yield _matter("overdue", sheet, timing, _("overdue"), text % (told | {"days": deadline.days_overdue}), "bad")
    elif deadline.days_overdue >= -DAYS_BEFORE:
        text = ngettext(
            "%(place)s: %(count)d return is to be handed in.", "%(place)s: %(count)d returns are to be handed in.", sheet.to_enter
        )
        yield _matter("due_soon", sheet, timing, _("due soon"), text % told, "late")


def _to_review(sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    if not sheet.submitted:
        return
    days, told = _days_of_review(sheet, timing), {"place": _place(sheet), "count": sheet.submitted}
    if days < DAYS_TO_VERIFIER:
        text = ngettext("%(place)s: %(count)d return waits for review.", "%(place)s: %(count)d returns wait for review.", sheet.submitted)
        yield _matter("to_review", sheet, timing, _("to review"), text % told, "late", review=True)
    else:
        text = _review_text(sheet) % (told | {"days": days})
        yield _matter("review_late", sheet, timing, _("review late"), text, "bad", review=True)


def _review_stepped_up(sheet: SheetDuty, timing: Timing) -> Iterator[Matter]:
    """The city itself is late: also once the month is closed, because what came in time is still reviewed."""
    if sheet.submitted and (days := _days_of_review(sheet, timing)) >= DAYS_TO_LEADER:
        text = _review_text(sheet) % {"place": _place(sheet), "count": sheet.submitted, "days": days}
        yield _matter("review_late", sheet, timing, _("review late"), text, "bad", review=True)


def _review_text(sheet: SheetDuty) -> str:
    return ngettext(
        "%(place)s: %(count)d return has waited for the verifier for %(days)d days.",
        "%(place)s: %(count)d returns have waited for the verifier, the oldest for %(days)d days.",
        sheet.submitted,
    )


def _days_of_review(sheet: SheetDuty, timing: Timing) -> int:
    """Calendar days since the oldest waits. Who hands in before the due day presses nobody."""
    since = timezone.localtime(sheet.waits_since).date()
    return (clock.today() - max(since, timing.deadline.due_on if timing.deadline else since)).days


def _stepped_up(sheet: SheetDuty, timing: Timing, after: int) -> Iterator[Matter]:
    """A district that is late: told to the next one above after so many days, until it is done or the month is closed."""
    days = timing.days_overdue
    if sheet.to_enter and timing.is_open and days is not None and days >= after:
        text = ngettext(
            "%(place)s: %(days)d days late with %(count)d return (leader in charge: %(leader)s).",
            "%(place)s: %(days)d days late with %(count)d returns (leader in charge: %(leader)s).",
            sheet.to_enter,
        )
        told = {"place": _place(sheet), "days": days, "count": sheet.to_enter, "leader": sheet.district.leader_title or "—"}
        yield _matter("district_late", sheet, timing, _("district late"), text % told, "bad")


def _proposals(person: User) -> Iterator[Matter]:
    """What needs a second person: exceptions and corrections that somebody else has proposed."""
    if person.may(Permission.CONFIRM_OPENINGS):
        for one in openings_of_all(person.divisions).filter(decision=Decision.PROPOSED, ends_at__gt=clock.now()):
            if one.proposed_by_id != person.pk:
                told = {"place": _named(one.division, one.month, returned_of(one.kind)), "by": one.proposed_by}
                text = _("%(place)s: %(by)s proposes an exception.") % told
                yield Matter("opening", _("to confirm"), text, reverse("returns:openings"), "late", _day(one.proposed_at))
    if person.may(Permission.REVIEW_RETURNS):
        for one in corrections_waiting_in_all(person.divisions):
            if one.proposed_by_id != person.pk:
                corrected, returned = one.monthly_return, returned_of(one.monthly_return.kind)
                text = _("%(place)s: %(by)s proposes a correction by document %(document)s.") % {
                    "place": _named(corrected.division, corrected.month, returned),
                    "by": one.proposed_by,
                    "document": one.document_number,
                }
                place = [returned.slug, corrected.division_id, month_text(corrected.month), corrected.subject]
                url = reverse("returns:versions", args=place)
                yield Matter("correction", _("to confirm"), text, url, "late", _day(one.proposed_at))


def _answers(person: User) -> Iterator[Matter]:
    """Threads at cells in which somebody else spoke last."""
    if not (person.may(Permission.ENTER_RETURNS) or person.may(Permission.REVIEW_RETURNS)):
        return
    last = {(one.monthly_return_id, one.column): one for one in open_remarks(person.divisions, Kind.TREATMENT_PLANT)}
    returned, sheets = returned_of(Kind.TREATMENT_PLANT), {}
    for one in last.values():
        # Whoever enters answers the verifier's remarks, and the other way round.
        if one.by.may(Permission.REVIEW_RETURNS) != person.may(Permission.REVIEW_RETURNS):
            sheets.setdefault((one.monthly_return.month, one.monthly_return.division), []).append(one)
    for (month, district), remarks in sorted(sheets.items(), key=lambda item: (-item[0][0], item[0][1].pk)):
        text = ngettext(
            "%(place)s: %(by)s waits for an answer at %(count)d cell.",
            "%(place)s: %(by)s waits for an answer at %(count)d cells.",
            len(remarks),
        ) % {"place": _named(district, month, returned), "by": remarks[-1].by, "count": len(remarks)}
        url = reverse(returned.sheet, args=[district.pk, month_text(month)])
        yield Matter("remark", _("to answer"), text, url, "late", _day(remarks[-1].at))


def _matter(key: str, sheet: SheetDuty, timing: Timing, what: str, text: str, lamp: str, *, review: bool = False) -> Matter:
    due = timing.deadline.due_on.isoformat() if timing.deadline else ""
    page = sheet.returned.review if review and sheet.returned.review else sheet.returned.sheet
    return Matter(key, what, text, reverse(page, args=[sheet.district.code, month_text(sheet.month)]), lamp, due)


def _place(sheet: SheetDuty) -> str:
    return _named(sheet.district, sheet.month, sheet.returned)


def _named(district, month: int, returned: Returned) -> str:
    return _("%(district)s %(month)s, %(kind)s") % {"district": district, "month": month_text(month), "kind": returned.label}


def _day(at) -> str:
    return timezone.localtime(at).date().isoformat()
