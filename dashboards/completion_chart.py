"""Districts beside each other: how much of the year's cut each has reached, against the time that has passed (S3)."""

from django.utils.translation import gettext as _

from dashboards.accounts import division_account
from dashboards.charts import AMBER, BLUE, GREY, RED, Chart
from dashboards.district_ranking import DistrictRow
from dashboards.drawings.bars import Bars, bar_drawing
from dashboards.stands import Now
from formulas.units import PERCENT

ROOM_FOR_NUMBERS = 0.15
COLOURS = (BLUE, AMBER, GREY)


def completion_chart(rows: list[DistrictRow], stand: Now) -> Chart | None:
    """One group for each district in the official order, one bar for each pollutant; None where there is nothing to compare."""
    rows = [row for row in rows if row.has_source]
    if not rows:
        return None
    title = _("Completion of the year's cut by district")
    districts = sorted({row.district for row in rows}, key=lambda one: (one.position, one.code))
    found = {(row.district, row.pollutant): row.completion for row in rows}
    pollutants = sorted({row.pollutant for row in rows}, key=lambda one: one.position)
    series = [
        Bars(pollutant.symbol, [_percent(found.get((district, pollutant))) for district in districts], COLOURS[place % len(COLOURS)])
        for place, pollutant in enumerate(pollutants)
    ]
    accounts = [
        [stand.account(f"{division_account(district.code, one.code, stand.month)}#completion") for district in districts]
        for one in pollutants
    ]
    names, passed = [str(district) for district in districts], _percent(rows[0].time_progress)
    svg = bar_drawing(title, names, series, line=passed, line_name=_("Time progress"))
    return Chart(id="completion", title=title, figure=_figure(names, series, accounts, passed), svg=svg)


def _percent(millionths: int | None) -> float | None:
    return None if millionths is None else float(PERCENT.shown(millionths, 1))


def _figure(names: list[str], series: list[Bars], accounts: list[list[str]], passed: float) -> dict:
    """Each bar tells the address of its account, to which a click leads."""
    return {
        "data": [
            {
                "type": "bar",
                "name": one.name,
                "x": names,
                "y": one.values,
                "customdata": addresses,
                "text": ["" if value is None else f"{value:.1f}" for value in one.values],
                "textposition": "outside",
                "constraintext": "none",  # never smaller than it can be read; a narrow page turns it upright
                "textfont": {"size": 11},
                "cliponaxis": False,
                "marker": {"color": one.colour},
                "hovertemplate": "%{x} " + one.name + ": %{y:.1f} %<extra></extra>",
            }
            for one, addresses in zip(series, accounts, strict=True)
        ],
        "layout": {
            "barmode": "group",
            "bargap": 0.35,
            "margin": {"l": 48, "r": 96, "t": 28, "b": 32},
            "height": 300,
            "legend": {"orientation": "h", "x": 0, "y": 1.14},
            "xaxis": {"type": "category"},
            "yaxis": {"title": {"text": "%"}, "range": _range(series, passed)},
            "shapes": [_line(passed)],
            "annotations": [_line_name(passed)],
        },
    }


def _range(series: list[Bars], passed: float) -> list[float]:
    """From zero, or below the lowest bar, with room for the numbers at the ends of the bars."""
    values = [passed, 0, *(value for one in series for value in one.values if value is not None)]
    lowest, highest = min(values), max(values)
    room = (highest - lowest) * ROOM_FOR_NUMBERS
    return [lowest - room if lowest < 0 else 0, highest + room]


def _line(passed: float) -> dict:
    line = {"color": RED, "width": 1.5, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": passed, "y1": passed, "line": line}


def _line_name(passed: float) -> dict:
    text = f"{_('Time progress')}<br>{passed:.1f} %"
    place = {"xref": "paper", "x": 1.005, "xanchor": "left", "align": "left", "y": passed, "yanchor": "middle", "showarrow": False}
    return {"text": text, "font": {"color": RED, "size": 11}} | place
