"""Every figure explains itself: its rule, the formula with the numbers put in, and who answers for each of them."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

import clock
from accounts.doors import needs
from accounts.roles import Permission
from construction.queries import projects_in
from construction.standing import end_of_day, standings
from construction.tonnes import Account
from dashboards.closure_delay import division_year
from dashboards.construction_board import years_of
from dashboards.construction_ranking import years_of_plan
from dashboards.district_ranking import district_row
from dashboards.explanations.closings import closings_steps
from dashboards.explanations.division import division_steps, months_table, parts, parts_table
from dashboards.explanations.forecast import forecast_steps
from dashboards.explanations.headroom import headroom_steps
from dashboards.explanations.inflow import inflow_steps
from dashboards.explanations.plant import plant_steps
from dashboards.explanations.power_unit import unit_steps
from dashboards.explanations.project import project_steps
from dashboards.explanations.projects import projects_steps
from dashboards.explanations.quota import quota_steps
from dashboards.explanations.use import use_steps
from dashboards.forecast import forecast_of
from dashboards.kept import kept
from dashboards.lamps import LoadLamps
from dashboards.overview import whole_row
from dashboards.plant import plant_month_table, plant_months
from dashboards.plant_load import plant_load_table
from dashboards.quotas import Place
from dashboards.stands import Now
from districts.queries import divisions_in
from districts.scopes import where_figures_are
from figures.plans import PlanBook
from figures.plans.closings import closings
from figures.plans.projects import planned_projects
from figures.queries import plant_load_ranking, year_by_division
from formulas.months import last_day, month_of, month_text, parse_month, shifted
from power_plants.board import lines_of, standing_of
from power_plants.board import standings as closings_standing
from power_plants.queries import rules, units_with_records
from power_plants.rules import accounts_of
from power_plants.standing import Standing as Closing
from tables.pages import table_page
from targets.models import Pollutant, QuotaState
from targets.queries import ledger, quota_set_in_force, quota_sets
from treatment_plants.queries import plants_in

FIRST_YEAR = 2000


@needs(Permission.READ_FIGURES)
@kept
def plant_explanation(request, pk, month):
    """The figures of a plant's month."""
    found, month = get_object_or_404(plants_in(request.user.divisions).prefetch_related("capacities"), pk=pk), _month(month)
    steps = plant_steps(request.user.divisions, found, month)
    if not steps:
        raise Http404(_("This plant owed no return for this month."))
    steps += inflow_steps(request.user.divisions, found, month) + headroom_steps(request.user.divisions, found, month)
    own = [one for one in plant_months(request.user.divisions, found, month) if one.month == month]
    context = {"plant": found, "month": month_text(month), "steps": steps}
    return table_page(request, "dashboards/plant_explanation.html", plant_month_table(own, found.pollutants.all()), context)


