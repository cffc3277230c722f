"""What happens to rows after they were handed in: withdrawn, talked about, kept as versions, corrected after closing."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.actions import Conflict, Locked, MonthNotEnded, OwnEntry, WrongState
from returns.places import place
from tables.words import listed
from treatment_plants import actions, queries, review_actions
from treatment_plants.forms import RemarkForm
from treatment_plants.sheet_views import back_to_sheet

# How a ticked row is sent: key and version of its return.
TICKED = re.compile(r"(?P<key>[0-9]{1,18}):(?P<version>[0-9]{1,18})")
# How an answer is called: the return's key and the cell's column, which is empty for the whole row.
ANSWER = re.compile(r"answer-(?P<key>[0-9]{1,18})-(?P<column>\w{0,40})")


@needs(Permission.READ_FIGURES, to_write=Permission.ENTER_RETURNS)
def sheet_withdraw(request, code, month):
    """Take back submitted rows that the city has not accepted. Whoever comes here from signing in anew is led to the sheet."""
    district, month = place(request, code, month)
    if request.method == "POST":
        move(
            request,
            district,
            month,
            chosen(request, district, month),
            lambda seen: actions.withdraw(seen=seen, by=request.user),
            _withdrawn,
        )
    return back_to_sheet(district, month)


@needs(Permission.READ_FIGURES)
def sheet_answer(request, code, month):
    """Answer the remarks at the cells of a sheet, all that were written on the page."""
    if request.method == "POST" and not (request.user.may(Permission.ENTER_RETURNS) or request.user.may(Permission.REVIEW_RETURNS)):
        raise PermissionDenied
    district, month = place(request, code, month)
    if request.method == "POST":
        _answer(request, district, month)
    return back_to_sheet(district, month)


def move(request, district: Division, month: int, seen: dict[int, int], act: Callable, told: Callable[[int], str]) -> bool:
    """Take the chosen rows a step and say so, or why not; nothing is written where one of them is refused."""
    if not seen:
        messages.error(request, _("No plant was chosen."))
        return False
    try:
        act(seen)
    except Conflict as refused:
        messages.error(request, _("Nothing was done: somebody has changed %(names)s meanwhile. Look again.") % names(refused))
    except Locked as refused:
        messages.error(request, _("Nothing was done: the month of %(names)s is closed. It has to be opened first.") % names(refused))
    except WrongState as refused:
        messages.error(request, _("Nothing was done: %(names)s no longer wait for this.") % names(refused))
    except MonthNotEnded:
        messages.error(request, _("Nothing was accepted: %(month)s has not ended.") % {"month": month_text(month)})
    except OwnEntry as refused:
        messages.error(request, _("Nothing was done: you had a hand in %(names)s, somebody else has to review them.") % names(refused))
    else:
        messages.success(request, told(len(seen)))
        return True
    return False


def chosen(request, district: Division, month: int, field: str = "return") -> dict[int, int]:
    """Key → version of the returns that the person ticked on this sheet; others are ignored."""
    here = {one.monthly_return_id for one in queries.operations_in(district.code, month)}
    found = [TICKED.fullmatch(text) for text in request.POST.getlist(field)]
    return {int(one["key"]): int(one["version"]) for one in found if one and int(one["key"]) in here}


def names(refused) -> dict[str, str]:
    return {"names": listed(str(one.operation.plant) for one in refused.returns)}


def _withdrawn(count: int) -> str:
    return ngettext("%(count)d plant has been withdrawn.", "%(count)d plants have been withdrawn.", count) % {"count": count}


def _answer(request, district: Division, month: int) -> None:
    here = {one.monthly_return_id: one.monthly_return for one in queries.operations_in(district.code, month)}
    given = 0
    for name, text in request.POST.items():
        found, form = ANSWER.fullmatch(name), RemarkForm({"text": text})
        if not found or int(found["key"]) not in here or not form.is_valid():
            continue
        try:
            review_actions.answer(
                monthly_return=here[int(found["key"])], column=found["column"], text=form.cleaned_data["text"], by=request.user
            )
        except WrongState:
            messages.error(request, _("One answer was not kept: what it belongs to has been resolved."))
        else:
            given += 1
    if given:
        messages.success(
            request, ngettext("%(count)d answer has been sent.", "%(count)d answers have been sent.", given) % {"count": given}
        )
    else:
        messages.error(request, _("No answer was written."))
