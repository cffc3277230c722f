"""The worst construction projects: how late, promised how often, blocked by whom, and what that leaves in the water (S9, S11, S12)."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import clock
from construction.ladders import Group
from construction.problems import GOOD, Thresholds, problems
from construction.standing import Standing, month_due, standings
from construction.tonnes import Account
from dashboards.accounts import project_account
from dashboards.closure_delay import SYMBOLS
from dashboards.construction_lamps import lamp_cell
from dashboards.construction_ranking import POLLUTANT, RankedProject, ranked, years_of_plan
from dashboards.construction_tables import level_word, slip_told
from dashboards.grid_lines import waiting_by_line
from dashboards.stands import Now
from dashboards.worst_cards import SHOWN, Section, Worst, mass_told
from formulas.units import COUNT
from power_plants.knock_on import taken
from power_plants.standing import Standing as Closing
from tables import figure, unit_names
from tables.words import listed
from visits.models import Kind


def worst_projects(stand: Now, at: datetime.datetime | None) -> Section:
    """As they stand, or stood at a moment, by what had been entered by then."""
    moment = at or clock.now()
    divisions, today = stand.divisions, timezone.localtime(moment).date()
    known = standings(divisions, moment)
    thresholds = Thresholds.of(month_due(today))
    account = Account(divisions, POLLUTANT, years_of_plan(today.year))
    lagging = [row for row in ranked(known, account) if not row.standing.has_reported or thresholds.judge(row.standing) != GOOD]
    shown = lagging[:SHOWN]
    wrong = problems(divisions, [row.standing for row in shown], thresholds, now=at is None)
    has_line = any(row.standing.project.kind.group == Group.GRID for row in shown)
    behind = waiting_by_line(divisions) if at is None and has_line else {}
    return Section(
        title=_("Construction projects"),
        url=reverse("dashboards:construction-progress"),
        cards=[_project(row, thresholds, account, today.year, wrong[row.standing.project.pk], behind) for row in shown],
        nothing=_("No project lags."),
        anchor="projects",
        others=max(0, len(lagging) - SHOWN),
    )


def _project(
    row: RankedProject, thresholds: Thresholds, account: Account, year: int, wrong: list[str], behind: dict[int, list[Closing]]
) -> Worst:
    one, lamp = row.standing, lamp_cell(row.standing, thresholds)
    closings = behind.get(one.project.pk, [])
    waits = _("waits for it: %(units)s") % {"units": listed(str(closing.unit) for closing in closings)} if closings else ""
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
        facts=[
            (_("Delay"), f"{figure(one.delay_days, COUNT).text} {unit_names.DAYS}", f"{_told(one)}#delay_days"),
            *(_of_closings(closings, year) if closings else _tonnes(row, account, year)),
        ],
        told=[f"{one.current.milestone} {one.current.planned_on}" + (f" · {slip}" if slip else ""), *wrong, *([waits] if waits else [])],
    )


def _told(one: Standing) -> str:
    return project_account(one.project.pk, POLLUTANT, one.as_of)


def _of_closings(closings: list[Closing], year: int) -> list[tuple[str, str, str]]:
    """What a late grid line takes through the closings behind it."""
    lost = [row for one in closings for row in taken(one, "so2")]
    sums = {asked: sum(row.held_back for row in lost if row.year == asked) if lost else None for asked in (year, year + 1)}
    told = {asked: amount for asked, amount in sums.items() if asked == year or (amount or 0) > 0}
    return [
        (_("%(symbol)s lost %(year)d") % {"symbol": SYMBOLS["so2"], "year": asked}, mass_told(amount), "") for asked, amount in told.items()
    ]


def _tonnes(row: RankedProject, account: Account, year: int) -> list[tuple[str, str, str]]:
    """What the delay leaves in the water this year and in the later years of the plan."""
    years = account.by_year(row.standing)
    this = sum(one.not_removed for one in years if one.year == year)
    later = sum(one.not_removed for one in years if one.year > year)
    labels = _("COD lost %(year)d") % {"year": year}, _("COD lost until %(year)d") % {"year": account.years[-1]}
    keys = f"not_removed_{year}", f"at_stake_after_{year}"
    return [
        (label, mass_told(amount if years else None), f"{_told(row.standing)}#{key}" if years else "")
        for label, amount, key in zip(labels, (this, later), keys, strict=True)
    ]
