"""Charts of one project: its milestones over time, and work done against money paid."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from construction.models import AcceptedProgress
from construction.standing import Standing, Step, money_of, progress_of
from dashboards.accounts import project_account
from dashboards.charts import AMBER, BLUE, RED, Chart
from dashboards.drawings.gantt import PLANNED, PROMISED, REACHED, GanttRow, gantt_drawing
from dashboards.drawings.lines import Line, line_drawing
from formulas.months import month_text
from formulas.units import PERCENT

MILLISECONDS_OF_A_DAY = 24 * 60 * 60 * 1000
POLLUTANT = "cod"  # whose account a project's is; progress and money stand in each
SHORTEST = datetime.timedelta(days=4)  # so that a bar can be seen


def milestone_chart(one: Standing) -> Chart:
    """Planned, promised and reached days of every milestone, up the ladder."""
    rows = [_row(step, since) for step, since in zip(one.steps, _starts(one), strict=True)]
    title = _("Milestones: planned, promised, reached")
    names = {"planned": _("planned"), "promised": _("promised"), "reached": _("reached"), "today": _("today")}
    svg = gantt_drawing(title, rows, one.as_of, names)
    traces = [
        _trace(names["planned"], PLANNED, [(row.name, row.since, row.planned) for row in rows]),
        _trace(
            names["promised"],
            PROMISED,
            [(row.name, *sorted((row.planned, row.promised))) for row in rows if row.promised and not row.reached],
        ),
        _trace(names["reached"], REACHED, [(row.name, min(row.since, row.reached), row.reached) for row in rows if row.reached]),
    ]
    today = one.as_of.isoformat()
    figure = {
        "data": traces,
        "layout": {
            "barmode": "group",
            "bargap": 0.25,
            "margin": {"l": 150, "r": 16, "t": 24, "b": 32},
            "height": 60 + 24 * len(rows),
            "legend": {"orientation": "h", "x": 0, "y": 1.08},
            "xaxis": {"type": "date", "tickformat": "%Y-%m"},
            "yaxis": {"type": "category", "autorange": "reversed", "categoryorder": "array", "categoryarray": [row.name for row in rows]},
            "shapes": [
                {
                    "type": "line",
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "x0": today,
                    "x1": today,
                    "line": {"color": RED, "width": 1.5, "dash": "dash"},
                }
            ],
        },
    }
    return Chart(id="milestones", title=title, figure=figure, svg=svg)


def _starts(one: Standing) -> list[datetime.date]:
    """From when on each milestone is worked at by plan: from the latest planned day before its own."""
    begun = one.plans[-1].document_date
    days = [step.planned_on for step in one.steps]
    return [max([begun, *(day for day in days[:place] if day < planned)]) for place, planned in enumerate(days)]


def _row(step: Step, since: datetime.date) -> GanttRow:
    return GanttRow(str(step.milestone), min(since, step.planned_on - SHORTEST), step.planned_on, step.promised_on, step.reached_on)


def _trace(name: str, colour: str, bars: list[tuple[str, datetime.date, datetime.date]]) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [row for row, _since, _until in bars],
        "base": [min(since, until - SHORTEST).isoformat() for _row, since, until in bars],
        "x": [max((until - since), SHORTEST).days * MILLISECONDS_OF_A_DAY for _row, since, until in bars],
        "text": [until.isoformat() for _row, _since, until in bars],
        "textposition": "none",
        "marker": {"color": colour},
        "hovertemplate": "%{y}: %{text}<extra>" + name + "</extra>",
    }


def work_money_chart(one: Standing) -> Chart | None:
    """Weighted progress and the share of money paid by month, in percent; None before a month has been accepted."""
    if not one.accepted:
        return None
    title = _("Work done against money paid")
    labels = [month_text(report.month) for report in one.accepted]
    work = [_percent(progress_of(report, one.steps)) for report in one.accepted]
    money = [_percent(money_of(report, one.project)) for report in one.accepted]
    addresses = [_account_of(report, one) for report in one.accepted]
    svg = line_drawing(f"{title}（{_('work')} —— {_('money')} – –）", labels, [Line(work, BLUE, ""), Line(money, AMBER, "6 4")])
    figure = {
        "data": [
            _line(_("work"), labels, work, {"color": BLUE, "width": 2}, [f"{address}#progress" for address in addresses]),
            _line(_("money"), labels, money, {"color": AMBER, "width": 2, "dash": "dash"}, [f"{address}#money" for address in addresses]),
        ],
        "layout": {
            "margin": {"l": 48, "r": 16, "t": 24, "b": 40},
            "height": 300,
            "legend": {"orientation": "h", "x": 0, "y": 1.14},
            "xaxis": {"type": "category", "nticks": 12},
            "yaxis": {"title": {"text": "%"}, "rangemode": "tozero"},
        },
    }
    return Chart(id="work-money", title=title, figure=figure, svg=svg)


def _percent(millionths: int | None) -> float | None:
    return None if millionths is None else float(PERCENT.shown(millionths, 1))


def _account_of(report: AcceptedProgress, one: Standing) -> str:
    """Of the project on the day that accepted the month; the month's sheet where a later one was known by then."""
    day = timezone.localtime(report.accepted_at).date()
    later = [other for other in one.accepted if other.month > report.month and timezone.localtime(other.accepted_at).date() <= day]
    if later:
        return reverse("construction:sheet", args=[one.project.district_id, month_text(report.month)])
    return project_account(one.project.pk, POLLUTANT, day)


def _line(name: str, labels: list[str], values: list[float | None], line: dict, addresses: list[str]) -> dict:
    told = {"x": labels, "y": values, "connectgaps": False, "line": line, "customdata": addresses}
    return {"type": "scatter", "mode": "lines+markers", "name": name, "hovertemplate": "%{x}: %{y:.1f} %<extra>" + name + "</extra>"} | told
