from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from photos.forms import PhotosAddForm
from tables.pages import table_page
from visits import actions, queries, rules
from visits.answer_forms import AnswerForm, DecisionForm, MeasuresForm
from visits.forms import FindingAddForm, VisitCorrectionForm, VisitForm
from visits.models import Act, Instruction, State, Visit
from visits.sheet import visit_sheet
from visits.subjects import Subject, page_of, subject_of
from visits.tables import instruction_table, visit_table

REFUSED = 422


@needs(Permission.READ_FIGURES)
def visits(request):
    """All visits of the own division, the newest first."""
    listed = queries.with_counts(queries.visits_in(request.user.divisions), clock.today())
    duties = instruction_table(queries.duties_in(request.user.divisions, request.user), clock.today(), title=_("Waiting for you"))
    context = {"may_record": request.user.may(Permission.RECORD_VISITS), "duties": duties}
    return table_page(request, "visits/visits.html", visit_table(listed), context)


@needs(Permission.READ_FIGURES)
def instructions(request):
    """All instructions: what isn't closed first, and of this what is due first."""
    return table_page(
        request, "visits/instructions.html", instruction_table(queries.instructions_in(request.user.divisions), clock.today())
    )


@needs(Permission.READ_FIGURES)
def visit(request, pk):
    found = get_object_or_404(queries.with_everything(queries.visits_in(request.user.divisions)), pk=pk)
    context = {
        "sheet": visit_sheet(request.user.divisions, found, request.user, clock.today()),
        "visit": found,
        "subject_url": page_of(found.kind, found.subject),
        "may_record": request.user.may(Permission.RECORD_VISITS),
        "leader_in_charge": queries.leader_in_charge(found.division_id),
        "may_report": rules.may_report(request.user),
    }
    return render(request, "visits/visit.html", context)


