"""What a project needs from others: approvals of departments, and matching money."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

import clock
import construction.desks.actions as desks
import construction.funds.actions as funds
from accounts.doors import needs
from accounts.roles import Permission
from construction import queries
from construction.actions import ChangedMeanwhile, NotPossible
from construction.support_forms import AnswerForm, AskForm, FundForm, MovementForm, PassOnForm
from construction.views import CHANGED_MEANWHILE, REFUSED


@needs(Permission.TELL_PROJECTS)
def approval_ask(request, pk):
    project = get_object_or_404(queries.projects_in(request.user.divisions), pk=pk)
    form = AskForm(request.POST or None, initial={"seen_version": project.version, "since": clock.today()})

    def act(values):
        desks.ask(project=project, by=request.user, **values)

    return _answer(request, project, [form], act) or _page(request, "construction/approval_ask.html", {"form": form, "project": project})


@needs(Permission.TELL_PROJECTS)
def approval(request, pk):
    """Pass an approval on, or answer it."""
    found = get_object_or_404(queries.approvals_in(request.user.divisions).prefetch_related("desks"), pk=pk)
    seen = {"seen_version": found.project.version, "on": clock.today()}
    sent = {name: request.POST if name in request.POST else None for name in ("pass_on", "answer")}
    pass_on = PassOnForm(sent["pass_on"], initial=seen, button="pass_on", button_text=_("Pass on"), auto_id="pass_on_%s")
    answer = AnswerForm(sent["answer"], initial=seen, button="answer", button_text=_("Answer"), auto_id="answer_%s")

    def act(values):
        do = desks.pass_on if pass_on.is_bound else desks.answer
        do(approval=found, by=request.user, **values)

    lain = [{"desk": desk, "days": desk.days(clock.today())} for desk in found.desks.all()]
    context = {"approval": found, "forms": [] if found.answer else [pass_on, answer], "lain": lain}
    return _answer(request, found.project, [pass_on, answer], act) or _page(request, "construction/approval.html", context)


@needs(Permission.KEEP_PROJECTS)
def fund_commit(request, pk):
    project = get_object_or_404(queries.projects_in(request.user.divisions), pk=pk)
    form = FundForm(request.POST or None, initial={"seen_version": project.version})

    def act(values):
        funds.commit(project=project, seen_version=values["seen_version"], fund=form.fund(), by=request.user)

    return _answer(request, project, [form], act) or _page(request, "construction/fund_commit.html", {"form": form, "project": project})


@needs(Permission.KEEP_PROJECTS)
def fund(request, pk):
    """Tell that part of a fund was allocated or paid."""
    found = get_object_or_404(queries.funds_in(request.user.divisions).prefetch_related("movements"), pk=pk)
    form = MovementForm(request.POST or None, initial={"seen_version": found.project.version, "moved_on": clock.today()})

    def act(values):
        funds.move(movement=form.movement(found), seen_version=values["seen_version"], by=request.user)

    return _answer(request, found.project, [form], act) or _page(request, "construction/fund.html", {"form": form, "fund": found})


def _answer(request, project, forms, act):
    """Do what the form that was sent asks for and lead back to the project; None where there is none, or it is refused."""
    form = next((one for one in forms if one.is_bound), None)
    if form is None or not form.is_valid():
        return None
    try:
        act(form.cleaned_data)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
    except NotPossible:
        form.add_error(None, _("Nothing was stored: this contradicts what is known. Look at the days and amounts."))
    else:
        messages.success(request, _("%(project)s: stored.") % {"project": project})
        return redirect("dashboards:project", project.pk)
    return None


def _page(request, template: str, context: dict):
    return render(request, template, context, status=REFUSED if request.method == "POST" else 200)
