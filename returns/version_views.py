"""What a return has said, version by version, and how a closed month is corrected: the same for every kind of return."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.actions import Conflict, OwnEntry, WrongState
from returns.closing import Closing
from returns.correction_actions import NotClosed, NothingCorrected
from returns.kinds import Returned, named_in_address
from returns.models import Correction, Decision, MonthlyReturn, State
from returns.opening_views import REFUSED
from returns.places import place
from returns.queries import corrections_of, remarks_of, returns_of, versions_of
from returns.version_forms import CorrectionForm
from returns.version_tables import compared_table, versions_table
from tables.pages import table_page


@needs(Permission.READ_FIGURES)
def versions(request, what, code, month, pk):
    """Everything that a subject's month has said, side by side, and the correction that waits for a second person."""
    returned = named_in_address(what)
    district, month = place(request, code, month)
    one, kept = _return(returned, district, month, pk), list(versions_of(district.code, returned.kind, pk, month))
    waiting, columns = _waiting(returned, one), list(returned.columns(district, month, pk))
    context = _named(returned, one, district) | {
        "compared": compared_table(columns, kept, waiting),
        "waiting": waiting,
        "remarks": remarks_of(district.code, returned.kind, month).filter(monthly_return=one),
        "labels": {column.name: column.label for column in columns},
        "may_decide": request.user.may(Permission.REVIEW_RETURNS),
        "may_correct": request.user.may(Permission.ENTER_RETURNS) and waiting is None and _is_correctable(one),
    }
    return table_page(request, "returns/versions.html", versions_table(context["name"], month, kept), context)


@needs(Permission.ENTER_RETURNS)
def correction(request, what, code, month, pk):
    """Propose other figures for an accepted return of a closed month."""
    returned = named_in_address(what)
    district, month = place(request, code, month)
    one = _return(returned, district, month, pk)
    row = returned.correcting(district, month, pk, request.POST or None) if _is_correctable(one) else None
    if row is None:
        messages.error(request, _("Only accepted returns of closed months are corrected. Before, they are sent back."))
        return redirect(returned.sheet, district.code, month_text(month))
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and all([form.is_valid(), row.is_complete()]):
        try:
            row.propose(by=request.user, **form.cleaned_data)
        except NothingCorrected:
            form.add_error(None, _("Nothing was proposed: these are the figures that stand there."))
        except (Conflict, WrongState, NotClosed):
            form.add_error(None, _("Nothing was proposed: the return has changed since you opened the page. Open it anew."))
        else:
            messages.success(request, _("The correction has been proposed. It holds once the verifier has confirmed it."))
            return _to_versions(returned, district, month, pk)
    context = _named(returned, one, district) | {"form": form, "row": row, "unsaved": request.method == "POST"}
    return render(request, "returns/correction.html", context, status=REFUSED if request.method == "POST" else 200)


@needs(Permission.READ_FIGURES, to_write=Permission.REVIEW_RETURNS)
def correction_decide(request, what, code, month, pk):
    """Confirm or refuse the correction of a subject's month."""
    returned = named_in_address(what)
    district, month = place(request, code, month)
    waiting = _waiting(returned, _return(returned, district, month, pk))
    if request.method == "POST":
        if waiting is None or str(waiting.pk) != request.POST.get("correction"):
            messages.error(request, _("Nothing was done: no such correction waits any more."))
        else:
            _decide(request, returned, waiting)
    return _to_versions(returned, district, month, pk)


def _decide(request, returned: Returned, waiting: Correction) -> None:
    try:
        if "confirm" in request.POST:
            returned.confirm(correction=waiting, by=request.user)
            messages.success(request, _("The correction holds. The version before it stays readable below."))
        elif "refuse" in request.POST:
            returned.refuse(correction=waiting, by=request.user)
            messages.success(request, _("The correction has been refused; nothing has changed."))
    except OwnEntry:
        messages.error(request, _("Nothing was done: you have proposed it yourself, somebody else has to review it."))
    except Conflict:
        messages.error(request, _("Nothing was done: somebody has changed the return meanwhile. Look again."))
    except WrongState:
        messages.error(request, _("Nothing was done: the correction no longer waits for this."))


def _return(returned: Returned, district: Division, month: int, key: int) -> MonthlyReturn:
    return get_object_or_404(returns_of(district.code, returned.kind, month), subject=key)


def _waiting(returned: Returned, one: MonthlyReturn) -> Correction | None:
    return corrections_of(one.division_id, returned.kind, one.month).filter(monthly_return=one, decision=Decision.PROPOSED).first()


def _is_correctable(one: MonthlyReturn) -> bool:
    if one.state != State.ACCEPTED:
        return False
    deadline = Closing(one.division_id, one.kind).deadline(one.division_id, one.month)
    return deadline is not None and deadline.is_closed


def _named(returned: Returned, one: MonthlyReturn, district: Division) -> dict:
    return {
        "returned": returned,
        "return": one,
        "district": district,
        "month": month_text(one.month),
        "name": returned.named(district.code, [one.subject])[one.subject],
    }


def _to_versions(returned: Returned, district: Division, month: int, key: int):
    return redirect("returns:versions", returned.slug, district.code, month_text(month), key)
