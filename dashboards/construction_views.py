"""Pages of projects: the board, one project, and the ranking by progress."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction.queries import projects_in
from construction.standing import end_of
from dashboards.construction_lamps import ConstructionLamps
from dashboards.construction_ranking import BY_DELAY, BY_TONNES, groups, ranking
from dashboards.construction_tables import as_of_text, ranking_table
from dashboards.journal import journal_table
from dashboards.months import month_asked, month_switch
from dashboards.project import project_page
from formulas.units import PERCENT
from journal.queries import events_about
from tables.pages import table_page

LATEST = 50
YEARS_AROUND = 30


class EndForm(forms.Form):
    """Another end of a project, to see what it would change."""

    end = forms.DateField(label=gettext_lazy("Stable operation on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_end(self):
        end, year = self.cleaned_data["end"], clock.today().year
        if abs(end.year - year) > YEARS_AROUND:
            raise forms.ValidationError(_("This day lies too far away. Has a digit slipped?"))
        return end


@needs(Permission.READ_FIGURES)
def construction_progress(request):
    """As it stands now, or as it stood at the end of the month that the address asks for."""
    month = month_asked(request)
    asked = {"group": request.GET.get("group", ""), "order": request.GET.get("order", BY_DELAY)}
    if asked["group"] not in dict(groups()) or asked["order"] not in (BY_DELAY, BY_TONNES):
        raise Http404(_("There is no such ranking."))
    at = end_of(month) if request.GET.get("month") else clock.now()
    found = ranking(request.user.divisions, at, **asked)
    lamps = ConstructionLamps(month)
    context = month_switch(month) | {
        "asked": asked,
        "is_past": bool(request.GET.get("month")),
        "groups": groups(),
        "orders": [(BY_DELAY, _("by delay")), (BY_TONNES, _("by tonnes at stake"))],
        "found": found,
        "told": as_of_text(found),
        "lamps": lamps,
        "behind": PERCENT.typed(lamps.behind),
        "far_behind": PERCENT.typed(lamps.far_behind),
    }
    return table_page(request, "dashboards/construction_progress.html", ranking_table(found, lamps), context)


@needs(Permission.READ_FIGURES)
def project(request, pk):
    """One project. `end` asks what another end would change; it is shown and not kept."""
    person = request.user
    found = get_object_or_404(projects_in(person.divisions), pk=pk)
    form = EndForm(request.GET if "end" in request.GET else None)
    asked_end = form.cleaned_data["end"] if form.is_bound and form.is_valid() else None
    page = project_page(
        person.divisions,
        found,
        may_tell=person.may(Permission.TELL_PROJECTS),
        may_keep=person.may(Permission.KEEP_PROJECTS),
        asked_end=asked_end,
    )
    corrections = journal_table(events_about(person.divisions, [f"project {found.pk}"])[:LATEST])
    context = page.context | {"form": form, "corrections": corrections}
    return table_page(request, "dashboards/project.html", page.milestones, context)
