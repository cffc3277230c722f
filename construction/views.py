"""Entering and correcting projects, fixing their plans, telling what is promised and reached."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction import actions, queries
from construction.forms import NewProjectForm, PeopleForm, PlanForm, ProjectCorrectionForm, PromiseForm, ReachForm
from construction.models import Project
from formulas.months import month_of

REFUSED = 422
CHANGED_MEANWHILE = gettext_lazy("Nothing was stored: somebody else has changed this project since you opened the page. Open it anew.")


@needs(Permission.KEEP_PROJECTS)
def project_add(request):
    """First the kind of project, which says what its ladder is; then the project."""
    kinds = list(queries.kinds_of_projects())
    kind = next((one for one in kinds if one.code == request.GET.get("kind")), None)
    if kind is None:
        if request.GET.get("kind"):
            raise Http404(_("There is no such kind of project."))
        return render(request, "construction/project_add.html", {"kinds": kinds})
    form = NewProjectForm(request.POST or None, divisions=request.user.divisions, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            project = _add(form, request.user)
        except actions.NameTaken:
            form.add_error("name", _("This district already has a project of this name."))
        else:
            messages.success(request, _("%(project)s has been added.") % {"project": project})
            return redirect("dashboards:project", project.pk)
    context = {"form": form, "kind": kind}
    return render(request, "construction/project_add.html", context, status=REFUSED if form.errors else 200)


def _add(form: NewProjectForm, by) -> Project:
    project = form.save(commit=False)
    project.reports_from = month_of(clock.today())
    for name, amount in form.amounts().items():
        setattr(project, name, amount)
    return actions.add_project(project=project, loads=form.loads(), plan=form.plan(), dates=form.days(), by=by)


@needs(Permission.KEEP_PROJECTS)
def project_correct(request, pk):
    project = get_object_or_404(queries.projects_in(request.user.divisions), pk=pk)
    initial = {"seen_version": project.version, "flow": project.flow_m3_d, "length": project.length_m, "cost": project.cost_fen}
    for load in queries.loads_of(request.user.divisions).filter(project=project):
        initial |= {f"{load.pollutant_id}_before": load.inlet_ug_l, f"{load.pollutant_id}_after": load.outlet_ug_l}
    form = ProjectCorrectionForm(request.POST or None, instance=project, initial=initial, divisions=request.user.divisions)
    if request.method == "POST" and form.is_valid():
        told = {"seen_version": form.cleaned_data["seen_version"], "reason": form.cleaned_data["reason"]}
        try:
            actions.correct_project(project=project, changes=form.changes(), loads=form.loads(), by=request.user, **told)
        except actions.ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        except actions.NameTaken:
            form.add_error("name", _("This district already has a project of this name."))
        else:
            messages.success(request, _("%(project)s has been corrected.") % {"project": project})
            return redirect("dashboards:project", project.pk)
    context = {"form": form, "project": project}
    return render(request, "construction/project_correct.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.KEEP_PROJECTS)
def project_plan(request, pk):
    """A new document with its days; those in force are what the form begins with."""
    project = get_object_or_404(queries.projects_in(request.user.divisions), pk=pk)
    plans = list(queries.plans_of(request.user.divisions, [project.pk], clock.now()))
    milestones = {one.pk: one.rung.code for one in queries.milestones_of(request.user.divisions, [project.pk])}
    days = queries.planned_dates_of(request.user.divisions, [plans[-1].pk])
    initial = {"seen_version": project.version} | {f"day_{milestones[one.milestone_id]}": one.planned_on for one in days}
    form = PlanForm(request.POST or None, initial=initial, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fix_plan(
                project=project, seen_version=form.cleaned_data["seen_version"], plan=form.plan(), dates=form.days(), by=request.user
            )
        except (actions.ChangedMeanwhile, actions.DocumentKnown, actions.NotLater):
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(
                request, _("The plan of %(project)s has been replaced; the one before stays to be read.") % {"project": project}
            )
            return redirect("dashboards:project", project.pk)
    context = {"form": form, "project": project, "plans": plans}
    return render(request, "construction/project_plan.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.TELL_PROJECTS)
def milestone(request, pk):
    """What is promised of a milestone, when it was reached, who answers for it: three forms, each with its own button."""
    found = get_object_or_404(queries.milestones_in(request.user.divisions), pk=pk)
    seen = {"seen_version": found.project.version}
    people = {name: getattr(found, name) for name in ("responsible_unit", "leader", "level")}
    sent = {name: request.POST if name in request.POST else None for name in ("promise", "reach", "people")}
    promise = PromiseForm(
        sent["promise"],
        initial=seen | {"told_on": clock.today()},
        button="promise",
        button_text=_("Keep the promise"),
        auto_id="promise_%s",
    )
    reach = ReachForm(sent["reach"], initial=seen, button="reach", button_text=_("Keep the day"), auto_id="reach_%s")
    people = PeopleForm(sent["people"], initial=seen | people, button="people", button_text=_("Save"), auto_id="people_%s")
    answer = _tell(request, found, promise, reach, people) if request.method == "POST" else None
    if answer:
        return answer
    context = {
        "milestone": found,
        "forms": [promise, reach, people],
        "promises": [
            one for one in queries.promises_of(request.user.divisions, [found.project_id], clock.now()) if one.milestone_id == found.pk
        ],
        "reached_on": actions.reached_on(found),
    }
    return render(request, "construction/milestone.html", context, status=REFUSED if request.method == "POST" else 200)


def _tell(request, found, promise: PromiseForm, reach: ReachForm, people: PeopleForm):
    """Do what the form that was sent asks for; None where it is refused."""
    form = next((one for one in (promise, reach, people) if one.is_bound), None)
    if form is None or not form.is_valid():
        return None
    values = form.cleaned_data
    seen_version = values.pop("seen_version")
    try:
        if form is promise:
            actions.promise(promise=form.promise(found), seen_version=seen_version, by=request.user)
        elif form is reach:
            told = {"reached": values["reached_on"], "evidence": values["evidence"]}
            actions.attain(milestone=found, seen_version=seen_version, by=request.user, **told)
        else:
            actions.name_people(milestone=found, seen_version=seen_version, by=request.user, **values)
    except actions.ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
    except actions.NotPossible:
        form.add_error(None, _("Nothing was stored: this says nothing new, or contradicts what is known of the milestone."))
    else:
        messages.success(request, _("%(milestone)s of %(project)s: stored.") % {"milestone": found, "project": found.project})
        return redirect("dashboards:project", found.project_id)
    return None
