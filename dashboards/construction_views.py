"""Pages of projects: the board, one project, and the ranking by progress."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction.problems import Thresholds
from construction.queries import projects_in
from construction.standing import end_of, month_due, standings
from construction.tonnes import Account
from dashboards.construction_board import board_cards, board_rows, board_table, district_year_table, district_years
from dashboards.construction_ranking import BY_DELAY, BY_TONNES, groups, ranking, years_of_plan
from dashboards.construction_tables import as_of_text, ranking_table
from dashboards.journal import journal_table
from dashboards.kept import kept
from dashboards.months import month_asked, month_switch
from dashboards.past import last_moment, past_day
from dashboards.project import project_page
from dashboards.project_photos import project_photos
from districts.scopes import where_figures_are
from formulas.months import month_of, month_text, shifted
from formulas.units import PERCENT
from journal.queries import events_about
from tables.pages import table_page
from targets.queries import ledger, quota_set_in_force, water_pollutants

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
@kept
def construction(request):
    """All projects by district: those with a problem first, for they are invited; then the others."""
    divisions, today = request.user.divisions, clock.today()
    known = standings(divisions)
    thresholds = Thresholds.of(month_due(today))
    rows = board_rows(divisions, known, thresholds)
    quotas = ledger(where_figures_are(divisions), quota_set_in_force(divisions, today.year))
    plan_years = years_of_plan(today.year)
    accounts = {pollutant: Account(divisions, pollutant.code, plan_years) for pollutant in water_pollutants()}
    years = district_years(divisions, known, accounts, quotas, today.year)
    context = {
        "cards": board_cards(rows),
        "invited": board_table([row for row in rows if row.is_invited], thresholds, _("With a problem"), _("No project has a problem.")),
        "others": board_table(
            [row for row in rows if not row.is_invited], thresholds, _("Without a problem"), _("Every project has a problem.")
        ),
        "years": [
            district_year_table([row for row in years if row.pollutant == pollutant], pollutant.symbol).for_people()
            for pollutant in accounts
        ],
        "may_keep": request.user.may(Permission.KEEP_PROJECTS),
    }
    context |= {name: context[name].for_people() for name in ("invited", "others")}
    return table_page(request, "dashboards/construction.html", board_table(rows, thresholds, _("Projects")), context)


@needs(Permission.READ_FIGURES)
@kept
def construction_progress(request):
    """As it stands now, or as it stood at the end of the month or day that the address asks for."""
    day = past_day(request)
    month = shifted(month_of(day), -1) if day and not request.GET.get("month") else month_asked(request)
    asked = {"group": request.GET.get("group", ""), "order": request.GET.get("order", BY_DELAY)}
    if asked["group"] not in dict(groups()) or asked["order"] not in (BY_DELAY, BY_TONNES):
        raise Http404(_("There is no such ranking."))
    thresholds = Thresholds.of(month)
    is_past = bool(day or request.GET.get("month"))
    at = last_moment(day) if day else end_of(month) if is_past else clock.now()
    found = ranking(request.user.divisions, at, **asked)
    # Today lies after the end of the last month: that is the first step back.
    switch = month_switch(month) if is_past else {"month": "", "earlier": month_text(month), "later": ""}
    context = switch | {
        "asked": asked,
        "as_of_day": day.isoformat() if day else "",
        "is_past": is_past,
        "groups": groups(),
        "orders": [(BY_DELAY, _("by delay")), (BY_TONNES, _("by tonnes at stake"))],
        "found": found,
        "told": as_of_text(found),
        "thresholds": thresholds,
        "behind": PERCENT.typed(thresholds.behind),
        "far_behind": PERCENT.typed(thresholds.far_behind),
    }
    return table_page(request, "dashboards/construction_progress.html", ranking_table(found, thresholds), context)


@needs(Permission.READ_FIGURES)
@kept
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
    photos = project_photos(person, found, page.standing.month)
    context = page.context | photos | {"form": form, "corrections": corrections}
    return table_page(request, "dashboards/project.html", page.milestones, context)
