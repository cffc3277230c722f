"""Due and closing days, and the exceptions that two people make to them, for every kind of return."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from returns import opening_actions
from returns.holidays import missing_years, years_told
from returns.kinds import all_returned, named_in_address, returned_of
from returns.models import Decision, Opening
from returns.opening_forms import OpeningForm, TermsForm
from returns.opening_tables import openings_table, terms_table
from returns.places import place
from returns.queries import openings_of_all, terms_of_all
from tables.pages import table_page

REFUSED = 422


@needs(Permission.READ_FIGURES, to_write=Permission.KEEP_TERMS)
def terms(request):
    """Since when returns are due on which day, and when months close; whoever keeps the terms sets those to come."""
    may_keep = request.user.may(Permission.KEEP_TERMS)
    form = TermsForm(request.POST or None, divisions=request.user.divisions) if may_keep else None
    if request.method == "POST" and form.is_valid():
        try:
            opening_actions.set_terms(by=request.user, **form.cleaned_data)
        except opening_actions.TooLate:
            form.add_error("valid_from", _("This month has ended: what is closed would open in silence. Propose an exception for it."))
        except opening_actions.AlreadySet:
            form.add_error("valid_from", _("Days are set for this month already; they are never overwritten."))
        else:
            messages.success(request, _("The days have been set."))
            return redirect("returns:terms")
    found = list(terms_of_all(request.user.divisions))
    without = [one.label for one in all_returned() if one.kind not in {row.kind for row in found}]
    context = {"form": form, "years": years_told(), "without": without, "missing": missing_years()}
    answer = table_page(request, "returns/terms.html", terms_table(found), context)
    answer.status_code = REFUSED if form is not None and form.is_bound else answer.status_code
    return answer


@needs(Permission.READ_FIGURES)
def openings(request):
    """All exceptions that were proposed, with their people and reasons."""
    found = list(openings_of_all(request.user.divisions))
    may_confirm = request.user.may(Permission.CONFIRM_OPENINGS)
    proposed = [one for one in found if one.decision == Decision.PROPOSED] if may_confirm else []
    names = _names_of_subjects(request.user.divisions, found)
    waiting = [{"opening": one, "what": names[one.pk], "kind": returned_of(one.kind)} for one in proposed]
    return table_page(request, "returns/openings.html", openings_table(found, names), {"waiting": waiting})


def _names_of_subjects(divisions: str, found: list[Opening]) -> dict[int, str]:
    """By exception: what it is for in the reader's language; what has gone since keeps the name that it was proposed by."""
    known = {
        one.kind: one.named(divisions, {opening.subject for opening in found if opening.kind == one.kind and opening.subject})
        for one in all_returned()
    }
    return {
        one.pk: known[one.kind].get(one.subject, one.subject_name) if one.subject else str(returned_of(one.kind).every) for one in found
    }


@needs(Permission.PROPOSE_OPENINGS)
def opening_propose(request, what, code, month):
    """Propose that a month stays open, or is opened again, for a while."""
    returned = named_in_address(what)
    district, month = place(request, code, month)
    form = OpeningForm(request.POST or None, returned=returned, district=district, month=month)
    if request.method == "POST" and form.is_valid():
        opening_actions.propose_opening(opening=form.opening(), by=request.user)
        messages.success(request, _("The exception has been proposed. It holds once another person of the city has confirmed it."))
        return redirect("returns:openings")
    context = {"form": form, "district": district, "month": form.month_text, "returned": returned}
    return render(request, "returns/opening_propose.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.READ_FIGURES, to_write=Permission.CONFIRM_OPENINGS)
def opening_decide(request, pk):
    """Confirm or refuse a proposed exception."""
    opening = get_object_or_404(openings_of_all(request.user.divisions), pk=pk)
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                opening_actions.confirm_opening(opening=opening, by=request.user)
                messages.success(request, _("The exception holds from now on and ends by itself."))
            elif "refuse" in request.POST:
                opening_actions.refuse_opening(opening=opening, by=request.user)
                messages.success(request, _("The exception has been refused."))
        except opening_actions.Undecidable:
            messages.error(request, _("Nothing was done: it has been decided or has run out, or you have proposed it yourself."))
    return redirect("returns:openings")
