"""Charts: what the browser draws is what the table beside it says, and the server's own drawing says it too."""

import json
import re

import plotly.graph_objects
import pytest

import figures.actions
from tests.entries import accept
from tests.targets.quotas import in_force

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def figure(page: str, name: str) -> dict:
    return json.loads(re.search(rf'<script id="{name}-figure" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture
def vicemayor(city, signed_in):
    in_force(city)
    for month, volume in ((202110, "100"), (202210, "155")):
        accept(city, city.dongpo, month, volume)
        accept(city, city.dali, month, volume, by="neighbour")
    figures.actions.refresh()
    return signed_in("vicemayor")


def test_districts_stand_beside_the_time_that_has_passed(vicemayor):
    address = "/rankings/districts/"
    page = vicemayor.get(address, **CHINESE).content.decode()
    rows = vicemayor.get(f"{address}?format=json", **CHINESE).json()["rows"]
    drawn = figure(page, "completion")
    told = {(row["district"], row["pollutant"]): row["completion"] for row in rows if row["completion"] is not None}
    bars = {
        (name, bar["name"]): value for bar in drawn["data"] for name, value in zip(bar["x"], bar["y"], strict=True) if value is not None
    }
    assert told
    assert {key: f"{float(value):.1f}" for key, value in told.items()} == {key: f"{value:.1f}" for key, value in bars.items()}
    assert drawn["layout"]["shapes"][0]["y0"] == 83.3
    for value in bars.values():
        assert f">{value:.1f}</text>" in page


def test_a_plant_stands_beside_both_thresholds(vicemayor, city):
    page = vicemayor.get(f"/treatment-plants/{city.dongpo.pk}/").content.decode()
    drawn = figure(page, "load-rate")
    assert drawn["data"][0]["x"][-1] == "2022-10"
    assert drawn["data"][0]["y"][-1] == 50.0
    assert drawn["data"][0]["y"][-2] is None
    assert [shape["y0"] for shape in drawn["layout"]["shapes"]] == [60.0, 30.0]


@pytest.mark.parametrize(("address", "name"), [("/rankings/districts/", "completion"), ("/treatment-plants/1/", "load-rate")])
def test_plotly_knows_every_word_of_the_figure(vicemayor, city, address, name):
    page = vicemayor.get(address.replace("/1/", f"/{city.dongpo.pk}/")).content.decode()
    drawn = figure(page, name)
    assert plotly.graph_objects.Figure(drawn).to_dict()["layout"].keys() >= drawn["layout"].keys()
    with pytest.raises(ValueError, match="Invalid property"):
        plotly.graph_objects.Figure({"layout": {"no_such_word": 1}})


def test_without_quotas_there_is_no_chart(signed_in):
    assert "completion-figure" not in signed_in("vicemayor").get("/rankings/districts/").content.decode()
