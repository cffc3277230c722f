"""Baselines: a page that says hello, and the overview as it is usually written - ORM, template, plotly's own objects."""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from formulas.months import months_between

PAGE = """<!doctype html><title>Overview</title><table>{% for row in rows %}<tr><td>{{ row.plant.name }}</td><td>{{ row.division.name }}</td>
<td>{{ row.month }}</td><td>{{ row.design_capacity_m3_d|floatformat:2 }}</td><td>{{ row.actual_flow_m3_d|floatformat:2 }}</td>
<td>{{ row.load_rate_millionths|floatformat:1 }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table>
{% for chart in charts %}<div id="chart-{{ forloop.counter }}"></div><script type="application/json">{{ chart|safe }}</script>{% endfor %}"""
ROWS = 60
MONTH = 202209


def hello(request):
    return HttpResponse("hello")


def usual(request):
    from figures.models import PlantFigure

    rows = PlantFigure.objects.filter(month=MONTH).select_related("plant", "division").order_by("load_rate_millionths")[:ROWS]
    charts = [chart.to_json() for chart in plotly_charts()]
    return HttpResponse(engines["django"].from_string(PAGE).render({"rows": list(rows), "charts": charts}, request))


def plotly_charts() -> list:
    """The same three figures as objects that check themselves."""
    import plotly.graph_objects as go

    return [go.Figure(figure) for figure in plain_charts()]


def plain_charts() -> list[dict]:
    """Three plants' load rates over three years, as the portal writes them."""
    from dashboards.charts import load_rate_chart

    months = months_between(202001, 202212)
    return [
        load_rate_chart(salt, months, [(month * salt) % 1_200_000 for month in months], 600_000, 300_000).figure for salt in (7, 11, 13)
    ]


urlpatterns = [path("hello/", hello), path("usual/", usual), path("", include("reduction_portal.urls"))]
