"""Projects to be finished, with what they bring by design (rules.md 3.3 W1, W4), as they stood at a moment."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from construction.ladders import Group
from construction.queries import loads_of, projects_in
from construction.standing import Standing as ProjectStanding
from construction.standing import standings
from construction.tonnes import Account
from districts.scopes import where_figures_are
from figures.plans.parts import PlannedPart, Route, Standing
from formulas.construction import newly_counted_days
from formulas.months import month_of
from formulas.wastewater import concentration_drop_ug_l
from treatment_plants.models import Plant
from treatment_plants.queries import plants_in

# Grid lines take nothing out of the water: what a closing waits for is told with the closing.
GROUPS = (Group.PLANTS, Group.SEWERS, Group.CLEARANCE)


def planned_projects(divisions: str, month: int, at: datetime.datetime, only: int | None = None) -> list[PlannedPart]:
    """Every project that was not finished before the year, or `only` the one of a key, once for each pollutant that its design takes out; in official order."""
    year = month // 100
    begun = Q(finished_on__isnull=True) | Q(finished_on__gte=datetime.date(year, 1, 1))
    known = list(projects_in(divisions).filter(begun, entered_at__lte=at, kind__group__in=GROUPS, **({"pk": only} if only else {})))
    if not known:
        return []
    plants = defaultdict(list)
    for plant in plants_in(where_figures_are(divisions)).prefetch_related("capacities"):
        plants[plant.district_id].append(plant)
    accounts = {
        pollutant: Account(divisions, pollutant, range(year, year + 2))
        for pollutant in sorted({load.pollutant_id for load in loads_of(divisions)})
    }
    found = []
    for one in standings(divisions, at, known):
        plant, why = _reports_already(one, plants[one.project.district_id], month)
        own = {pollutant: account for pollutant, account in accounts.items() if account.brings(one)}
        found += [_part(one, pollutant, account, month, why, plant) for pollutant, account in own.items()] or [_without_figure(one)]
    return found


def _without_figure(one: ProjectStanding) -> PlannedPart:
    project = one.project
    standing = Standing.NO_FIGURE
    return PlannedPart(Route.PROJECT, project.pk, str(project), project.district_id, "", one.planned_end, one.expected_end, standing)


def _part(one: ProjectStanding, pollutant: str, account: Account, month: int, why: Standing | None, plant: str) -> PlannedPart:
    project, years = one.project, account.by_year(one)
    this, following = years
    first = account.first_month(one.expected_end)
    standing = why or (Standing.IN_RETURNS if first <= month else Standing.LATER if not this.expected_reduction else Standing.COUNTS)
    comes = standing in (Standing.COUNTS, Standing.LATER)
    load = account.loads[project.pk]
    return PlannedPart(
        route=Route.PROJECT,
        key=project.pk,
        name=str(project),
        district=project.district_id,
        pollutant=pollutant,
        planned_on=one.planned_end,
        expected_on=one.expected_end,
        standing=standing,
        amount=this.expected_reduction if standing == Standing.COUNTS else 0,
        following=following.expected_reduction if comes else 0,
        taken={one.year: one.held_back for one in years},
        terms={
            "flow_m3_d": project.flow_m3_d,
            "days": newly_counted_days(first, this.year),
            "drop_ug_l": concentration_drop_ug_l(load.inlet_ug_l, load.outlet_ug_l, 1),
            "first_month": first,
        },
        plant=plant,
    )


def _reports_already(one: ProjectStanding, plants: Iterable[Plant], month: int) -> tuple[str, Standing | None]:
    """The plant whose name the project's begins with, where it has begun, or grown by the project's flow, since the first plan.

    A project that nobody has said to be finished may long be in its plant's returns: those count, and it does not.
    """
    planned = month_of(one.plans[0].document_date)
    for plant in plants:
        if not one.project.name.startswith(plant.name) or not plant.owes(month):
            continue
        if month_of(plant.started_on) > planned:
            return str(plant), Standing.PLANT_REPORTS
        sizes = [(size.valid_from, size.m3_per_day) for size in sorted(plant.capacities.all(), key=lambda size: size.valid_from)]
        grown = [(new[0], new[1] - old[1]) for old, new in zip(sizes, sizes[1:], strict=False)]
        if any(planned < since <= month and more == one.project.flow_m3_d for since, more in grown):
            return str(plant), Standing.CAPACITY_RAISED
    return "", None
