"""Due and closing days, and the exceptions that two people make to them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from clock.workdays import known_years
from returns import opening_actions
from returns.models import Decision, Kind
from returns.places import place
from returns.queries import openings_in, terms_for
from tables.pages import table_page
from treatment_plants.opening_forms import OpeningForm, TermsForm
from treatment_plants.opening_tables import openings_table, terms_table
from treatment_plants.sheet_views import REFUSED


@needs(Permission.READ_FIGURES, to_write=Permission.KEEP_TERMS)
def terms(request):
    """Since when returns are due on which day, and when months close; whoever keeps the terms sets those to come."""
    may_keep = request.user.may(Permission.KEEP_TERMS)
    form = TermsForm(request.POST or None, divisions=request.user.divisions) if may_keep else None
    if request.method == "POST" and form.is_valid():
        try:
            opening_actions.set_terms(kind=Kind.TREATMENT_PLANT, by=request.user, **form.cleaned_data)
        except opening_actions.TooLate:
            form.add_error("valid_from", _("This month has ended: what is closed would open in silence. Propose an exception for it."))
        except opening_actions.AlreadySet:
            form.add_error("valid_from", _("Days are set for this month already; they are never overwritten."))
        else:
            messages.success(request, _("The days have been set."))
            return redirect("treatment_plants:terms")
    found = terms_for(request.user.divisions, Kind.TREATMENT_PLANT)
    context = {"form": form, "years": "、".join(map(str, known_years()))}
    answer = table_page(request, "treatment_plants/terms.html", terms_table(found), context)
    answer.status_code = REFUSED if form is not None and form.is_bound else answer.status_code
    return answer


@needs(Permission.READ_FIGURES)
def openings(request):
    """All exceptions that were proposed, with their people and reasons."""
    found = list(openings_in(request.user.divisions, Kind.TREATMENT_PLANT))
    may_confirm = request.user.may(Permission.CONFIRM_OPENINGS)
    waiting = [one for one in found if one.decision == Decision.PROPOSED] if may_confirm else []
    return table_page(request, "treatment_plants/openings.html", openings_table(found), {"waiting": waiting})


@needs(Permission.PROPOSE_OPENINGS)
def opening_propose(request, code, month):
    """Propose that a month stays open, or is opened again, for a while."""
    district, month = place(request, code, month)
    form = OpeningForm(request.POST or None, district=district, month=month)
    if request.method == "POST" and form.is_valid():
        opening = form.opening()
        opening.kind = Kind.TREATMENT_PLANT
        opening_actions.propose_opening(opening=opening, by=request.user)
        messages.success(request, _("The exception has been proposed. It holds once another person of the city has confirmed it."))
        return redirect("treatment_plants:openings")
    context = {"form": form, "district": district, "month": form.month_text}
    return render(request, "treatment_plants/opening_propose.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.READ_FIGURES, to_write=Permission.CONFIRM_OPENINGS)
def opening_decide(request, pk):
    """Confirm or refuse a proposed exception."""
    opening = get_object_or_404(openings_in(request.user.divisions, Kind.TREATMENT_PLANT), pk=pk)
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
    return redirect("treatment_plants:openings")
