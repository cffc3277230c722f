"""The worst construction projects: how late, promised how often, blocked by whom, and what that leaves in the water (S9, S11, S12)."""

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from construction.problems import GOOD, Thresholds, problems
from construction.standing import month_due, standings
from construction.tonnes import Account
from dashboards.construction_lamps import lamp_cell
from dashboards.construction_ranking import POLLUTANT, RankedProject, ranked, years_of_plan
from dashboards.construction_tables import level_word, slip_told
from dashboards.worst_cards import SHOWN, Section, Worst
from formulas.units import COUNT, MASS
from tables import figure, unit_names
from tables.cells import NO_DATA
from visits.models import Kind


def worst_projects(divisions: str, month: int) -> Section:
    """As they stand now; `month` is that of the plants on the same page."""
    today = clock.today()
    known = standings(divisions, clock.now())
    thresholds = Thresholds.of(month_due(today))
    account = Account(divisions, POLLUTANT, years_of_plan(today.year))
    lagging = [row for row in ranked(known, account) if not row.standing.has_reported or thresholds.judge(row.standing) != GOOD]
    shown = lagging[:SHOWN]
    wrong = problems(divisions, [row.standing for row in shown], thresholds)
    return Section(
        title=_("Construction projects"),
        url=reverse("dashboards:construction-progress"),
        cards=[_project(row, thresholds, account, today.year, wrong[row.standing.project.pk]) for row in shown],
        nothing=_("No project lags."),
        anchor="projects",
        others=max(0, len(lagging) - SHOWN),
    )


def _project(row: RankedProject, thresholds: Thresholds, account: Account, year: int, wrong: list[str]) -> Worst:
    one, lamp = row.standing, lamp_cell(row.standing, thresholds)
    slip = slip_told(one.current)
    return Worst(
        kind=Kind.PROJECT,
        key=one.project.pk,
        rank=str(row.rank),
        name=str(one.project),
        url=reverse("dashboards:project", args=[one.project.pk]),
        place=" · ".join(str(part) for part in (one.project.district, one.project.town, one.project.kind) if part),
        leader=f"{one.leader} · {level_word(one)}",
        lamp=lamp.lamp,
        lamp_word=lamp.text,
        facts=[(_("Delay"), f"{figure(one.delay_days, COUNT).text} {unit_names.DAYS}"), *_tonnes(row, account, year)],
        told=[f"{one.current.milestone} {one.current.planned_on}" + (f" · {slip}" if slip else ""), *wrong],
    )


def _tonnes(row: RankedProject, account: Account, year: int) -> list[tuple[str, str]]:
    """What the delay leaves in the water this year and in the later years of the plan."""
    years = account.by_year(row.standing)
    this = sum(one.not_removed for one in years if one.year == year)
    later = sum(one.not_removed for one in years if one.year > year)
    labels = _("COD lost %(year)d") % {"year": year}, _("COD lost until %(year)d") % {"year": account.years[-1]}
    return [
        (label, f"{figure(amount, MASS, places=1).text} {unit_names.MASS}" if years else NO_DATA)
        for label, amount in zip(labels, (this, later), strict=True)
    ]
