"""The account of one project as it stood on a day: its delay, its progress, and what it brings of a pollutant in each year."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from construction.models import AcceptedProgress
from construction.standing import Standing
from construction.standing import Step as Milestone
from construction.tonnes import DAYS_OF_A_YEAR, Account, YearTonnes
from dashboards.explanations.steps import Input, Step, at_time, less, plus
from dashboards.forecast_table import standing_told
from dashboards.quotas import PLACES
from figures.plans import PlannedPart
from formulas.construction import counted_days, newly_counted_days
from formulas.months import month_text
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, MONEY, PERCENT
from tables import Cell, figure, plain, unit_names


def project_steps(one: Standing, account: Account, part: PlannedPart | None, year: int) -> list[Step]:
    """`part`: what the forecast of the year counts of the project; None where it is in none."""
    steps = [_delay(one), *_progress(one), _planned_progress(one)]
    years = account.by_year(one)
    if years:
        design = _Design(one, account)
        steps += [
            _a_year(design),
            _at_stake(years),
            _at_stake_after(years, one.as_of.year),
            *(step for row in years for step in _year(row, design)),
        ]
    return steps + (_forecast(part, years, year) if part else [])


def _page(one: Standing) -> str:
    return reverse("dashboards:project", args=[one.project.pk])


def _days() -> str:
    return str(unit_names.DAYS)


def _delay(one: Standing) -> Step:
    current = one.current
    result = figure(one.delay_days, COUNT)
    words = _(
        "How many days the earliest unfinished milestone is behind its planned day; nothing before that day, and once all are reached."
    )
    inputs = []
    if current:
        inputs = [_planned_day(one, current), Input(_("As of"), one.as_of.isoformat())]
    formula = f"{one.as_of.isoformat()} − {current.planned_on.isoformat()} = {result.text}" if current and one.delay_days else ""
    return Step("delay_days", _("Delay"), result, _days(), words, formula, inputs, "7.2")


def _planned_day(one: Standing, step: Milestone) -> Input:
    plan = one.plans[-1]
    source = f"{plan.document_number}, {plan.issuing_body}, {plan.document_date.isoformat()}; " + _("entered by %(person)s on %(time)s") % {
        "person": plan.entered_by,
        "time": at_time(plan.entered_at),
    }
    return Input(str(step.milestone), step.planned_on.isoformat(), "", _page(one), source)


def _progress(one: Standing) -> list[Step]:
    report = one.newest
    shares = [(step.milestone.weight, getattr(report, step.milestone.rung.stage) if report else None) for step in one.steps]
    result, money = figure(one.progress, PERCENT, places=1), figure(one.money, PERCENT, places=1)
    terms = [f"{weight} × {figure(share or 0, PERCENT, places=4).text}" for weight, share in shares]
    formula = f"({plus(*terms)}) ÷ {sum(weight for weight, _share in shares)} = {result.text} %"
    told = [_report(one, report)] if report else []
    paid, cost = (figure(amount, MONEY, places=2).text for amount in (report.paid_total_fen if report else None, one.project.cost_fen))
    unit = str(unit_names.MONEY)
    return [
        Step(
            "progress",
            _("Progress"),
            result,
            "%",
            _(
                "Each milestone weighs in with the share of its stage that the last accepted month reports; weights are thousandths of the ladder."
            ),
            formula if one.progress is not None else "",
            told,
            "7.2",
        ),
        Step(
            "money",
            _("Paid"),
            money,
            "%",
            _("What has been paid, against the total investment."),
            f"{paid} ÷ {cost} = {money.text} %" if one.money is not None else "",
            [*told, Input(_("Total investment"), cost, unit, _page(one))],
        ),
    ]


def _report(one: Standing, report: AcceptedProgress) -> Input:
    sheet = reverse("construction:sheet", args=[one.project.district_id, month_text(report.month)])
    source = _("accepted on %(time)s") % {"time": at_time(report.accepted_at)}
    return Input(_("Month accepted last"), month_text(report.month), "", sheet, source)


def _planned_progress(one: Standing) -> Step:
    """As formulas.construction.planned_progress_millionths earns the weights."""
    result = figure(one.planned_progress, PERCENT, places=1)
    return Step(
        "planned_progress",
        _("By plan"),
        result,
        "%",
        _(
            "What the plan asks for by the end of the last accepted month: each milestone's weight is earned evenly from the planned day before it to its own."
        ),
        inputs=[
            Input(_("As of"), one.told_until.isoformat()),
            Input(_("First plan"), one.plans[0].document_date.isoformat(), "", _page(one), one.plans[0].document_number),
            *(
                Input(
                    str(step.milestone),
                    step.planned_on.isoformat(),
                    "",
                    _page(one),
                    _("weight %(weight)d ‰") % {"weight": step.milestone.weight},
                )
                for step in one.steps
            ),
        ],
        rule="7.2",
    )


@dataclass(frozen=True)
class _Design:
    """What the design tells, as it is written into formulas."""

    one: Standing
    account: Account

    @property
    def flow(self) -> str:
        return CAPACITY.typed(self.one.project.flow_m3_d)

    @property
    def drop(self) -> str:
        load = self.account.loads[self.one.project.pk]
        return f"({CONCENTRATION.typed(load.inlet_ug_l)} − {CONCENTRATION.typed(load.outlet_ug_l)})"

    def formula(self, days: int, result: Cell) -> str:
        return f"{self.flow} × {days} × {self.drop} ÷ 100 = {result.text}"

    @property
    def inputs(self) -> list[Input]:
        page, load = _page(self.one), self.account.loads[self.one.project.pk]
        return [
            Input(_("Added flow by design"), self.flow, str(unit_names.CAPACITY), page),
            Input(_("Concentration before"), CONCENTRATION.typed(load.inlet_ug_l), str(unit_names.CONCENTRATION), page),
            Input(_("Concentration after"), CONCENTRATION.typed(load.outlet_ug_l), str(unit_names.CONCENTRATION), page),
        ]

    def first_month(self, *, is_planned: bool) -> int:
        return self.account.first_month(self.one.planned_end if is_planned else self.one.expected_end)

    def end_input(self, *, is_planned: bool) -> Input:
        day = self.one.planned_end if is_planned else self.one.expected_end
        first = _("counts from %(month)s on") % {"month": month_text(self.first_month(is_planned=is_planned))}
        return Input(_("Planned end") if is_planned else _("Expected end"), day.isoformat(), "", _page(self.one), first)


def _mass(mg: int | None, places: int = PLACES) -> Cell:
    return figure(mg, MASS, places=places)


def _a_year(design: _Design) -> Step:
    result = _mass(design.account.tonnes_a_year(design.one), 1)
    words = _("What it takes out in a common year by design.")
    formula = design.formula(DAYS_OF_A_YEAR, result)
    return Step("a_year", _("A year by design"), result, str(unit_names.MASS_A_YEAR), words, formula, design.inputs, "W1")


def _at_stake(years: list[YearTonnes]) -> Step:
    result = _mass(sum(row.not_removed for row in years), 1)
    shown = [_mass(row.not_removed, 1).text for row in years]
    return Step(
        "at_stake",
        _("At stake"),
        result,
        str(unit_names.MASS),
        _("What stays in the water because of the delay, until the last year of the plan."),
        f"{plus(*shown)} = {result.text}",
        [Input(str(row.year), text, str(unit_names.MASS), f"#not_removed_{row.year}") for row, text in zip(years, shown, strict=True)],
        "W1",
    )


def _at_stake_after(years: list[YearTonnes], year: int) -> Step:
    """As the page of the worst tells it beside this year's."""
    later = [row for row in years if row.year > year]
    result, shown = _mass(sum(row.not_removed for row in later), 1), [_mass(row.not_removed, 1).text for row in later]
    return Step(
        f"at_stake_after_{year}",
        _("At stake after %(year)d") % {"year": year},
        result,
        str(unit_names.MASS),
        _("The same without this year and the years before."),
        f"{plus(*shown)} = {result.text}" if shown else "",
        [Input(str(row.year), text, str(unit_names.MASS), f"#not_removed_{row.year}") for row, text in zip(later, shown, strict=True)],
    )