@needs(Permission.READ_FIGURES)
@kept
def division_explanation(request, code, pollutant, month):
    """The figures of a division's year for a pollutant up to a month, and what the month itself is made of."""
    scope, month = where_figures_are(request.user.divisions), _month(month)
    division = get_object_or_404(divisions_in(scope), code=code)
    pollutant = get_object_or_404(Pollutant, code=pollutant)
    quota_set = quota_set_in_force(scope, month // 100)
    quotas = ledger(scope, quota_set)
    sums = year_by_division([division.code], month // 100, month).get((division.code, pollutant.code))
    row = district_row(division, pollutant, month, quotas, sums)
    foretold = forecast_of([division], month, quotas, PlanBook(division.code))
    told = [step for one in foretold if one.pollutant == pollutant for step in forecast_steps(one, month)]
    context = {
        "division": division,
        "pollutant": pollutant,
        "month": month_text(month),
        "steps": division_steps(row, month, quotas, quota_set) + told,
        "parts": parts_table(parts(division, pollutant, month), pollutant, month).for_people(),
    }
    return table_page(request, "dashboards/division_explanation.html", months_table(division, pollutant, month), context)


def _month(text: str) -> int:
    try:
        month = parse_month(text)
    except ValueError:
        raise Http404(_("There is no such month.")) from None
    if month > clock.last_ended_month():
        raise Http404(_("This month has not ended."))
    return month


@needs(Permission.READ_FIGURES)
@kept
def project_explanation(request, pk, pollutant, day):
    """The figures of a project as it stood on a day, and what a forecast counts of it."""
    divisions, day, month = request.user.divisions, *_day(day)
    found = get_object_or_404(projects_in(divisions), pk=pk)
    pollutant = get_object_or_404(Pollutant, code=pollutant)
    known = standings(divisions, _moment(day), [found])
    if not known:
        raise Http404(_("This project had no plan on this day."))
    account = Account(divisions, pollutant.code, years_of_plan(day.year))
    parts = [one for one in planned_projects(divisions, month, _moment(day), found.pk) if one.pollutant in ("", pollutant.code)]
    context = {
        "project": found,
        "pollutant": pollutant,
        "day": day,
        "steps": project_steps(known[0], account, parts[0] if parts else None, month // 100),
    }
    return render(request, "dashboards/project_explanation.html", context)


@needs(Permission.READ_FIGURES)
@kept
def power_unit_explanation(request, pk, day):
    """The figures of a power unit's closing as it stood on a day, and what a forecast counts of it."""
    day, month = _day(day)
    unit, known = get_object_or_404(units_with_records(request.user.divisions), pk=pk), rules()
    lines = lines_of(request.user.divisions, day)
    one = standing_of(unit, day, month, known, lines)
    parts = closings([unit], known, month, day, lines).parts
    context = {
        "unit": unit,
        "day": day,
        "steps": unit_steps(unit, accounts_of(unit, known), one, parts[0] if parts else None, month // 100),
    }
    return render(request, "dashboards/power_unit_explanation.html", context)


@needs(Permission.READ_FIGURES)
@kept
def use_explanation(request, code, month):
    """How the plants of a division were used in a month, with the plants."""
    month = _month(month)
    division = get_object_or_404(divisions_in(request.user.divisions), code=code)
    lamps, ranked = LoadLamps(month), list(plant_load_ranking(division.code, month))
    row = whole_row(division, month, lamps)
    context = {"division": division, "month": month_text(month), "steps": use_steps(row, ranked, month, lamps)}
    return table_page(
        request,
        "dashboards/use_explanation.html",
        plant_load_table(ranked, Now(request.user.divisions, month), doubtful=set(), moves=False),
        context,
    )


@needs(Permission.READ_FIGURES)
@kept
def quota_explanation(request, pk, code, pollutant, year):
    """What a document says of a division's year, and what follows from it."""
    found = get_object_or_404(sets_with_accounts(request), pk=pk)
    quotas = ledger(request.user.divisions, found)
    division = get_object_or_404(divisions_in(request.user.divisions), code=code)
    place = Place(division, get_object_or_404(Pollutant, code=pollutant), year)
    if place.key not in quotas.lines:
        raise Http404(_("There is no such quota."))
    names = {one.code: str(one) for one in divisions_in(request.user.divisions)}
    context = {"place": place, "quota_set": found, "steps": quota_steps(place, quotas, found, names)}
    return render(request, "dashboards/quota_explanation.html", context)


def sets_with_accounts(request):
    """What is proposed only for those who keep quotas, as on the pages of the sets themselves."""
    found = quota_sets(request.user.divisions)
    return found if request.user.may(Permission.KEEP_QUOTAS) else found.filter(state=QuotaState.CONFIRMED)


@needs(Permission.READ_FIGURES)
@kept
def projects_explanation(request, code, pollutant, year):
    """What the projects of a division bring in a year, as things stand now."""
    scope = where_figures_are(request.user.divisions)
    division = get_object_or_404(divisions_in(scope), code=code)
    pollutant = get_object_or_404(Pollutant, code=pollutant)
    inside = division.code if division.code.startswith(request.user.divisions) else request.user.divisions
    known = standings(inside)
    account = Account(inside, pollutant.code, range(year, year + 1))
    quotas = ledger(scope, quota_set_in_force(scope, clock.today().year))
    [row] = years_of(division, pollutant, known, account, quotas)
    context = {"division": division, "pollutant": pollutant, "year": year, "steps": projects_steps(row, known, account)}
    return render(request, "dashboards/projects_explanation.html", context)


@needs(Permission.READ_FIGURES)
@kept
def closings_explanation(request, code, year):
    """What the delay of a division's closings takes in a year, as things stand today."""
    scope = where_figures_are(request.user.divisions)
    division = get_object_or_404(divisions_in(scope), code=code)
    known = [one for one in closings_of(request.user.divisions) if one.unit.plant.district_id.startswith(division.code)]
    row = division_year(division, year, known, ledger(scope, quota_set_in_force(scope, clock.today().year)))
    return render(
        request, "dashboards/closings_explanation.html", {"division": division, "year": year, "steps": closings_steps(row, known)}
    )


def closings_of(divisions: str) -> list[Closing]:
    return closings_standing(divisions, clock.today(), clock.last_ended_month())


def _day(text: str) -> tuple[datetime.date, int]:
    """The day, and the month whose figures were the last to be known on it (dashboards.accounts.day_of_view)."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404(_("There is no such day.")) from None
    today = clock.today()
    if day > today or day.year < FIRST_YEAR:
        raise Http404(_("This day has not come."))
    is_end = day == last_day(month_of(day))
    return day, month_of(day) if is_end and day < today else min(shifted(month_of(day), -1), clock.last_ended_month())


def _moment(day: datetime.date) -> datetime.datetime:
    """Now for today, else the end of the day."""
    return clock.now() if day == clock.today() else end_of_day(day)