@needs(Permission.RECORD_VISITS)
def visit_add(request):
    """Record a visit, of the record that ?kind= and ?key= name or of another place."""
    subject = _subject_asked(request)
    form = VisitForm(request.POST or None, request.FILES or None, subject=subject, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.record_visit(visit=form.visit(), finding=form.finding(), pictures=form.pictures, by=request.user)
        except actions.AlreadyThere as refused:
            form.add_error(None, _told(refused))
        else:
            messages.success(request, _("The visit has been recorded."))
            return redirect("visits:visit", kept.pk)
    context = {"form": form, "subject": subject, "unclosed": _unclosed(request, subject)}
    return render(request, "visits/visit_add.html", context, status=_status(request))


@needs(Permission.RECORD_VISITS)
def visit_correct(request, pk):
    found = _visit(request, pk)
    form = VisitCorrectionForm(request.POST or None, instance=found, initial={"seen_version": found.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.correct_visit(
                visit=found, seen_version=told["seen_version"], changes=form.changes(), reason=told["reason"], by=request.user
            )
        except actions.ChangedMeanwhile:
            form.add_error(None, _("Somebody else has corrected the visit meanwhile. Look at it again before you change it."))
        else:
            messages.success(request, _("The visit has been corrected."))
            return _back(found)
    return render(request, "visits/visit_correct.html", {"form": form, "visit": _visit(request, pk)}, status=_status(request))


@needs(Permission.RECORD_VISITS)
def finding_add(request, pk):
    found = _visit(request, pk)
    divisions = request.user.divisions
    viewpoints = queries.viewpoints_of(divisions, found.kind, found.subject) if found.subject else []
    form = FindingAddForm(request.POST or None, request.FILES or None, divisions=divisions, place=found.division_id, viewpoints=viewpoints)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_finding(visit=found, finding=form.finding(), pictures=form.pictures, by=request.user)
        except actions.AlreadyThere as refused:
            form.add_error(None, _told(refused))
        else:
            messages.success(request, _("It has been added to the visit."))
            return _back(found)
    return render(request, "visits/finding_add.html", {"form": form, "visit": found}, status=_status(request))


@needs(Permission.RECORD_VISITS)
def photos_add(request, pk):
    found = _visit(request, pk)
    viewpoints = queries.viewpoints_of(request.user.divisions, found.kind, found.subject) if found.subject else []
    form = PhotosAddForm(request.POST or None, request.FILES or None, viewpoints=viewpoints)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_photos(visit=found, pictures=form.pictures, by=request.user)
        except actions.AlreadyThere:
            form.add_error("photos", _("This photo has been added to the visit before."))
        else:
            messages.success(request, _("The photos have been added."))
            return _back(found)
    return render(request, "visits/photos_add.html", {"form": form, "visit": found}, status=_status(request))


@needs(Permission.READ_FIGURES)
def measures_add(request, pk):
    """What a division or department did about a visit; whoever answers for neither is led back to it."""
    found = _visit(request, pk)
    if not rules.may_report(request.user):
        return _back(found)
    form = MeasuresForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.report(visit=found, text=told["text"], whose=told["whose"], pictures=form.pictures, by=request.user)
        except actions.AlreadyThere:
            form.add_error("photos", _("This photo has been added to the visit before."))
        else:
            messages.success(request, _("It has been added to the visit."))
            return _back(found)
    return render(request, "visits/measures_add.html", {"form": form, "visit": found}, status=_status(request))


@needs(Permission.READ_FIGURES)
def instruction_answer(request, pk):
    """The answer of whom an instruction was given to; everybody else is led to the visit."""
    found = _instruction(request, pk)
    if Act.ANSWERED not in rules.acts_open_to(request.user, found):
        return _back_from(request, found)
    form = AnswerForm(request.POST or None, request.FILES or None, person=request.user, initial={"seen_version": found.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        words = {name: told[name] for name in ("text", "whose", "seen_version")}
        if _acted(request, form, instruction=found, act=Act.ANSWERED, pictures=form.pictures, **words):
            messages.success(request, _("The instruction has been answered. It stays on the list until it is closed."))
            return _back(found.visit)
    return render(request, "visits/instruction_answer.html", {"form": form, "instruction": found}, status=_status(request))


@needs(Permission.READ_FIGURES)
def instruction_decide(request, pk):
    """Whoever gave an instruction closes it, does not accept the answer, moves the due date or opens it again."""
    found = _instruction(request, pk)
    acts = [act for act in rules.acts_open_to(request.user, found) if act != Act.ANSWERED]
    if not acts:
        return _back_from(request, found)
    form = DecisionForm(request.POST or None, instruction=found, acts=acts)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        due_on = told.get("due_on") if form.act == Act.POSTPONED else None
        if _acted(request, form, instruction=found, act=form.act, text=told["text"], seen_version=told["seen_version"], due_on=due_on):
            messages.success(request, _decided(form.act))
            return _back(found.visit)
    context = {"form": form, "instruction": found, "steps": found.steps.select_related("by").prefetch_related("photos")}
    return render(request, "visits/instruction_decide.html", context, status=_status(request))


def _acted(request, form, **told) -> bool:
    try:
        actions.act_on(by=request.user, **told)
    except (actions.ChangedMeanwhile, actions.NotAllowed):
        form.add_error(None, _("Nothing was stored: somebody has changed the instruction meanwhile. Look at the visit again."))
    except actions.AlreadyThere:
        form.add_error("photos", _("This photo has been added to the visit before."))
    else:
        return True
    return False


def _decided(act: str) -> str:
    return {
        Act.CLOSED: _("The instruction is closed."),
        Act.SENT_BACK: _("The answer was not accepted; the instruction is open again."),
        Act.POSTPONED: _("The due date has been moved. The first one stays beside it."),
        Act.REOPENED: _("The instruction is open again."),
    }[act]


def _subject_asked(request) -> Subject | None:
    """The record that the address names; a foreign one answers like a missing one."""
    kind, key = request.GET.get("kind", ""), request.GET.get("key", "")
    if not kind and not key:
        return None
    subject = subject_of(request.user.divisions, kind, int(key)) if key.isascii() and key.isdigit() else None
    if subject is None:
        raise Http404(_("There is nothing of this kind to visit."))
    return subject


def _unclosed(request, subject: Subject | None):
    """What earlier visits of the same record asked for and nobody has closed: to be looked at on the spot."""
    if subject is None:
        return None
    earlier = queries.instructions_in(request.user.divisions).filter(visit__kind=subject.kind, visit__subject=subject.key)
    return instruction_table(earlier.exclude(state=State.CLOSED), clock.today(), title=_("Still open from earlier visits"))


def _visit(request, pk: int) -> Visit:
    return get_object_or_404(queries.visits_in(request.user.divisions), pk=pk)


def _instruction(request, pk: int) -> Instruction:
    return get_object_or_404(queries.instructions_in(request.user.divisions), pk=pk)


def _told(refused: actions.AlreadyThere) -> str:
    return _("Nothing was stored: “%(what)s” stands on this visit already.") % {"what": refused}


def _back(visit: Visit):
    return redirect("visits:visit", visit.pk)


def _back_from(request, instruction: Instruction):
    if request.method == "POST":
        messages.error(request, _("Nothing was stored: the instruction no longer waits for this, or not for you."))
    return redirect(f"{reverse('visits:visit', args=[instruction.visit_id])}#instruction-{instruction.pk}")


def _status(request) -> int:
    return REFUSED if request.method == "POST" else 200