def _year(row: YearTonnes, design: _Design) -> list[Step]:
    named = {"year": row.year}
    planned, expected, held_back, stays = (
        _mass(one, 1) for one in (row.planned_reduction, row.expected_reduction, row.held_back, row.not_removed)
    )
    days = {is_planned: newly_counted_days(design.first_month(is_planned=is_planned), row.year) for is_planned in (True, False)}
    removed = {is_planned: counted_days(design.first_month(is_planned=is_planned), row.year) for is_planned in (True, False)}
    unit, twelve = (
        str(unit_names.MASS),
        _("Flow × days × what is taken out of each litre; it counts through its first twelve counted months."),
    )
    return [
        Step(
            f"planned_reduction_{row.year}",
            _("Reduction by plan, %(year)d") % named,
            planned,
            unit,
            twelve,
            design.formula(days[True], planned),
            [*design.inputs, design.end_input(is_planned=True), Input(_("Days"), str(days[True]))],
            "W1, W2, W4, W5",
        ),
        Step(
            f"expected_reduction_{row.year}",
            _("Reduction as expected, %(year)d") % named,
            expected,
            unit,
            twelve,
            design.formula(days[False], expected),
            [*design.inputs, design.end_input(is_planned=False), Input(_("Days"), str(days[False]))],
            "W1, W2, W4, W5",
        ),
        Step(
            f"held_back_{row.year}",
            _("Taken by the delay, %(year)d") % named,
            held_back,
            unit,
            _("With the planned end less with the expected end; below zero in a year to which it is moved."),
            f"{less(planned.text, expected.text)} = {held_back.text}",
            [
                Input(_("Reduction by plan"), planned.text, unit, f"#planned_reduction_{row.year}"),
                Input(_("Reduction as expected"), expected.text, unit, f"#expected_reduction_{row.year}"),
            ],
        ),
        Step(
            f"not_removed_{row.year}",
            _("Stays in the water, %(year)d") % named,
            stays,
            unit,
            _("What the days that are lost would have taken out in the whole year."),
            design.formula(removed[True] - removed[False], stays),
            [Input(_("Days lost"), str(removed[True] - removed[False]))],
            "W1",
        ),
    ]


def _forecast(part: PlannedPart, years: list[YearTonnes], year: int) -> list[Step]:
    """What the forecast counts; the years themselves stand above."""
    unit, told = str(unit_names.MASS), {"year": year, "following": year + 1}
    steps = [
        ("amount", _("Adds to the forecast of %(year)d") % told, part.amount, year, "expected_reduction", standing_told(part)),
        ("following", _("Brings in %(following)d") % told, part.following, year + 1, "expected_reduction", ""),
        ("taken", _("Delay takes in %(year)d") % told, part.taken.get(year), year, "held_back", ""),
        ("taken_following", _("Delay takes in %(following)d") % told, part.taken.get(year + 1), year + 1, "held_back", ""),
    ]
    words = _("The reduction of the year as above, where it counts; nothing where another figure holds it already.")
    known = {row.year: row for row in years}
    return [
        Step(
            key,
            title,
            _mass(mg),
            unit,
            words,
            inputs=[
                Input(title, _mass(getattr(known[of], name), 1).text, unit, f"#{name}_{of}", why)
                if of in known
                else Input(title, plain("").text, "", "", why)
            ],
            rule="3.10",
        )
        for key, title, mg, of, name, why in steps
    ]
