"""Adding a plant and correcting it through the pages."""

import pytest
from django.db import IntegrityError, transaction

import figures.actions
from districts.actions import add_divisions
from districts.models import Division
from figures.models import PlantFigure
from formulas.units import PERCENT
from journal.models import Event, Verb
from tests.city import City
from tests.entries import accept
from treatment_plants.models import Plant

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
NEW = {
    "name": "新城污水处理厂",
    "district": "440604",
    "town": "440604010",
    "started_on": "2022-06-20",
    "pollutants": ["cod"],
    "capacity": "4",
}


def correction(plant: Plant, **changes) -> dict:
    """The form as the page hands it out, with some cells changed."""
    kept = {
        "name": plant.name,
        "district": plant.district_id,
        "started_on": plant.started_on.isoformat(),
        "pollutants": ["cod"],
        "capacity": "10",
        "valid_from": "2015-03",
        "reason": "核对设计文件",
        "seen_version": plant.version,
    }
    return kept | changes


def correct(browser, plant: Plant, **changes):
    return browser.post(f"/treatment-plants/{plant.pk}/correct/", correction(plant, **changes), **CHINESE)


def load_rates(plant: Plant, *months: int) -> list[str]:
    figures.actions.refresh()
    rows = PlantFigure.objects.filter(plant=plant)
    return [str(PERCENT.shown(rows.get(month=month).load_rate_millionths, 1)) for month in months]


@pytest.fixture
def quota(signed_in):
    return signed_in("quota")


def test_a_new_plant_owes_from_the_month_of_its_start(quota, signed_in):
    assert quota.post("/treatment-plants/add/", NEW).status_code == 302
    plant = Plant.objects.get(name=NEW["name"])
    assert [(one.valid_from, one.m3_per_day) for one in plant.capacities.all()] == [(202206, 40_000)]
    sheets = {
        month: signed_in("official").get(f"/returns/treatment-plants/440604/{month}/").content.decode() for month in ("2022-05", "2022-06")
    }
    assert [plant.name in page for page in sheets.values()] == [False, True]


@pytest.mark.parametrize(
    ("cell", "text", "told"),
    [
        ("capacity", "-4", "capacity"),
        ("capacity", "0", "capacity"),
        ("capacity", "4.00001", "capacity"),
        ("capacity", "一万", "capacity"),
        ("started_on", "2022-02-30", "started_on"),
        ("closed_on", "2022-06-19", "closed_on"),
        ("closed_on", "2202-06-20", "closed_on"),
        ("started_on", "0202-06-20", "started_on"),
        ("started_on", "1949-12-31", "started_on"),
        ("started_on", "2033-01-01", "started_on"),
        ("district", "440605999", "district"),
        ("district", "4406", "district"),
        ("town", "440605010", "town"),
        ("pollutants", ["gold"], "pollutants"),
        ("name", "", "name"),
        ("name", "东鄱污水处理厂", "__all__"),
    ],
)
def test_a_bad_cell_is_told_at_its_field_and_nothing_is_written(quota, city, cell, text, told):
    before = Plant.objects.count()
    answer = quota.post("/treatment-plants/add/", NEW | {cell: text})
    assert answer.status_code == 422
    assert told in answer.context["form"].errors
    assert Plant.objects.count() == before


def test_a_capacity_from_a_month_on_leaves_the_months_before_as_they_were(quota, city):
    for month in (202209, 202210):
        accept(city, city.dongpo, month, "150")
    before = load_rates(city.dongpo, 202209, 202210)
    assert correct(quota, city.dongpo, capacity="20", valid_from="2022-10").status_code == 302
    after = load_rates(city.dongpo, 202209, 202210)
    assert before == ["50.0", "48.4"]
    assert after == ["50.0", "24.2"]


def test_a_correction_stands_in_the_journal_with_before_after_and_reason(quota, city: City):
    correct(quota, city.dongpo, name="东鄱第一污水处理厂")
    event = Event.objects.filter(verb=Verb.PLANT_CHANGED).latest("pk")
    assert (event.actor, event.reason) == (city.people["quota"], "核对设计文件")
    assert (event.before["name"], event.after["name"]) == ("东鄱污水处理厂", "东鄱第一污水处理厂")


def test_two_people_correct_one_plant_and_the_second_is_told(quota, signed_in, city):
    seen = city.dongpo
    assert correct(quota, seen, name="甲厂").status_code == 302
    second = correct(signed_in("verifier"), seen, name="乙厂")
    assert second.status_code == 422
    assert "其他人员已更正该厂信息" in second.content.decode()
    assert Plant.objects.get(pk=seen.pk).name == "甲厂"


