"""What happens to rows after they were handed in: withdrawn, talked about, kept as versions, corrected after closing."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.actions import Conflict, Locked, MonthNotEnded, OwnEntry, WrongState
from returns.correction_actions import NotClosed, NothingCorrected
from returns.models import Decision, Kind, State
from returns.places import place
from returns.queries import corrections_of, remarks_of, versions_of
from tables.pages import table_page
from treatment_plants import actions, queries, review_actions
from treatment_plants.forms import CorrectionForm, RemarkForm
from treatment_plants.models import Operation
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_rows import SheetRow
from treatment_plants.sheet_views import REFUSED, back_to_sheet
from treatment_plants.versions import compared_table, versions_table

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


@needs(Permission.READ_FIGURES)
def versions(request, code, month, pk):
    """Everything that a plant's month has said, side by side, and the correction that waits for a second person."""
    district, month = place(request, code, month)
    operation = _operation(district, month, pk)
    kept = list(versions_of(district.code, Kind.TREATMENT_PLANT, pk, month))
    one = operation.monthly_return
    corrections = [
        correction for correction in corrections_of(district.code, Kind.TREATMENT_PLANT, month) if correction.monthly_return == one
    ]
    waiting = next((correction for correction in corrections if correction.decision == Decision.PROPOSED), None)
    sheet = Sheet(district, month)
    context = {
        "district": district,
        "operation": operation,
        "month": month_text(month),
        "compared": compared_table(sheet.columns, kept, waiting),
        "waiting": waiting,
        "remarks": remarks_of(district.code, Kind.TREATMENT_PLANT, month).filter(monthly_return=one),
        "labels": {column.name: column.label for column in sheet.columns},
        "may_decide": request.user.may(Permission.REVIEW_RETURNS),
        "may_correct": request.user.may(Permission.ENTER_RETURNS) and waiting is None and _is_correctable(sheet, operation),
    }
    return table_page(request, "treatment_plants/versions.html", versions_table(operation, kept), context)


@needs(Permission.ENTER_RETURNS)
def correction(request, code, month, pk):
    """Propose other figures for an accepted return of a closed month."""
    district, month = place(request, code, month)
    operation = _operation(district, month, pk)
    sheet = Sheet(district, month, request.POST or None)
    row = next((one for one in sheet.rows if one.plant.pk == pk), None)
    if row is None or not _is_correctable(sheet, operation):
        messages.error(request, _("Only accepted returns of closed months are corrected. Before, they are sent back."))
        return back_to_sheet(district, month)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and _is_complete(sheet, row, form):
        try:
            _propose(request, operation, row, form)
        except NothingCorrected:
            form.add_error(None, _("Nothing was proposed: these are the figures that stand there."))
        except (Conflict, WrongState, NotClosed):
            form.add_error(None, _("Nothing was proposed: the return has changed since you opened the page. Open it anew."))
        else:
            messages.success(request, _("The correction has been proposed. It holds once the verifier has confirmed it."))
            return redirect(_versions_url(district, month, pk))
    context = {"form": form, "row": row, "sheet": sheet, "district": district, "month": month_text(month), "unsaved": bool(form.errors)}
    return render(request, "treatment_plants/correction.html", context, status=REFUSED if request.method == "POST" else 200)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def correction_decide(request, code, month, pk):
    """Confirm or refuse the correction of a plant's month."""
    district, month = place(request, code, month)
    operation = _operation(district, month, pk)
    proposed = corrections_of(district.code, Kind.TREATMENT_PLANT, month).filter(
        monthly_return=operation.monthly_return, decision=Decision.PROPOSED
    )
    if request.method == "POST":
        waiting = next((one for one in proposed if str(one.pk) == request.POST.get("correction")), None)
        if waiting is None:
            messages.error(request, _("Nothing was done: no such correction waits any more."))
        else:
            _decide(request, waiting)
    return redirect(_versions_url(district, month, pk))


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
    return {"names": "、".join(str(one.operation.plant) for one in refused.returns)}


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


def _operation(district: Division, month: int, plant: int) -> Operation:
    return get_object_or_404(queries.operations_in(district.code, month).select_related("plant"), plant=plant)


def _is_correctable(sheet: Sheet, operation: Operation) -> bool:
    deadline = sheet.closing.deadline(sheet.district.code, sheet.month)
    return operation.monthly_return.state == State.ACCEPTED and deadline is not None and deadline.is_closed


def _is_complete(sheet: Sheet, row: SheetRow, form: CorrectionForm) -> bool:
    if not row.form.is_bound:
        raise Http404
    valid = [form.is_valid(), row.form.is_valid()]
    if all(valid):
        sheet.require_complete(row)
    return all(valid) and not row.form.errors


def _propose(request, operation: Operation, row: SheetRow, form: CorrectionForm) -> None:
    review_actions.propose_correction(
        monthly_return=operation.monthly_return,
        entry=row.form.entry(),
        reason=form.cleaned_data["reason"],
        document_number=form.cleaned_data["document_number"],
        by=request.user,
    )


def _decide(request, waiting) -> None:
    try:
        if "confirm" in request.POST:
            review_actions.confirm_correction(correction=waiting, by=request.user)
            messages.success(request, _("The correction holds. The version before it stays readable below."))
        elif "refuse" in request.POST:
            review_actions.refuse_correction(correction=waiting, by=request.user)
            messages.success(request, _("The correction has been refused; nothing has changed."))
    except OwnEntry as refused:
        messages.error(request, _("Nothing was done: you had a hand in %(names)s, somebody else has to review them.") % names(refused))
    except WrongState as refused:
        messages.error(request, _("Nothing was done: %(names)s no longer wait for this.") % names(refused))
    except Conflict as refused:
        messages.error(request, _("Nothing was done: somebody has changed %(names)s meanwhile. Look again.") % names(refused))


def _versions_url(district: Division, month: int, plant: int) -> str:
    return reverse("treatment_plants:versions", args=[district.code, month_text(month), plant])
