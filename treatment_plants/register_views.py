"""The register of plants and past months from sheets: upload, look and mend, load, undo; plants that wait for their district."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import needs
from accounts.roles import Permission
from districts.models import Division
from tables.words import listed
from targets.views import workbook_answer
from treatment_plants import queries
from treatment_plants.register import actions
from treatment_plants.register.forms import LIMITS, AnswersForm, PlantUploadForm, WaitingForm, answers_sent, not_read, readable
from treatment_plants.register.ordered import progress_told, refusal_told
from treatment_plants.register.orders import LOAD
from treatment_plants.register.page import DraftPage
from treatment_plants.register.purpose import PURPOSE
from treatment_plants.register.tables import draft_table, loads_table
from treatment_plants.register.waiting import WaitingPlants
from workbooks import Unreadable
from workbooks.actions import (
    IS_THERE,
    DraftChanged,
    DraftClosed,
    DraftRefused,
    NothingHere,
    consent_to_hidden,
    discard,
    keep_upload,
    mend,
)
from workbooks.entries import typed_cells
from workbooks.marking import marked_file
from workbooks.models import Draft, DraftOrder, DraftState
from workbooks.order_actions import IS_DONE, place_order
from workbooks.queries import drafts, latest_order, waiting_drafts

REFUSED = 422


@needs(Permission.KEEP_PLANTS)
def plant_upload(request):
    division, form = _division(request), PlantUploadForm(*_sent(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = keep_upload(
                content=file.read(), file_name=file.name[:200], purpose=PURPOSE, division=division, limits=LIMITS, by=request.user
            )
            return redirect("treatment_plants:plant-draft", draft.pk)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable))
        except DraftRefused:
            form.add_error("file", _("Somebody is uploading this very file. Look for it in the list."))
    waiting = draft_table(waiting_drafts(request.user.divisions, PURPOSE))
    context = {"form": form, "waiting": waiting, "loads": loads_table(queries.plant_loads(request.user.divisions)[:10])}
    return render(request, "treatment_plants/plant_upload.html", context, status=REFUSED if form.errors else 200)


@needs(Permission.KEEP_PLANTS)
def plant_draft(request, pk):
    """What was understood of a file; answers are kept, and where nothing is left to ask it is loaded."""
    draft = _draft(request, pk)
    order = latest_order(request.user.divisions, draft)
    if "step" in request.GET:
        return progress_told(draft, order)
    if draft.state == DraftState.TAKEN:
        return redirect("treatment_plants:plant-load", draft.plant_load.pk)
    try:
        if order and order.is_open:
            return _ordered_page(request, draft, order)
        return _answer(request, draft) if request.method == "POST" else _draft_page(request, draft)
    except Unreadable as unreadable:
        context = {"draft": draft, "unreadable": str(unreadable), "is_hidden": unreadable.code in ("hidden", "hidden sheet")}
        return render(request, "treatment_plants/plant_draft.html", context, status=200 if request.method == "GET" else REFUSED)


def _ordered_page(request, draft: Draft, order: DraftOrder):
    """While the job loads the sheet nothing can be changed; what is sent from an older page is not taken."""
    status = 200
    if request.method == "POST":
        messages.error(request, _("Nothing was kept: this sheet is being loaded just now."))
        status = REFUSED
    return render(request, "treatment_plants/plant_draft.html", {"draft": draft, "order": order, "steps": IS_DONE}, status=status)


def _draft_page(request, draft: Draft, form: AnswersForm | None = None, status: int = 200):
    if draft.state in (DraftState.READING, DraftState.DISCARDED):
        return render(request, "treatment_plants/plant_draft.html", {"draft": draft, "steps": IS_THERE}, status=status)
    page, order = DraftPage(draft), latest_order(request.user.divisions, draft)
    answers = page.answers
    initial = {"version": draft.version, "source": answers.source, "started_on": answers.started_on, "valid_from": answers.valid_from}
    context = {
        "draft": draft,
        "page": page,
        "told": page.told,
        "form": form or AnswersForm(initial=initial),
        "refusal": refusal_told(order),
    }
    return render(request, "treatment_plants/plant_draft.html", context, status=status)


def _answer(request, draft: Draft):
    """Keep what was typed. Only a page on which nothing was typed anew is loaded: nobody loads what was not shown."""
    form = AnswersForm(request.POST)
    if not form.is_valid() or draft.state != DraftState.OPEN:
        return _draft_page(request, draft, form, REFUSED)
    page = DraftPage(draft)
    try:
        kept = _keep(request, draft, page, form)
    except (DraftRefused, NothingHere) as refused:
        _tell_refused(request, refused)
        return redirect("treatment_plants:plant-draft", draft.pk)
    if unread := not_read(page, request.POST):
        messages.error(
            request, _("Not kept, because it is neither a month like 2022-09 nor a year like 2021: %(texts)s") % {"texts": listed(unread)}
        )
    if "load" not in request.POST:
        messages.success(request, _("Your answers have been kept. Nothing is loaded yet."))
        return redirect("treatment_plants:plant-draft", draft.pk)
    if kept.version != draft.version:
        messages.warning(request, _("Your answers have been kept. Read what would change now, then load it."))
        return redirect("treatment_plants:plant-draft", draft.pk)
    return _load(request, draft, page)


def _keep(request, draft: Draft, page: DraftPage, form: AnswersForm) -> Draft:
    seen = form.cleaned_data["version"]
    answers = answers_sent(page, form, request.POST)
    told = {"reading": (page.answers.summary, answers.summary)}
    return mend(draft=draft, texts=typed_cells(request.POST), choices=readable(answers), told=told, seen=seen, by=request.user)


def _load(request, draft: Draft, page: DraftPage):
    """A sheet that is written within a second is; a larger one is ordered, and the job tells on this page what became of it."""
    if page.is_for_the_job:
        if page.is_clear:
            seen = {"seen": draft.version, "plan": request.POST.get("plan", "")}
            place_order(draft=draft, act=LOAD, details=seen, by=request.user)
        return redirect("treatment_plants:plant-draft", draft.pk)
    try:
        load = actions.load_plants(draft=draft, seen=draft.version, seen_plan=request.POST.get("plan", ""), by=request.user)
    except actions.NotClear:
        messages.error(request, _("Nothing was loaded: something is still open, or the document is not named."))
    except actions.Overtaken:
        messages.error(request, _("Nothing was loaded: plants have changed since you read the page. Read anew what would change."))
    except DraftRefused as refused:
        _tell_refused(request, refused)
    else:
        messages.success(request, _("The sheet has been loaded."))
        return redirect("treatment_plants:plant-load", load.pk)
    return redirect("treatment_plants:plant-draft", draft.pk)


def _tell_refused(request, refused) -> None:
    if isinstance(refused, DraftChanged):
        text = _("Nothing was kept: somebody else has changed this sheet since you opened the page. It is shown anew.")
    elif isinstance(refused, DraftClosed):
        text = _("Nothing was kept: this sheet is no longer open.")
    else:
        text = _("Nothing was kept: a cell lies outside the sheet, or its text is too long.")
    messages.error(request, text)


@require_POST
@needs(Permission.KEEP_PLANTS)
def plant_draft_consent(request, pk):
    """Agree that hidden rows, columns and sheets are read as well."""
    draft = _draft(request, pk)
    try:
        consent_to_hidden(draft=draft, seen=draft.version, by=request.user)
    except DraftRefused as refused:
        _tell_refused(request, refused)
    return redirect("treatment_plants:plant-draft", pk)


@require_POST
@needs(Permission.KEEP_PLANTS)
def plant_draft_discard(request, pk):
    draft = _draft(request, pk)
    try:
        discard(draft=draft, by=request.user)
    except DraftRefused as refused:
        _tell_refused(request, refused)
    else:
        messages.success(request, _("%(file)s has been put aside. Nothing was loaded.") % {"file": draft.file_name})
    return redirect("treatment_plants:plant-upload")


@needs(Permission.KEEP_PLANTS)
def plant_draft_marked(request, pk):
    """The same tables with what is wrong in colour and in a last column; it can be uploaded again as it is."""
    draft = _draft(request, pk)
    if draft.state != DraftState.OPEN:
        raise Http404(_("This sheet is not open."))
    try:
        page = DraftPage(draft)
        content = marked_file(page.sheets, page.reasons, page.written_answers())
    except Unreadable:
        raise Http404(_("This sheet can't be read.")) from None
    return workbook_answer(content, _("%(file)s, marked.xlsx") % {"file": draft.file_name.rpartition(".")[0] or draft.file_name})


@needs(Permission.KEEP_PLANTS)
def plants_waiting(request):
    """Plants whose district or start nobody knows, to be said here."""
    waiting = WaitingPlants(request.user.divisions)
    form = WaitingForm(request.POST or None)
    if request.method == "POST" and waiting.is_valid(request.POST) and form.is_valid():
        try:
            actions.tell_of_plants(told=waiting.told, reason=form.cleaned_data["reason"], by=request.user)
        except actions.Overtaken:
            waiting.problem = _(
                "Nothing was stored: somebody has changed these plants meanwhile, or the district has a plant of this name."
            )
        else:
            messages.success(request, _("%(count)d plants have been told of.") % {"count": len(waiting.told)})
            return redirect("treatment_plants:plants-waiting")
    context = {"waiting": waiting, "form": form}
    return render(request, "treatment_plants/plants_waiting.html", context, status=REFUSED if request.method == "POST" else 200)


def _sent(request) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _division(request) -> Division:
    if request.user.division is None:
        raise Http404(_("You have been given no division."))
    return request.user.division


def _draft(request, pk: int) -> Draft:
    return get_object_or_404(drafts(request.user.divisions, PURPOSE), pk=pk)
