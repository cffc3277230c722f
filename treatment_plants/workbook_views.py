"""A district's month by workbook: template, upload, and what it would change."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from formulas.months import month_text
from returns.actions import Conflict, WrongState
from returns.places import place
from treatment_plants.actions import NotOwed
from treatment_plants.forms import MonthFileForm
from treatment_plants.months.actions import take_month
from treatment_plants.months.preview import LIMITS, Preview, purpose_of
from treatment_plants.months.template import month_file
from treatment_plants.questions import SENT_AS
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_views import REFUSED, back_to_sheet
from workbooks import Unreadable, queries
from workbooks.actions import DraftRefused, consent_to_hidden, correct_cells, discard, keep_upload
from workbooks.entries import typed_cells
from workbooks.marking import marked_file
from workbooks.models import Draft

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Permission.ENTER_RETURNS)
def month_template(request, code, month):
    """The month's workbook, filled with what the portal holds."""
    district, month = place(request, code, month)
    name = _("%(district)s plants %(month)s.xlsx") % {"district": district, "month": month_text(month)}
    return _workbook(month_file(Sheet(district, month)), name)


@needs(Permission.ENTER_RETURNS)
def month_upload(request, code, month):
    """Upload the month's workbook; nothing is stored before the next page."""
    district, month = place(request, code, month)
    form = MonthFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _kept(request, form, district, month)
            return redirect("treatment_plants:month-workbook", district.code, month_text(month), draft.pk)
        except Unreadable as refused:
            form.add_error("file", str(refused))
    waiting = queries.waiting_drafts(district.code, purpose_of(month))
    context = {"form": form, "waiting": waiting, **_named(district, month)}
    return render(request, "treatment_plants/month_upload.html", context, status=REFUSED if form.errors else 200)


def _kept(request, form: MonthFileForm, district: Division, month: int) -> Draft:
    file = form.cleaned_data["file"]
    told = {"content": file.read(), "file_name": file.name[:200], "purpose": purpose_of(month), "limits": LIMITS}
    return keep_upload(**told, division=district, by=request.user)


@needs(Permission.ENTER_RETURNS)
def month_workbook(request, code, month, pk):
    """What an uploaded month would change, to mend and to store as a draft."""
    district, month = place(request, code, month)
    draft = _draft(request, district, month, pk)
    if request.method != "POST":
        return _page(request, Preview(draft, district, month))
    try:
        return _acted(request, draft, district, month)
    except DraftRefused:
        messages.error(request, _("Nothing was stored: somebody has changed this file meanwhile, or it is not open any more."))
    return redirect("treatment_plants:month-workbook", district.code, month_text(month), pk)


@needs(Permission.ENTER_RETURNS)
def month_workbook_marked(request, code, month, pk):
    """The same file with what is wrong or asked in colour, to be mended and uploaded again."""
    district, month = place(request, code, month)
    preview = Preview(_draft(request, district, month, pk), district, month)
    if preview.refusal:
        raise Http404(_("There is no such file."))
    name = preview.draft.file_name.rsplit(".", 1)[0]
    return _workbook(marked_file(preview.pages, preview.reasons()), _("%(name)s marked.xlsx") % {"name": name})


def _draft(request, district: Division, month: int, pk: int) -> Draft:
    return get_object_or_404(queries.drafts(request.user.divisions, purpose_of(month)).filter(division=district), pk=pk)


def _acted(request, draft: Draft, district: Division, month: int) -> HttpResponse:
    here = redirect("treatment_plants:month-workbook", district.code, month_text(month), draft.pk)
    seen = int(request.POST["version_seen"]) if request.POST.get("version_seen", "").isdecimal() else 0
    if "discard" in request.POST:
        discard(draft=draft, by=request.user)
        messages.success(request, _("%(file)s has been discarded. Nothing has changed.") % {"file": draft})
        return redirect("treatment_plants:month-upload", district.code, month_text(month))
    if "consent" in request.POST:
        consent_to_hidden(draft=draft, seen=seen, by=request.user)
        return here
    if texts := typed_cells(request.POST):
        mended = correct_cells(draft=draft, texts=texts, seen=seen, by=request.user)
        # Answers stand on the page alone: they are not lost to a cell that was mended beside them.
        answers = _answers(request.POST)
        return _page(request, Preview(mended, district, month, answers)) if answers else here
    if "take" in request.POST:
        return _take(request, Preview(draft, district, month, request.POST), seen)
    return here


def _answers(sent: QueryDict) -> QueryDict:
    """What was answered to questions; whose rows may be overwritten is ticked anew, looking at what stands there then."""
    return QueryDict(urlencode({name: text for name, text in sent.items() if SENT_AS.fullmatch(name) and text.strip()}))


def _take(request, preview: Preview, seen: int) -> HttpResponse:
    if not preview.is_clear:
        return _page(request, preview, status=REFUSED)
    place_of_month = {"district": preview.district, "month": preview.month}
    try:
        kept = take_month(draft=preview.draft, seen=seen, entries=preview.entries, by=request.user, **place_of_month)
    except (Conflict, WrongState, NotOwed):
        # Somebody was quicker between the check and the lock: now the check sees it.
        return _page(request, Preview(preview.draft, preview.district, preview.month, request.POST), status=REFUSED)
    told = ngettext("%(count)d plant has been saved.", "%(count)d plants have been saved.", len(kept)) % {"count": len(kept)}
    messages.success(request, told if kept else _("Nothing had been changed."))
    return back_to_sheet(preview.district, preview.month)


def _page(request, preview: Preview, status: int = 200) -> HttpResponse:
    context = {"preview": preview, "draft": preview.draft, **_named(preview.district, preview.month)}
    return render(request, "treatment_plants/month_workbook.html", context, status=status)


def _named(district: Division, month: int) -> dict:
    return {"district": district, "month": month_text(month)}


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
