from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import clock
from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from targets import actions, queries
from targets.forms import UPLOADED_BEFORE, QuotaMoveForm, QuotaUndoForm, QuotaUploadForm
from targets.models import Plan, QuotaKind, QuotaState
from targets.purpose import PURPOSE
from targets.tables import draft_table, problem_table
from targets.template import template_file
from targets.uploads import LIMITS
from workbooks import Unreadable
from workbooks.actions import keep_upload
from workbooks.queries import waiting_drafts

REFUSED = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Permission.KEEP_QUOTAS)
def quota_template(request):
    """The template of the present plan, or of the one that the address asks for, filled with the quotas in force."""
    division, plan = _division(request), _plan(request)
    in_force = queries.last_in_chain(division.code, plan)
    content = template_file(plan, division, in_force, queries.ledger(division.code, in_force))
    return workbook_answer(content, _("%(division)s quotas %(plan)s.xlsx") % {"division": division, "plan": plan})


@needs(Permission.KEEP_QUOTAS)
def quota_upload(request):
    division = _division(request)
    form = QuotaUploadForm(*_sent(request), division=division)
    if form.is_valid():
        try:
            return _kept(request, form)
        except Unreadable as unreadable:
            form.refuse(str(unreadable))
        except actions.UploadedBefore:
            form.refuse(UPLOADED_BEFORE)
        except actions.Overtaken:
            form.refuse(_("This template is outdated: other quotas have come into force since. Download it again and fill it in."))
    waiting = draft_table(waiting_drafts(request.user.divisions, PURPOSE)).for_people()
    context = {"form": form, "table": problem_table(form.problems), "waiting": waiting}
    return render(request, "targets/quota_upload.html", context, status=REFUSED if form.errors else 200)


def _kept(request, form: QuotaUploadForm) -> HttpResponse:
    """The template goes to its preview, every other layout to a page on which it is understood."""
    if form.proposal:
        told = form.proposal
        kept = actions.propose_quotas(quota_set=told.quota_set, lines=told.lines, content=form.content, by=request.user)
        return redirect("dashboards:quota-preview", kept.pk)
    name = form.cleaned_data["file"].name
    whose = {"purpose": PURPOSE, "division": form.division, "by": request.user}
    draft = keep_upload(content=form.content, file_name=name, limits=LIMITS, tables=form.tables, **whose)
    return redirect("targets:quota-draft", draft.pk)


@needs(Permission.KEEP_QUOTAS)
def quota_move(request):
    """Propose to move a part of one district's quota to another; the next page shows both sides."""
    division, plan = _division(request), _plan(request)
    in_force = queries.last_in_chain(division.code, plan)
    form = QuotaMoveForm(*_sent(request), division=division, plan=plan, in_force=in_force)
    if form.is_valid():
        try:
            kept = actions.propose_move(quota_set=form.quota_set, move=form.move, by=request.user)
            return redirect("dashboards:quota-preview", kept.pk)
        except actions.QuotasRefused:
            form.add_error(None, _("Nothing was written: other quotas have come into force meanwhile. Look at them and try again."))
    context = {"form": form, "in_force": in_force, "plan": plan}
    return render(request, "targets/quota_move.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.KEEP_QUOTAS)
def quota_undo(request, pk):
    """Propose to undo the quotas in force; the next page shows what would change."""
    found = get_object_or_404(queries.own_quota_sets(request.user.divisions).filter(state=QuotaState.CONFIRMED), pk=pk)
    form = QuotaUndoForm(*_sent(request))
    if form.is_valid():
        try:
            kept = actions.propose_undo(quota_set=found, grounds=form.cleaned_data["grounds"], by=request.user)
            return redirect("dashboards:quota-preview", kept.pk)
        except actions.Overtaken:
            form.add_error(None, _("Nothing was written: only the document in force can be undone, and this one is in force no longer."))
        except actions.UndoneBefore:
            form.add_error(
                None, _("Nothing was written: somebody has proposed to undo this document. Look for it in the list of documents.")
            )
    context = {"form": form, "quota_set": found}
    return render(request, "targets/quota_undo.html", context, status=REFUSED if form.errors else 200)


@require_POST
@needs(Permission.KEEP_QUOTAS)
def quota_confirm(request, pk):
    """Put the proposed quotas in force."""
    found = get_object_or_404(queries.own_quota_sets(request.user.divisions), pk=pk)
    try:
        actions.confirm_quotas(quota_set=found, by=request.user)
    except actions.AlreadyDecided:
        messages.error(request, _("Nothing was done: somebody has confirmed or refused these quotas before."))
    except actions.Overtaken:
        messages.error(request, _("Nothing was done: other quotas have come into force since these were proposed."))
    except actions.OwnUpload:
        messages.error(request, _("Nothing was done: you have proposed these quotas, another person has to put them in force."))
    except (actions.Altered, actions.OverAllocated):
        messages.error(request, _("Nothing was done: these quotas do not add up. Refuse them and begin anew."))
    else:
        messages.success(request, _("%(document)s is in force.") % {"document": found})
    return redirect("dashboards:quota-preview", pk)


@require_POST
@needs(Permission.KEEP_QUOTAS)
def quota_refuse(request, pk):
    found = get_object_or_404(queries.own_quota_sets(request.user.divisions), pk=pk)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        messages.error(request, _("Nothing was refused: write the reason, it is kept with the document."))
        return redirect("dashboards:quota-preview", pk)
    try:
        actions.refuse_quotas(quota_set=found, reason=reason, by=request.user)
    except actions.AlreadyDecided:
        messages.error(request, _("Nothing was done: somebody has confirmed or refused these quotas before."))
    else:
        messages.success(request, _("%(document)s has been refused.") % {"document": found})
    return redirect("dashboards:quota-preview", pk)


@needs(Permission.READ_FIGURES)
def quota_file(request, pk):
    """The file as it was uploaded; of what is not in force only for those who keep quotas."""
    sets = queries.quota_sets(request.user.divisions)
    if not request.user.may(Permission.KEEP_QUOTAS):
        sets = sets.filter(state=QuotaState.CONFIRMED)
    found = get_object_or_404(sets.filter(kind=QuotaKind.DOCUMENT), pk=pk)
    return workbook_answer(bytes(found.file.content), found.file_name)


def _sent(request) -> tuple:
    """What a form was sent with; nothing where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _division(request) -> Division:
    """Whose quotas the person keeps."""
    if request.user.division is None:
        raise Http404(_("You have been given no division."))
    return request.user.division


def _plan(request) -> Plan:
    code = request.GET.get("plan")
    plan = Plan.objects.filter(code=code).first() if code else queries.plan_of(clock.today().year)
    if plan is None:
        raise Http404(_("There is no such plan."))
    return plan


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """A file to be kept under a name."""
    response = HttpResponse(content, content_type=XLSX if content.startswith(b"PK") else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
