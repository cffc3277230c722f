"""Finding a plant among many: by a piece of its name, its English name, or the initials of its pinyin."""

import pytest

import figures.actions
from tests import city as small
from tests.entries import accept
from treatment_plants.actions import change_plant

REGISTER = "/treatment-plants/?format=json"
RANKING = "/rankings/plant-load/?format=json"


def plants(client, address: str) -> list[str]:
    return sorted(row["plant"] for row in client.get(address, HTTP_ACCEPT_LANGUAGE="zh-CN").json()["rows"])


@pytest.fixture
def vicemayor(signed_in, city):
    small.plant("乐从污水处理厂", city.west, 20_000, by=city.people["quota"])
    return signed_in("vicemayor")


@pytest.mark.parametrize("words", ["乐从", "lcws", "LCWSCLC", "ycws", " 从污 "])
@pytest.mark.parametrize("address", [REGISTER, RANKING])
def test_a_plant_is_found_by_name_and_by_either_reading_of_its_initials(vicemayor, address, words):
    figures.actions.refresh()
    assert plants(vicemayor, f"{address}&search={words}") == ["乐从污水处理厂"]


def test_words_that_no_plant_bears_find_nothing_and_say_so(vicemayor):
    assert plants(vicemayor, f"{REGISTER}&search=xyz") == []
    assert "没有符合条件的污水处理厂" in vicemayor.get("/treatment-plants/?search=xyz", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()


def test_a_district_shows_its_own_plants(vicemayor, city):
    assert plants(vicemayor, f"{REGISTER}&district=440604") == sorted([city.dongpo.name, city.shagang.name])
    assert plants(vicemayor, f"{RANKING}&district=440604") == sorted([city.dongpo.name, city.shagang.name])


def test_a_filter_does_not_change_anybodys_rank(vicemayor, city):
    accept(city, city.dali, 202210, "198.4", by="neighbour")
    figures.actions.refresh()
    found = vicemayor.get(f"{RANKING}&search=大沥").json()["rows"]
    assert [row["rank"] for row in found] == [4]


def test_a_renamed_plant_is_found_by_its_new_name(vicemayor, city):
    change_plant(
        plant=city.dongpo,
        seen_version=1,
        changes={"name": "新城污水处理厂"},
        pollutants=["cod"],
        valid_from=201503,
        m3_per_day=100_000,
        reason="更名",
        by=city.people["quota"],
    )
    assert plants(vicemayor, f"{REGISTER}&search=xcws") == ["新城污水处理厂"]


@pytest.mark.parametrize("district", ["440605", "440699", "44", "'", "440604%00"])
def test_a_foreign_district_answers_like_a_missing_one(signed_in, district):
    assert signed_in("official").get(f"{REGISTER}&district={district}").status_code == 404


def test_the_total_stands_on_the_page_and_not_in_the_file(vicemayor):
    page = vicemayor.get("/treatment-plants/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "4座在运行" in page
    assert "25.00" in page
    assert len(vicemayor.get(REGISTER).json()["rows"]) == 4
