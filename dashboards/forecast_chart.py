"""Each year by its parts, as shares of the year's cut: certain, expected, planned."""

from django.utils.translation import gettext as _

from dashboards.accounts import division_account
from dashboards.charts import AMBER, BLUE, GREY, RED, Chart
from dashboards.drawings.stacks import Layer, stack_drawing
from dashboards.forecast import ForecastRow
from dashboards.quotas import PLACES
from formulas.rounding import rounded
from formulas.targets import completion_millionths
from formulas.units import MASS, PERCENT
from tables import figure

# More could not be told apart; the table has all.
MOST_ROWS = 24
LIGHT_BLUE = "#8ab4dd"


def forecast_chart(rows: list[ForecastRow], month: int) -> Chart | None:
    """The rows in the table's order, those most in danger first; None where none has a cut to compare with."""
    shown = [row for row in rows if row.quota > 0][:MOST_ROWS]
    if not shown:
        return None
    title = _("The year's end by its parts, against the year's cut")
    names = [f"{row.division} {row.pollutant.symbol}" for row in shown]
    parts = (
        ("certain", _("Certain"), BLUE, [row.outlook.certain for row in shown]),
        ("expected", _("Expected at the pace"), LIGHT_BLUE, [row.outlook.expected for row in shown]),
        ("planned_projects", _("Planned: projects"), AMBER, [row.projects for row in shown]),
        ("planned_closings", _("Planned: closings"), GREY, [row.closings for row in shown]),
    )
    layers = [
        Layer(
            name,
            [_share(mg, row) for mg, row in zip(amounts, shown, strict=True)],
            [f"{division_account(row.division.code, row.pollutant.code, month)}#{key}" for row in shown],
            colour,
        )
        for key, name, colour, amounts in parts
    ]
    told = [[figure(mg, MASS, places=PLACES).text for mg in amounts] for _key, _name, _colour, amounts in parts]
    line_name = _("the year's cut")
    svg = stack_drawing(title, names, layers, line=100, line_name=line_name)
    return Chart(id="forecast", title=title, figure=_figure(names, layers, told, line_name), svg=svg)


def _share(mg: int | None, row: ForecastRow) -> float | None:
    return None if mg is None else float(PERCENT.shown(rounded(*completion_millionths(mg, row.quota)), 1))


def _figure(names: list[str], layers: list[Layer], told: list[list[str]], line_name: str) -> dict:
    cut = {"xref": "x", "yref": "paper", "x0": 100, "x1": 100, "y0": 0, "y1": 1}
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": one.name,
                "y": names,
                "x": one.values,
                "customdata": [list(pair) for pair in zip(one.urls, amounts, strict=True)],
                "marker": {"color": one.colour},
                "hovertemplate": "%{y} " + one.name + ": %{customdata[1]} t, %{x:.1f} %<extra></extra>",
            }
            for one, amounts in zip(layers, told, strict=True)
        ],
        "layout": {
            "barmode": "relative",
            "bargap": 0.3,
            "margin": {"l": 130, "r": 20, "t": 44, "b": 32},
            "height": 90 + 22 * len(names),
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": {"ticksuffix": " %"},
            "yaxis": {"type": "category", "autorange": "reversed"},
            "shapes": [{"type": "line", "line": {"color": RED, "width": 1.5, "dash": "dash"}} | cut],
            "annotations": [
                {"x": 100, "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "right", "showarrow": False, "text": line_name}
                | {"font": {"color": RED, "size": 11}}
            ],
        },
    }