def test_a_correction_without_a_reason_is_refused(quota, city):
    answer = correct(quota, city.dongpo, reason=" ")
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


def test_a_double_click_adds_one_plant_and_tells_of_the_other(quota, monkeypatch):
    """Both requests have looked for the name before either has stored it."""
    monkeypatch.setattr(Plant, "validate_constraints", lambda plant, exclude=None: None)
    answers = [quota.post("/treatment-plants/add/", NEW, **CHINESE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "name" in answers[1].context["form"].errors
    assert Plant.objects.filter(name=NEW["name"]).count() == 1


def test_of_two_plants_that_get_one_name_at_once_the_second_is_told(quota, city, monkeypatch):
    monkeypatch.setattr(Plant, "validate_constraints", lambda plant, exclude=None: None)
    answer = correct(quota, city.dongpo, name=city.shagang.name)
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


def test_towns_stand_under_their_district_and_the_plants_own_district_comes_first(quota, city):
    add_divisions(divisions=[Division(code="440605121", name="大沥镇", position=1), Division(code="440605122", name="狮山镇", position=2)])
    offered = {
        plant: dict(quota.get(f"/treatment-plants/{plant.pk}/correct/").context["form"].fields["town"].choices)
        for plant in (city.dongpo, city.dali)
    }
    assert [list(groups)[1:] for groups in offered.values()] == [["禅城区", "南海区"], ["南海区", "禅城区"]]
    assert [code for code, _name in offered[city.dali]["南海区"]] == ["440605121", "440605122"]


def test_a_town_of_another_district_is_told_at_its_field(quota, city):
    answer = correct(quota, city.dali, town="440604010")
    assert answer.status_code == 422
    assert "town" in answer.context["form"].errors


class TestCapacities:
    @pytest.mark.parametrize("month", ["1900-01", "2015-02", "2024-12", "2099-12"])
    def test_a_month_outside_the_plants_life_is_refused(self, quota, city, month):
        answer = correct(quota, city.dongpo, valid_from=month, capacity="20")
        assert answer.status_code == 422
        assert "2015-03 … 2024-11" in answer.context["form"].errors["valid_from"][0]
        assert city.dongpo.capacities.count() == 1

    def test_the_first_may_stay_where_the_plant_starts_later_than_was_thought(self, quota, city):
        assert correct(quota, city.dongpo, started_on="2016-01-01").status_code == 302

    def test_one_entered_wrongly_is_taken_back_and_its_months_fall_back(self, quota, city):
        accept(city, city.dongpo, 202210, "155")
        correct(quota, city.dongpo, capacity="20", valid_from="2021-10")
        city.dongpo.refresh_from_db()
        assert load_rates(city.dongpo, 202210) == ["25.0"]

        answer = correct(quota, city.dongpo, capacity="20", valid_from="2021-10", taken_back="202110", reason="月份有误")
        assert answer.status_code == 302
        assert load_rates(city.dongpo, 202210) == ["50.0"]
        event = Event.objects.filter(verb=Verb.PLANT_CHANGED).latest("pk")
        assert event.reason == "月份有误"
        assert event.before["design_capacity"] == {"2015-03": 100_000, "2021-10": 200_000}
        assert event.after["design_capacity"] == {"2015-03": 100_000}

    def test_the_first_is_never_taken_back(self, quota, city):
        correct(quota, city.dongpo, capacity="20", valid_from="2021-10")
        city.dongpo.refresh_from_db()
        answer = correct(quota, city.dongpo, taken_back="201503")
        assert answer.status_code == 422
        assert city.dongpo.capacities.count() == 2

    def test_it_is_not_changed_and_taken_back_at_once(self, quota, city):
        correct(quota, city.dongpo, capacity="20", valid_from="2021-10")
        city.dongpo.refresh_from_db()
        answer = correct(quota, city.dongpo, capacity="15", valid_from="2021-10", taken_back="202110")
        assert "taken_back" in answer.context["form"].errors

    @pytest.mark.parametrize("wrong", [{"valid_from": 190001}, {"valid_from": 999912}])
    def test_the_database_itself_refuses_such_a_month(self, city, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            city.dongpo.capacities.update(**wrong)

    @pytest.mark.parametrize("wrong", [{"started_on": "0202-06-20"}, {"closed_on": "2202-06-20"}])
    def test_the_database_itself_refuses_such_a_date(self, city, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plant.objects.filter(pk=city.dongpo.pk).update(**wrong)


def test_a_name_that_the_district_has_already_is_refused_in_the_portals_own_words(city, quota):
    page = quota.post("/treatment-plants/add/", NEW | {"name": city.dongpo.name}, **CHINESE).content.decode()
    assert "本区已有同名污水处理厂。" in page
    assert "Plant" not in page
