"""A fifth pollutant comes in by the reviewed files alone: no line of the portal knows its name."""

import json
import re
import shutil
from pathlib import Path

import pytest

import figures.actions
import targets.actions
from figures.models import DivisionFigure
from figures.second_hand import differences
from tests import city as small
from tests.targets.quotas import FIGURES, in_force
from treatment_plants.models import Plant

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
PHOSPHORUS = {"code": "tp", "name": "总磷", "name_en": "Total phosphorus", "symbol": "TP", "medium": "water", "position": 5}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def phosphorus(city, tmp_path, monkeypatch):
    """The reference files with one pollutant more, in the list and in the present plan."""
    files = tmp_path / "reference"
    shutil.copytree(targets.actions.REFERENCE, files)
    edit(files / "pollutants.json", lambda content: content["pollutants"].append(PHOSPHORUS))
    edit(files / "plans.json", lambda content: [plan["pollutants"].append("tp") for plan in content["plans"] if plan["base_year"] == 2020])
    monkeypatch.setattr(targets.actions, "REFERENCE", files)
    targets.actions.sync_reference()


def edit(file: Path, change) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def plant(city, phosphorus) -> Plant:
    return small.plant("磷厂", city.east, 50_000, by=city.people["quota"], pollutants=("cod", "tp"))


def fill_in(browser, plant: Plant, month: str, outlet: str):
    cells = {"version": 0, "loaded": "|||||||", "days": 31, "volume_m3": "100", "note": ""}
    cells |= {"cod_inlet_ug_l": "180", "cod_outlet_ug_l": "30", "tp_inlet_ug_l": "4.5", "tp_outlet_ug_l": outlet}
    answer = browser.post(
        f"/returns/treatment-plants/440604/{month}/", {f"plant{plant.pk}-{name}": value for name, value in cells.items()} | {"submit": ""}
    )
    assert answer.status_code == 302, answer.content.decode()


def accept(browser, month: str) -> None:
    page = browser.get(f"/returns/treatment-plants/440604/{month}/").content.decode()
    ticked = re.findall(r'name="return" value="([^"]+)"', page)
    assert browser.post(f"/returns/treatment-plants/440604/{month}/review/", {"return": ticked, "accept": ""}).status_code == 302


def test_without_the_files_nobody_knows_it(city, signed_in):
    # Between the tags: a token drawn at random may hold any two letters.
    assert "TP" not in re.sub(r"<[^>]*>", "", signed_in("vicemayor").get("/targets/").content.decode())


def test_it_is_entered_accepted_worked_out_and_ranked(plant, city, signed_in):
    caps = ("49", "40", "40", "40", "40")
    in_force(city, FIGURES | {("4406", "tp"): ("50", *caps), ("440604", "tp"): ("50", *caps)})
    for month, outlet in (("2021-10", "0.5"), ("2022-10", "0.3")):
        fill_in(signed_in("official"), plant, month, outlet)
        accept(signed_in("verifier"), month)
    figures.actions.refresh()
    october = DivisionFigure.objects.get(division="440604", month=202210, pollutant="tp")
    # 100 万吨 × (4.5 − 0.3) mg/L = 4.2 t; a year before 4.0 t
    assert (october.verified_load_mg, october.verified_reduction_mg) == (4_200_000_000, 200_000_000)
    assert differences(2021, 2022).empty
    rows = signed_in("vicemayor").get("/rankings/districts/?format=json").json()["rows"]
    ranked = next(row for row in rows if row["pollutant_code"] == "tp")
    assert (ranked["pollutant"], float(ranked["quota"]), float(ranked["verified"]), float(ranked["completion"])) == ("TP", 9, 0.2, 2.2222)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("official", "/returns/treatment-plants/440604/2022-10/"),
        ("vicemayor", "/treatment-plants/"),
        ("quota", "/treatment-plants/add/"),
    ],
)
def test_every_page_that_names_pollutants_names_it(plant, signed_in, who, address):
    assert re.search(r"TP|总磷", re.sub(r"<[^>]*>", "", signed_in(who).get(address, **CHINESE).content.decode()))


def test_the_plant_page_has_a_column_for_it(plant, signed_in):
    figures.actions.refresh()
    assert "TP去除量" in signed_in("vicemayor").get(f"/treatment-plants/{plant.pk}/", **CHINESE).content.decode()


# What other people's sheets of plants may head a column with, so that it is taken for nothing else.
KNOWS_FOREIGN_HEADINGS = ROOT / "treatment_plants/layouts/meanings.py"


def test_no_file_of_the_portal_names_it():
    named = [
        path for path in ROOT.glob("*/**/*.py") if "tests" not in path.parts and ".venv" not in path.parts and "总磷" in path.read_text()
    ]
    assert named == [KNOWS_FOREIGN_HEADINGS]
