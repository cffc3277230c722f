"""Tables of one project: milestones, documents, promises, approvals, funds, months, tonnes by year."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from construction.ladders import FIELDS_OF_STAGES, Stage
from construction.models import Approval, Desk, Plan, PlannedDate, Promise
from construction.money import FundState
from construction.standing import Standing, Step, money_of, progress_of
from construction.tonnes import YearTonnes
from dashboards.construction_tables import day_cell, promised_cell, slip_told
from districts.levels import Level
from formulas.months import month_text
from formulas.units import COUNT, LENGTH, MASS, MONEY, PERCENT
from tables import Cell, Column, Table, figure, link, plain, unit_names


def milestone_table(one: Standing, *, may_tell: bool) -> Table:
    """Every rung of the ladder with its three days."""
    project = one.project
    return Table(
        title=_("Milestones"),
        as_of=one.as_of.isoformat(),
        columns=[
            Column("milestone", _("Milestone"), lambda step: _milestone_cell(step, may_tell), heads_row=True),
            Column("weight", _("Weight"), lambda step: figure(step.milestone.weight, COUNT), "‰", True),
            Column("planned", _("Planned"), lambda step: day_cell(step.planned_on)),
            Column("promised", _("Promised"), lambda step: promised_cell(step)),
            Column("reached", _("Reached"), lambda step: day_cell(step.reached_on)),
            Column("delay_days", _("Delay"), lambda step: figure(step.delay_days or None, COUNT), unit_names.DAYS, True),
            Column("promised_times", _("Times promised"), lambda step: figure(step.promised_times, COUNT), numeric=True, for_machines=True),
            Column("slip", _("Promises"), lambda step: plain(slip_told(step)), wraps=True),
            Column(
                "responsible_unit", _("Responsible unit"), lambda step: plain(step.milestone.responsible_unit or project.responsible_unit)
            ),
            Column("leader", _("Leader in charge"), lambda step: plain(step.milestone.leader or project.leader_title)),
            Column("level", _("Level that must act"), lambda step: plain(str(Level(step.milestone.level or project.level).label))),
        ],
        records=one.steps,
        emphasis=lambda step: "warning" if step is one.current and step.delay_days else "",
    )


def _milestone_cell(step: Step, may_tell: bool) -> Cell:
    if may_tell:
        return link(str(step.milestone), reverse("construction:milestone", args=[step.milestone.pk]))
    return plain(str(step.milestone))


def plan_table(plans: list[Plan], dates: list[PlannedDate], one: Standing) -> Table:
    """All documents side by side, the first one first: what was planned when."""
    known = {(date.plan_id, date.milestone_id): date.planned_on for date in dates}

    def column(plan: Plan) -> Column:
        return Column(
            f"plan_{plan.number}", plan.document_number, lambda step: day_cell(known[plan.pk, step.milestone.pk]), str(plan.document_date)
        )

    return Table(
        title=_("Planned days by document"),
        columns=[Column("milestone", _("Milestone"), lambda step: plain(str(step.milestone)), heads_row=True), *map(column, plans)],
        records=one.steps,
    )


def promise_table(one: Standing) -> Table:
    """The slip ledger: every promise ever given, with the day that it replaced."""
    return Table(
        title=_("Every promised day"),
        columns=[
            Column("milestone", _("Milestone"), lambda row: plain(str(row[0].milestone.rung)), heads_row=True),
            Column("promised", _("Promised for"), lambda row: day_cell(row[0].promised_on)),
            Column("instead_of", _("Instead of"), lambda row: day_cell(row[1])),
            Column("told_on", _("Told on"), lambda row: day_cell(row[0].told_on)),
            Column("promised_by", _("Promised by"), lambda row: plain(row[0].promised_by)),
            Column("meeting", _("At which meeting"), lambda row: plain(row[0].meeting), wraps=True),
            Column("reason", _("Reason"), lambda row: plain(row[0].reason), wraps=True),
            Column("entered_by", _("Entered by"), lambda row: plain(str(row[0].entered_by))),
        ],
        records=[pair for step in one.steps for pair in _replaced(step, is_first_plan=len(one.plans) == 1)],
    )


def _replaced(step: Step, *, is_first_plan: bool) -> list[tuple[Promise, datetime.date | None]]:
    """Each promise with the day that held before: that of the promise before it, and first the planned one, unless it was planned anew."""
    before = [step.planned_on if is_first_plan else None, *(promise.promised_on for promise in step.promises)]
    return list(zip(step.promises, before, strict=False))


def approval_table(approvals: list[Approval], today: datetime.date, *, may_tell: bool) -> Table:
    """Each desk an approval has lain on, and for how many days: the clock runs on whoever holds it."""
    return Table(
        title=_("Approvals of departments"),
        columns=[
            Column("subject", _("What is asked for"), lambda row: _approval_cell(row[0], may_tell), heads_row=True),
            Column("holder", _("On whose desk"), lambda row: plain(row[1].holder)),
            Column("since", _("Since"), lambda row: day_cell(row[1].since)),
            Column("until", _("Until"), lambda row: day_cell(row[1].until)),
            Column("days", _("Days there"), lambda row: figure(row[1].days(today), COUNT), unit_names.DAYS, True),
            Column("due_on", _("Due on"), lambda row: day_cell(row[0].due_on)),
            Column("state", _("State"), lambda row: _approval_state(*row, today)),
            Column("remark", _("Remark"), lambda row: plain(row[1].remark), wraps=True),
        ],
        records=[(approval, desk) for approval in approvals for desk in approval.desks.all()],
    )


def is_overdue(approval: Approval, today: datetime.date) -> bool:
    return approval.is_granted is None and approval.due_on < today


def _approval_cell(approval: Approval, may_tell: bool) -> Cell:
    if may_tell and approval.is_granted is None:
        return link(approval.subject, reverse("construction:approval", args=[approval.pk]))
    return plain(approval.subject)


def _approval_state(approval: Approval, desk: Desk, today: datetime.date) -> Cell:
    """Said at the desk where it lies, or where it was answered."""
    if desk.pk != max(one.pk for one in approval.desks.all()):
        return plain(_("passed on"))
    if approval.is_granted is None:
        late = (today - approval.due_on).days
        return plain(_("%(days)d days overdue") % {"days": late}, lamp="bad") if late > 0 else plain(_("pending"), lamp="late")
    return plain(_("granted") if approval.is_granted else _("refused"), lamp="good" if approval.is_granted else "bad", note=approval.answer)


def fund_table(states: list[FundState], *, may_keep: bool) -> Table:
    """City and district: what was committed, allocated, paid, and what is overdue."""
    table = Table(
        title=_("Matching funds of city and district"),
        columns=[
            Column("level", _("Whose money"), lambda one: _fund_cell(one, may_keep), heads_row=True),
            Column("document", _("Document number"), lambda one: plain(one.fund.document_number)),
            Column("due_on", _("Due on"), lambda one: day_cell(one.fund.due_on)),
            Column("committed", _("Committed"), lambda one: _money(one.fund.committed_fen), unit_names.MONEY, True),
            Column("allocated", _("Allocated"), lambda one: _money(one.allocated), unit_names.MONEY, True),
            Column("paid", _("Paid"), lambda one: _money(one.paid), unit_names.MONEY, True),
            Column("overdue", _("Overdue"), lambda one: _overdue_cell(one), unit_names.MONEY, True),
        ],
        records=states,
    )
    for level in (Level.CITY, Level.DISTRICT):
        known = [one for one in states if one.fund.level == level]
        if known:
            table.totals.append(
                {
                    "level": plain(_("Together: %(level)s") % {"level": level.label}),
                    "committed": _money(sum(one.fund.committed_fen for one in known)),
                    "allocated": _money(sum(one.allocated for one in known)),
                    "paid": _money(sum(one.paid for one in known)),
                    "overdue": _money(sum(one.overdue for one in known)),
                }
            )
    return table


def _fund_cell(one: FundState, may_keep: bool) -> Cell:
    label = str(Level(one.fund.level).label)
    return link(label, reverse("construction:fund", args=[one.fund.pk])) if may_keep else plain(label)


def _overdue_cell(one: FundState) -> Cell:
    note = _("for %(days)d days") % {"days": one.overdue_days} if one.overdue_days else ""
    return _money(one.overdue, note=note)


def _money(fen: int | None, **marks) -> Cell:
    return figure(fen, MONEY, places=2, **marks)


def month_table(one: Standing) -> Table:
    """The accepted months, the newest first."""
    stages = [name for name in FIELDS_OF_STAGES if any(step.milestone.rung.stage == name for step in one.steps)]
    laid = (
        [Column("laid", _("Laid"), lambda row: figure(row.laid_m, LENGTH, places=2), unit_names.LENGTH, True)]
        if one.project.length_m
        else []
    )

    def stage(name: str) -> Column:
        return Column(name, str(Stage(name).label), lambda row: _share(getattr(row, name)), unit_names.PERCENT, True)

    return Table(
        title=_("Accepted months"),
        columns=[
            Column("month", _("Month"), lambda row: plain(month_text(row.month)), heads_row=True),
            *map(stage, stages),
            Column("progress", _("Progress"), lambda row: _share(progress_of(row, one.steps)), unit_names.PERCENT, True),
            *laid,
            Column("paid_month", _("Paid in the month"), lambda row: _money(row.paid_month_fen), unit_names.MONEY, True),
            Column("paid_total", _("Paid in total"), lambda row: _money(row.paid_total_fen), unit_names.MONEY, True),
            Column("money", _("Money paid"), lambda row: _share(money_of(row, one.project)), unit_names.PERCENT, True),
            Column("problem", _("Problem"), _problem_cell, wraps=True),
        ],
        records=one.accepted[::-1],
        empty_text=_("No month has been accepted yet."),
    )


def _problem_cell(row) -> Cell:
    return plain(row.problem, note=str(Level(row.problem_level).label) if row.problem_level else "")


def _share(millionths: int | None) -> Cell:
    return figure(millionths, PERCENT, places=1)


def year_table(years: list[YearTonnes], cuts: dict[int, int | None], symbol: str, account: str = "", quotas: str = "") -> Table:
    """What the planned and the expected end bring in each year, beside the district's cut of that year.

    `account`: where each figure has its own; what somebody tries out has none. `quotas`: where that of the cuts begins.
    """

    def mass(name: str):
        return lambda one: figure(getattr(one, name), MASS, places=1)

    def of_year(key: str):
        return (lambda one: f"{account}#{key}_{one.year}") if account else None

    return Table(
        title=_("%(symbol)s by year: what the delay takes") % {"symbol": symbol},
        columns=[
            Column("year", _("Year"), lambda one: Cell(value=one.year, text=str(one.year)), heads_row=True),
            Column(
                "planned_reduction",
                _("Reduction by plan"),
                mass("planned_reduction"),
                unit_names.MASS,
                True,
                explained=of_year("planned_reduction"),
            ),
            Column(
                "expected_reduction",
                _("Reduction as expected"),
                mass("expected_reduction"),
                unit_names.MASS,
                True,
                explained=of_year("expected_reduction"),
            ),
            Column("held_back", _("Taken by the delay"), mass("held_back"), unit_names.MASS, True, explained=of_year("held_back")),
            Column("not_removed", _("Stays in the water"), mass("not_removed"), unit_names.MASS, True, explained=of_year("not_removed")),
            Column(
                "quota",
                _("The district's cut of the year"),
                lambda one: figure(cuts.get(one.year), MASS, places=1),
                unit_names.MASS,
                True,
                explained=(lambda one: f"{quotas}{one.year}/#cut") if quotas else None,
            ),
        ],
        records=years,
    )
