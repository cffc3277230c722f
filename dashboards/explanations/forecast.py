"""The account of what is foretold for a division's year."""

from django.utils.translation import gettext as _

from dashboards.accounts import division_account
from dashboards.explanations.steps import Input, Step, less
from dashboards.forecast import ForecastRow
from dashboards.quotas import PLACES
from formulas.months import month_text
from formulas.units import COUNT, MASS, PERCENT
from tables import figure, unit_names


def forecast_steps(row: ForecastRow) -> list[Step]:
    seen, unit = row.outlook, str(unit_names.MASS)
    pace, verified, end, quota, short = (
        figure(one, MASS, places=PLACES) for one in (seen.pace, seen.verified, seen.year_end, row.quota, row.short)
    )
    required, error, completion = (
        figure(row.required, MASS, places=PLACES),
        figure(row.usual_error, MASS, places=PLACES),
        figure(row.completion, PERCENT, places=1),
    )
    is_told = seen.year_end is not None
    return [
        Step(
            "months_open",
            _("Months open"),
            figure(seen.months_open, COUNT),
            "",
            _("The months of the year without a verified figure, those to come and those that have ended."),
        ),
        Step(
            "pace",
            _("Pace of a month"),
            pace,
            unit,
            _("The median of the last verified months: one month gone astray moves it little."),
            inputs=[
                Input(
                    month_text(month),
                    figure(mg, MASS, places=PLACES).text,
                    unit,
                    division_account(row.division.code, row.pollutant.code, month),
                )
                for month, mg in row.recent.items()
            ],
        ),
        Step(
            "year_end",
            _("Year's end at this pace"),
            end,
            unit,
            _("What is verified, and the pace for each month that is not."),
            f"{verified.text} + {pace.text} × {seen.months_open} = {end.text}" if is_told else "",
        ),
        Step(
            "expected_completion",
            _("Completion to be expected"),
            completion,
            "%",
            _("The year's end at this pace, against the year's cut."),
            f"{end.text} ÷ {quota.text} = {completion.text} %" if row.completion is not None else "",
        ),
        Step(
            "short",
            _("Will be missing"),
            figure(None if row.short is None else max(0, row.short), MASS, places=PLACES),
            unit,
            _("The year's cut less the year's end at this pace; nothing where the year will be made."),
            f"{less(quota.text, end.text)} = {short.text}" if is_told and row.short > 0 else "",
        ),
        Step(
            "required_each_month",
            _("Required in each open month"),
            required,
            unit,
            _("What is missing now, divided by the months without a verified figure."),
            f"({less(quota.text, verified.text)}) ÷ {seen.months_open} = {required.text}" if row.required else "",
        ),
        Step(
            "usual_error",
            _("Usual error of such forecasts"),
            error,
            unit,
            _("The median of how far the forecasts that the same month of each earlier whole year would have made missed that year's end."),
        ),
    ]
