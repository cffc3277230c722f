"""Photos of a project's month: added from a phone on the spot, shown to whoever sees the project."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import needs
from accounts.roles import Permission
from construction import queries
from construction.photos import actions
from construction.photos.forms import MonthPhotosForm
from construction.progress.actions import NotOwed
from construction.sheet_views import REFUSED
from formulas.months import month_text
from photos.taken import picture_answer
from returns.actions import Locked, WrongState
from returns.places import place


@needs(Permission.ENTER_RETURNS)
def photos_add(request, code, month, pk):
    """Add photos to the month that is being filled in."""
    district, month = place(request, code, month)
    project = get_object_or_404(queries.owing(district.code, month), pk=pk)
    taken = queries.photos_of(district.code, project.pk)
    viewpoints = sorted({one.viewpoint for one in taken if one.viewpoint})
    form = MonthPhotosForm(request.POST or None, request.FILES or None, viewpoints=viewpoints)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_photos(project=project, district=district, month=month, pictures=form.pictures, by=request.user)
        except actions.AlreadyThere:
            form.add_error("photos", _("This photo has been added to the month before."))
        except Locked:
            form.add_error(None, _("Nothing was stored: the month has been closed. The sheet says who can open it."))
        except (WrongState, NotOwed):
            form.add_error(None, _("Nothing was stored: the month has been handed in. Withdraw it first, or add the photos next month."))
        else:
            messages.success(request, _("The photos have been added."))
            return redirect(f"{reverse('dashboards:project', args=[project.pk])}#photos")
    context = {"form": form, "project": project, "district": district, "month": month_text(month)}
    return render(request, "construction/photos_add.html", context, status=REFUSED if request.method == "POST" else 200)


@needs(Permission.READ_FIGURES)
def photo(request, pk):
    return _picture(request, pk, "jpeg")


@needs(Permission.READ_FIGURES)
def photo_small(request, pk):
    return _picture(request, pk, "small")


def _picture(request, pk: int, which: str):
    found = get_object_or_404(queries.photo_file(request.user.divisions, pk).only(which))
    return picture_answer(found, which, "project-photo")
