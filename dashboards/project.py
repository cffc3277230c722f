"""The page of one project: how it stands, what it brings, and what another end would change."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

import clock
from construction import queries
from construction.models import Project
from construction.money import fund_state
from construction.problems import Thresholds
from construction.standing import Standing, standings
from construction.tonnes import Account
from dashboards.accounts import project_account, quota_account
from dashboards.construction_lamps import lamp_of
from dashboards.construction_ranking import POLLUTANT, years_of_plan
from dashboards.construction_tables import slip_told
from dashboards.grid_lines import tried_table, waiting, waiting_card, waiting_table
from dashboards.overview import Card
from dashboards.project_charts import milestone_chart, work_money_chart
from dashboards.project_tables import approval_table, fund_table, milestone_table, month_table, plan_table, promise_table, year_table
from districts.scopes import where_figures_are
from formulas.units import CAPACITY, CONCENTRATION, LENGTH, MASS, MONEY, PERCENT
from tables import Table, figure, unit_names
from targets.models import Pollutant
from targets.queries import ledger, quota_set_in_force, water_pollutants


@dataclass(frozen=True)
class ProjectPage:
    """Everything that the page shows."""

    standing: Standing
    milestones: Table
    context: dict


def project_page(divisions: str, project: Project, *, may_tell: bool, may_keep: bool, asked_end: datetime.date | None) -> ProjectPage:
    """The page as it stands now. `asked_end` is the end that somebody tries out; nothing of it is kept."""
    [one] = standings(divisions, projects=[project])
    today, keys = clock.today(), [project.pk]
    plans = queries.planned_dates_of(divisions, [plan.pk for plan in one.plans]) if len(one.plans) > 1 else []
    states = [fund_state(fund, today) for fund in queries.funds_of(divisions, keys)]
    thresholds = Thresholds.of(one.month)
    plan_years = years_of_plan(today.year)
    accounts = {pollutant: Account(divisions, pollutant.code, plan_years) for pollutant in water_pollutants()}
    brought = {pollutant: account for pollutant, account in accounts.items() if account.brings(one)}
    context = {
        "project": project,
        "one": one,
        "slip": slip_told(one.current),
        "cards": _cards(one, thresholds, brought),
        "facts": _facts(divisions, one),
        "may_tell": may_tell,
        "may_keep": may_keep,
        "charts": [chart for chart in (milestone_chart(one), work_money_chart(one)) if chart],
        "plans": plan_table(one.plans, list(plans), one).for_people() if plans else None,
        "promises": promise_table(one).for_people(),
        "approvals": approval_table(list(queries.approvals_of(divisions, keys)), today, may_tell=may_tell).for_people(),
        "funds": fund_table(states, may_keep=may_keep).for_people(),
        "months": month_table(one).for_people(),
        "asked_end": asked_end,
        "last_step": one.steps[-1],
    }
    if closings := waiting(divisions, project):
        context["cards"].append(waiting_card(closings))
        context["waiting"] = waiting_table(closings).for_people()
        if asked_end:
            context["moved"] = tried_table(divisions, closings, asked_end).for_people()
    if brought:
        context["years"] = _years(divisions, one, brought)
        if asked_end:
            context["tried"] = _years(divisions, one, brought, asked_end)
        context["without"] = [
            _("The design values of %(symbol)s have not been entered: nothing can be said of it.") % {"symbol": pollutant.symbol}
            for pollutant in accounts
            if pollutant not in brought
        ]
    return ProjectPage(one, milestone_table(one, may_tell=may_tell), context)


def _years(divisions: str, one: Standing, brought: dict[Pollutant, Account], end: datetime.date | None = None) -> list[Table]:
    """What the delay takes of each pollutant, year by year, beside the district's cuts."""
    in_force = quota_set_in_force(divisions, one.as_of.year)
    quotas = ledger(where_figures_are(divisions), in_force)
    tables = []
    for pollutant, account in brought.items():
        cuts = {year: quotas.cut(one.project.district_id, pollutant.code, year) for year in account.years}
        # What somebody tries out has no account.
        told = "" if end else project_account(one.project.pk, pollutant.code, one.as_of)
        of_cuts = quota_account(in_force.pk, one.project.district_id, pollutant.code, 0).removesuffix("0/") if in_force else ""
        tables.append(year_table(account.by_year(one, end), cuts, pollutant.symbol, told, of_cuts).for_people())
    return tables


def _cards(one: Standing, thresholds: Thresholds, brought: dict[Pollutant, Account]) -> list[Card]:
    lamp, told = lamp_of(one, thresholds), project_account(one.project.pk, POLLUTANT, one.as_of)
    progress = "—" if one.progress is None else str(PERCENT.shown(one.progress, 1))
    cards = [
        Card(
            label=_("Delay"),
            value=str(one.delay_days),
            unit=str(unit_names.DAYS),
            note=slip_told(one.current),
            lamp=lamp,
            url=f"{told}#delay_days",
        ),
        Card(
            label=_("Progress"),
            value=progress,
            unit="%",
            url=f"{told}#progress",
            note=_("by plan %(share)s %%") % {"share": PERCENT.shown(one.planned_progress, 1)},
        ),
        Card(label=_("Expected end"), value=one.expected_end.isoformat(), note=_("planned %(day)s") % {"day": one.planned_end.isoformat()}),
    ]
    for pollutant, account in brought.items():
        a_year = MASS.shown(account.tonnes_a_year(one), 1)
        note = _("of %(tonnes)s t a year by design") % {"tonnes": f"{a_year:,}"}
        label = _("%(symbol)s at stake") % {"symbol": pollutant.symbol}
        at_stake, url = figure(account.at_stake(one), MASS, places=1).text, project_account(one.project.pk, pollutant.code, one.as_of)
        cards.append(Card(label=label, value=at_stake, unit=str(unit_names.MASS), note=note, url=f"{url}#at_stake"))
    return cards


def _facts(divisions: str, one: Standing) -> list[tuple[str, str]]:
    """What the project is, in words; design values that it has none of are left out."""
    project = one.project
    facts = [
        (_("Responsible unit"), one.responsible_unit),
        (_("Leader in charge"), one.leader),
        (_("Level that must act"), project.get_level_display()),
        (_("Plan in force"), f"{one.plans[-1].document_number}（{one.plans[-1].document_date}）"),
    ]
    amounts = (
        (_("Added flow by design"), project.flow_m3_d, CAPACITY, unit_names.CAPACITY),
        (_("Length by design"), project.length_m, LENGTH, unit_names.LENGTH),
        (_("Total investment"), project.cost_fen, MONEY, unit_names.MONEY),
    )
    facts += [(label, f"{unit.exact(amount).normalize():,f} {name}") for label, amount, unit, name in amounts if amount]
    loads = [
        f"{load.pollutant.symbol} {CONCENTRATION.typed(load.inlet_ug_l)} → {CONCENTRATION.typed(load.outlet_ug_l)}"
        for load in queries.loads_of(divisions).filter(project=project)
    ]
    if loads:
        facts.append((_("Concentrations by design"), f"{'，'.join(loads)} {unit_names.CONCENTRATION}"))
    return facts
