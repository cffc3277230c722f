"""Uploaded quota files of any layout: what was understood, repaired on the page, and proposed."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from tables.pages import table_page
from targets import actions
from targets.draft_forms import DocumentForm, choices_of
from targets.draft_page import correction_rows, problem_groups, table_cards
from targets.drafts import QuotaDraft
from targets.forms import UPLOADED_BEFORE
from targets.models import Plan
from targets.purpose import PURPOSE
from targets.tables import MOST_SHOWN, line_table, notes_not_shown, skipped_table, warning_table, written_table
from targets.views import REFUSED, workbook_answer
from workbooks import queries
from workbooks.actions import IS_THERE, consent_to_hidden, discard, mend
from workbooks.entries import taken_back, typed_cells
from workbooks.marking import marked_file
from workbooks.models import Draft, DraftState
from workbooks.refusals import DraftChanged, DraftClosed, DraftRefused


@needs(Permission.KEEP_QUOTAS)
def quota_draft(request, pk):
    """An uploaded file on its way: what was understood of it, to mend and to propose."""
    draft = _draft(request, pk)
    if request.method != "POST":
        return _page(request, draft)
    try:
        return _acted(request, draft)
    except DraftChanged:
        messages.error(request, _("Nothing was saved: somebody has changed this file meanwhile. Look at it and try again."))
    except DraftRefused:
        messages.error(request, _("Nothing was saved: the file is not open any more, or is being read just now."))
    return redirect("targets:quota-draft", pk)


@needs(Permission.KEEP_QUOTAS)
def quota_draft_marked(request, pk):
    """The same table with what is wrong in colour and in a last column, ready to be mended and uploaded again."""
    draft = _draft(request, pk)
    read = _read(draft)
    if draft.state == DraftState.READING or read.refusal:
        raise Http404(_("There is no such file."))
    reasons = {}
    for one in read.reading.problems:
        place = one.where if one.sheet else (1, 1, 1)
        reasons.setdefault(place, []).append(f"{one.text} {one.remedy}".strip())
    name = draft.file_name.rsplit(".", 1)[0]
    return workbook_answer(marked_file(read.sheets, reasons), _("%(name)s marked.xlsx") % {"name": name})


@needs(Permission.KEEP_QUOTAS)
def quota_draft_file(request, pk):
    """The file as it was uploaded."""
    draft = _draft(request, pk)
    return workbook_answer(bytes(draft.file.content), draft.file_name)


@needs(Permission.KEEP_QUOTAS)
def quota_draft_progress(request, pk):
    """How far the job is with a large file."""
    draft = _draft(request, pk)
    return JsonResponse({"stale": draft.state == DraftState.READING, "step": draft.step, "steps": IS_THERE})


def _draft(request, pk: int) -> Draft:
    return get_object_or_404(queries.drafts(request.user.divisions, PURPOSE), pk=pk)


def _read(draft: Draft) -> QuotaDraft:
    return QuotaDraft(draft, clock.today().year)


def _acted(request, draft: Draft) -> HttpResponse:
    seen = _seen(request)
    if "discard" in request.POST:
        discard(draft=draft, by=request.user)
        messages.success(request, _("%(file)s has been discarded. Nothing has changed.") % {"file": draft})
        return redirect("targets:quota-upload")
    if "consent" in request.POST:
        consent_to_hidden(draft=draft, seen=seen, by=request.user)
        return redirect("targets:quota-draft", draft.pk)
    draft = _mended(request, draft, seen)
    if "propose" in request.POST and draft.is_open:
        return _proposed(request, draft)
    return redirect("targets:quota-draft", draft.pk)


def _seen(request) -> int:
    """The version that the page was opened with; one that no draft has where the form does not tell."""
    text = request.POST.get("version_seen", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _mended(request, draft: Draft, seen: int) -> Draft:
    """With all that was typed and chosen on the page; choices are understood as the page was, before the corrections."""
    read = _read(draft)
    if draft.state != DraftState.OPEN or read.refusal:
        raise DraftClosed
    choices, told = choices_of(request.POST, read)
    return mend(
        draft=draft, texts=typed_cells(request.POST) | taken_back(request.POST), choices=choices, told=told, seen=seen, by=request.user
    )


def _proposed(request, draft: Draft) -> HttpResponse:
    read = _read(draft)
    form = DocumentForm(request.POST, read=read)
    if not read.reading.is_clear:
        messages.error(request, _("Nothing was proposed: some problems are left."))
        return redirect("targets:quota-draft", draft.pk)
    if form.is_valid():
        tables = {table.fingerprint for table in read.reading.tables}
        mappings = [mapping for mapping in (read.remembered | read.own).values() if mapping.fingerprint in tables]
        told = {"quota_set": form.quota_set, "draft": draft, "seen": draft.version, "reading": read.reading, "mappings": mappings}
        told["keeps_unstated"] = bool(form.kept)
        try:
            return redirect("dashboards:quota-preview", actions.propose_draft(**told, by=request.user).pk)
        except actions.UploadedBefore:
            form.add_error(None, UPLOADED_BEFORE)
        except actions.QuotasRefused:
            form.add_error(None, _("Nothing was written: other quotas have come into force meanwhile. Look at them and try again."))
    answer = _page(request, draft, read, form)
    answer.status_code = REFUSED
    return answer


def _page(request, draft: Draft, read: QuotaDraft | None = None, form: DocumentForm | None = None) -> HttpResponse:
    read = read or _read(draft)
    context = {"draft": draft, "steps": IS_THERE, "states": DraftState}
    if draft.state == DraftState.READING or read.refusal:
        return table_page(request, "targets/quota_draft.html", line_table([], None), context | {"refusal": _why_not_read(draft, read)})
    reading, known = read.reading, read.known
    lines = reading.lines if "format" in request.GET else reading.lines[:MOST_SHOWN]
    context |= {
        "plan": read.plan,
        "plans": Plan.objects.order_by("-base_year"),
        "reading": reading,
        "groups": problem_groups(read),
        "cards": table_cards(read),
        "form": form or DocumentForm(read=read),
        "warnings": warning_table(reading),
        "written": written_table(reading, known),
        "skipped": skipped_table(reading),
        "corrections": correction_rows(queries.corrections(request.user.divisions, draft)),
        "sheets": read.sheets,
        "not_shown": len(reading.lines) - len(lines),
        "notes_not_shown": notes_not_shown(reading),
    }
    return table_page(request, "targets/quota_draft.html", line_table(lines, known), context)


def _why_not_read(draft: Draft, read: QuotaDraft) -> dict | None:
    if draft.state == DraftState.READING:
        return None
    return {"text": str(read.refusal), "may_consent": draft.is_open and read.refusal.code in ("hidden", "hidden sheet")}
