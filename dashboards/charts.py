"""Charts as plain dictionaries that the browser draws, each with a small drawing of the server's own for print and first sight.

Building plotly's objects would cost ten milliseconds a chart; a test hands these dictionaries to them instead.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.drawings.lines import Line, line_drawing
from formulas.months import month_text
from formulas.units import PERCENT

BLUE, GREY, AMBER, RED = "#1f5a99", "#6b7785", "#b86e00", "#b3261e"


@dataclass(frozen=True)
class Chart:
    id: str
    title: str
    figure: dict
    svg: SafeString

    @property
    def figure_id(self) -> str:
        """Where the page keeps the figure for the script that draws it."""
        return f"{self.id}-figure"


def load_rate_chart(plant: int, months: list[int], load_rates: list[int | None], required: int, low: int) -> Chart:
    """A plant's load rate month by month against both thresholds; months without data are gaps. A click on one leads to its account."""
    title = _("Load rate by month")
    percents = [None if rate is None else float(PERCENT.shown(rate, 2)) for rate in load_rates]
    labels = [month_text(month) for month in months]
    thresholds = [(float(PERCENT.exact(required)), AMBER, "dash"), (float(PERCENT.exact(low)), RED, "dot")]
    figure = {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": _("Load rate"),
                "x": labels,
                "y": percents,
                "customdata": [f"{plant_account(plant, month)}#load_rate" for month in months],
                "connectgaps": False,
                "line": {"color": BLUE, "width": 2},
                "hovertemplate": "%{x}: %{y:.1f} %<extra></extra>",
            }
        ],
        "layout": {
            "margin": {"l": 48, "r": 16, "t": 16, "b": 40},
            "height": 300,
            "showlegend": False,
            "xaxis": {"type": "category", "nticks": 12},
            "yaxis": {"title": {"text": "%"}, "rangemode": "tozero"},
            "shapes": [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level,
                    "y1": level,
                    "line": {"color": colour, "width": 1, "dash": dash},
                }
                for level, colour, dash in thresholds
            ],
        },
    }
    lines = [Line(percents, BLUE, ""), *(Line([level] * len(months), colour, "6 4") for level, colour, _dash in thresholds)]
    return Chart(id="load-rate", title=title, figure=figure, svg=line_drawing(title, labels, lines))
