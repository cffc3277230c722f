"""The account of what is foretold for a division's year: each part by itself, and what they make together."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import division_account, planned_account
from dashboards.explanations.steps import Input, Step, less, plus
from dashboards.forecast import ForecastRow
from dashboards.forecast_table import standing_told
from dashboards.quotas import PLACES
from figures.forecast import FEWEST_MONTHS, Outlook
from figures.plans import Route
from formulas.months import month_text
from formulas.units import COUNT, MASS, PERCENT
from tables import Cell, figure, unit_names

OF_CLOSINGS, OF_PROJECTS = "C1, C2, C3, 3.10", "W1, W4, 3.10"


def forecast_steps(row: ForecastRow, month: int) -> list[Step]:
    return [*_certain(row), *_at_the_pace(row, month), *_planned(row, month), *_against_the_cut(row), *_errors(row)]


def _mass(mg: int | None) -> Cell:
    return figure(mg, MASS, places=PLACES)


def _t() -> str:
    return str(unit_names.MASS)


def _here(label: str, mg: int | None, key: str) -> Input:
    return Input(label, _mass(mg).text, _t(), f"#{key}")


def _certain(row: ForecastRow) -> list[Step]:
    seen = row.outlook
    due, verified, certain = _mass(seen.due), _mass(seen.verified or 0), _mass(seen.certain)
    return [
        Step(
            "due",
            _("Still due of verified closings"),
            due,
            _t(),
            _(
                "What closings that are verified bring in the months to come, as the account of each unit will book it. It needs no more deciding."
            ),
            inputs=[
                Input(one.name, _mass(one.amount).text, _t(), reverse("dashboards:power-unit", args=[one.unit]), _coal_told(one.amount))
                for one in row.due
            ],
            rule="C1",
        ),
        Step(
            "certain",
            _("Certain"),
            certain,
            _t(),
            _("What is verified, and what verified closings still bring."),
            f"{plus(verified.text, due.text)} = {certain.text}" if certain.value is not None else "",
            [_here(_("Verified"), seen.verified, "verified"), _here(_("Still due of verified closings"), seen.due, "due")],
        ),
    ]


def _coal_told(amount: int | None) -> str:
    return _("the coal of its last year is not known: counted as 0") if amount is None else ""


def _at_the_pace(row: ForecastRow, month: int) -> list[Step]:
    seen = row.outlook
    pace, expected, certain, end = (_mass(one) for one in (seen.pace, seen.expected, seen.certain or 0, seen.year_end))
    is_told = seen.year_end is not None
    months = [
        Input(month_text(one), _mass(mg).text, _t(), division_account(row.division.code, row.pollutant.code, one))
        for one, mg in row.recent.items()
    ]
    parts = [_here(_("Certain"), seen.certain, "certain"), Input(_("Months open"), str(seen.months_open), "", "#months_open")]
    partly = [_partly_input(row, one) for one in seen.partly]
    halves = (
        ("lowest", _("At least"), seen.low, seen.lowest, _("As at the pace, with the median of the weaker half of the months.")),
        ("highest", _("At most"), seen.high, seen.highest, _("As at the pace, with the median of the stronger half of the months.")),
    )
    return [
        Step(
            "months_open",
            _("Months open"),
            figure(seen.months_open, COUNT),
            "",
            _(
                "The months of the year that are not complete: those to come, and those that have ended without a verified figure or lack accepted returns."
            ),
            inputs=partly,
        ),
        Step(
            "pace",
            _("Pace of a month"),
            pace,
            _t(),
            _(
                "The median of the last complete months, each without what closings brought: one month gone astray moves it little. "
                "Where fewer than %(fewest)d are complete, months that lack accepted returns are taken for complete."
            )
            % {"fewest": FEWEST_MONTHS},
            f"median({'; '.join(one.text for one in months)}) = {pace.text}" if is_told else "",
            months,
        ),
        Step(
            "expected",
            _("Expected at the pace"),
            expected,
            _t(),
            _(
                "The pace for each open month; of one that has ended and lacks accepted returns, less what is verified of it, and nothing where that is beyond the pace."
            ),
            f"{_open_months(seen, seen.pace)} = {expected.text}" if is_told else "",
            [_here(_("Pace of a month"), seen.pace, "pace"), parts[1], *partly],
        ),
        Step(
            "year_end",
            _("Year's end at this pace"),
            end,
            _t(),
            _("What is certain, and what the open months bring at the pace."),
            f"{plus(certain.text, expected.text)} = {end.text}" if is_told else "",
            [parts[0], _here(_("Expected at the pace"), seen.expected, "expected")],
        ),
        *(
            Step(
                key,
                title,
                _mass(result),
                _t(),
                words,
                f"{plus(certain.text, _open_months(seen, half))} = {_mass(result).text}" if is_told else "",
                parts + partly,
            )
            for key, title, half, result, words in halves
        ),
    ]


def _open_months(seen: Outlook, pace: int) -> str:
    """What the open months bring at a pace, as a formula."""
    months, held = seen.at(pace)
    return less(f"{_mass(pace).text} × {months}", *(_mass(verified).text for verified in held.values()))


def _partly_input(row: ForecastRow, month: int) -> Input:
    url = division_account(row.division.code, row.pollutant.code, month)
    return Input(month_text(month), _mass(row.outlook.partly[month]).text, _t(), url, _("verified; not all returns accepted"))


def _planned(row: ForecastRow, month: int) -> list[Step]:
    projects, closings, end = _mass(row.projects), _mass(row.closings), _mass(row.year_end_planned)
    at_pace = _mass(row.outlook.year_end)
    words = {
        Route.PROJECT: _(
            "What projects bring by design from their expected end on. One that is in the returns of its plant already adds nothing."
        ),
        Route.CLOSING: _(
            "What closings that are not verified would be booked with by the year's end, less what their units were credited with."
        ),
    }
    titles = {Route.PROJECT: ("planned_projects", _("Planned: projects"), projects, OF_PROJECTS)}
    titles[Route.CLOSING] = ("planned_closings", _("Planned: closings"), closings, OF_CLOSINGS)
    steps = []
    for route, (key, title, sum_of_parts, rule) in titles.items():
        parts = [part for part in row.parts if part.route == route]
        counted = [_mass(part.amount).text for part in parts if part.counts]
        steps.append(
            Step(
                key,
                title,
                sum_of_parts,
                _t(),
                words[route],
                f"{plus(*counted)} = {sum_of_parts.text}" if counted else "",
                [
                    Input(part.name, _mass(part.amount).text, _t(), f"{planned_account(part, month)}#amount", standing_told(part))
                    for part in parts
                ],
                rule,
            )
        )
    return [
        *steps,
        Step(
            "year_end_planned",
            _("Year's end with plans"),
            end,
            _t(),
            _("The year's end at this pace, and everything that is planned. None of it is credited before it is verified."),
            f"{plus(at_pace.text, projects.text, closings.text)} = {end.text}" if end.value is not None else "",
            [
                _here(_("Year's end at this pace"), row.outlook.year_end, "year_end"),
                _here(_("Planned: projects"), row.projects, "planned_projects"),
                _here(_("Planned: closings"), row.closings, "planned_closings"),
            ],
        ),
    ]


def _against_the_cut(row: ForecastRow) -> list[Step]:
    seen = row.outlook
    return [
        *_one_end(row, "", seen.year_end, row.completion, row.short, is_planned=False),
        *_one_end(row, "_planned", row.year_end_planned, row.completion_planned, row.short_planned, is_planned=True),
    ]


def _one_end(row: ForecastRow, suffix: str, end: int | None, share: int | None, short: int | None, *, is_planned: bool) -> list[Step]:
    quota, ends = _mass(row.quota), _mass(end)
    completion, missing = figure(share, PERCENT, places=1), _mass(None if short is None else max(0, short))
    inputs = [_here(_("Year's end with plans") if is_planned else _("Year's end at this pace"), end, f"year_end{suffix}")]
    inputs.append(_here(_("Quota: the year's cut"), row.quota, "quota"))
    certain = _mass(row.outlook.certain or 0)
    required = row.required_planned if is_planned else row.required
    shared = row.required_of(row.projects + row.closings if is_planned else 0)
    partly = shared.partly if shared else {}
    plans = [_mass(row.projects).text, _mass(row.closings).text] if is_planned else []
    left = plus(less(quota.text, certain.text, *plans), *(_mass(verified).text for verified in partly.values()))
    return [
        Step(
            "planned_completion" if is_planned else "expected_completion",
            _("Completion with plans") if is_planned else _("Completion to be expected"),
            completion,
            "%",
            _("The year's end with plans, against the year's cut.")
            if is_planned
            else _("The year's end at this pace, against the year's cut."),
            f"{ends.text} ÷ {quota.text} = {completion.text} %" if share is not None else "",
            inputs,
            "T5",
        ),
        Step(
            f"short{suffix}",
            _("Missing with plans") if is_planned else _("Will be missing"),
            missing,
            _t(),
            _("The year's cut less the year's end with plans; nothing where the year will be made.")
            if is_planned
            else _("The year's cut less the year's end at this pace; nothing where the year will be made."),
            f"{less(quota.text, ends.text)} = {missing.text}" if short is not None and short > 0 else "",
            inputs,
        ),
        Step(
            "required_planned" if is_planned else "required_each_month",
            _("Required with plans") if is_planned else _("Required in each open month"),
            _mass(required),
            _t(),
            _(
                "What is neither certain nor planned, divided by the open months. What is verified of a month that lacks accepted returns counts towards "
                "its share; a month that has brought more than its share is not among them."
            )
            if is_planned
            else _(
                "What is not certain now, divided by the open months. What is verified of a month that lacks accepted returns counts towards "
                "its share; a month that has brought more than its share is not among them."
            ),
            f"({left}) ÷ {shared.months} = {_mass(required).text}" if required else "",
            [_here(_("Certain"), row.outlook.certain, "certain"), inputs[1], *(_partly_input(row, month) for month in partly)],
            "T6",
        ),
    ]


def _errors(row: ForecastRow) -> list[Step]:
    """Each earlier whole year: what would have been said, and what came."""
    of_pace = [Input(str(one.year), _miss_told(one.at_pace, one.actual, one.of_pace), _t()) for one in row.misses]
    of_plans = [Input(str(one.year), _miss_told(one.at_pace + one.planned, one.actual, one.of_plans), _t()) for one in row.misses]
    return [
        Step(
            "usual_error",
            _("Usual error of such forecasts"),
            _mass(row.usual_error),
            _t(),
            _("The median of how far the forecasts that the same month of each earlier whole year would have made missed that year's end."),
            inputs=of_pace,
        ),
        Step(
            "usual_error_planned",
            _("Usual error with plans"),
            _mass(row.usual_error_planned),
            _t(),
            _("The same of forecasts with what was planned in that month, as it was known then."),
            inputs=of_plans,
        ),
    ]


def _miss_told(said: int, came: int, missed: int) -> str:
    return f"{less(_mass(said).text, _mass(came).text)} = {_mass(missed).text}"
