"""Loading a sheet of plants and taking it back: all of it or nothing."""

import datetime
from decimal import Decimal

import pytest

from formulas.units import CAPACITY
from journal.models import Event, StaleMark, Verb
from tests.house.test_doors import all_rows
from tests.treatment_plants.plant_sheets import REGISTER, SOURCE, answered, loaded, planned, register, uploaded
from treatment_plants.models import EVER_SINCE, LoadedRow, Plant, RegisterInflow
from treatment_plants.queries import plants_in, plants_waiting
from treatment_plants.register.actions import Overtaken, load_plants, tell_of_plants
from treatment_plants.register.answers import Answers, RowAnswer
from treatment_plants.register.undoing.actions import Depended, DoneBefore, undo_load


def amounts(plants) -> dict[str, Decimal]:
    return {one.name: CAPACITY.exact(one.capacities.get().m3_per_day).normalize() for one in plants}


class TestFirstLoad:
    def test_every_plant_is_there_with_what_its_row_tells(self, city):
        loaded(city)
        assert amounts(plants_waiting("4406")) == {"Xi Wan WWTP": 3, "Ling Nan Zhen WWTP": Decimal("0.5")}
        assert amounts(plants_in("4406").exclude(name__contains="污水")) == {
            "Chan Cheng Bei An WWTP I": 4,
            "Chan Cheng Bei An WWTP II": 6,
            "Nan Hai Qu Dong He WWTP": Decimal("1.5"),
            "Nan Hai Qu Dong He WWTP (2)": Decimal("2.5"),
        }

    def test_the_inflow_of_the_register_stands_apart_from_what_was_measured(self, city):
        loaded(city)
        told = RegisterInflow.objects.filter(pollutant="cod").values_list("plant__name", "inlet_ug_l", "year", "source")
        assert ("Xi Wan WWTP", 88_250, None, SOURCE) in told
        assert ("Ling Nan Zhen WWTP", None, None, SOURCE) in told
        assert len(told) == len(REGISTER)

    def test_a_plant_whose_start_nobody_knows_owes_nothing_and_is_worth_no_mark_of_the_past(self, city):
        loaded(city)
        plant = Plant.objects.get(name="Chan Cheng Bei An WWTP I")
        assert (plant.started_on, plant.owes(202210), plant.capacities.get().valid_from) == (None, False, EVER_SINCE)

    def test_a_date_for_all_holds_where_no_row_tells_one(self, city):
        day = datetime.date(2012, 5, 1)
        loaded(city, answers=Answers(source="名录", started_on=day))
        assert set(Plant.objects.filter(register_inflows__isnull=False).values_list("started_on", flat=True)) == {day}

    def test_the_journal_tells_of_each_plant_and_of_the_load(self, city):
        loaded(city)
        event = Event.objects.get(verb=Verb.PLANTS_LOADED)
        assert event.after == {"plants_added": 6, "plants_changed": 0, "months_loaded": 0}
        assert Event.objects.filter(verb=Verb.PLANT_ADDED, subject_name="Xi Wan WWTP", division="4406").exists()

    def test_figures_are_marked_where_a_plant_lies_and_nowhere_for_one_that_waits(self, city):
        loaded(city)
        assert set(StaleMark.objects.values_list("division", flat=True)) == {"440604", "440605"}

    def test_every_row_says_where_it_came_from_and_what_became_of_it(self, city):
        load = loaded(city, answers=Answers(source="名录", rows={"CSV!7": RowAnswer(left_out=True)}))
        rows = list(load.rows.values_list("place", "plant_name", "outcome"))
        assert ("CSV!A2", "Chan Cheng Bei An WWTP I", "added") in rows
        assert ("CSV!A7", "Ling Nan Zhen WWTP", "left_out") in rows
        assert not Plant.objects.filter(name="Ling Nan Zhen WWTP").exists()


class TestDistrict:
    def test_who_keeps_the_plants_of_one_district_loads_into_it_and_never_another_s(self, city):
        city.people["quota"].division = city.east
        loaded(city)
        assert set(plants_in("4406").filter(name__contains="WWTP").values_list("name", "district")) == {
            ("Chan Cheng Bei An WWTP I", "440604"),
            ("Chan Cheng Bei An WWTP II", "440604"),
            ("Xi Wan WWTP", "440604"),
        }
        # The rows of other districts wait here until somebody says what they are.
        assert plants_waiting("440604").count() == 3


class TestSecondLoad:
    def test_the_same_sheet_again_changes_nothing(self, city):
        loaded(city)
        plants = list(Plant.objects.order_by("pk").values())
        load = loaded(city, register() + b"\n")
        assert set(load.rows.values_list("outcome", flat=True)) == {"unchanged"}
        assert list(Plant.objects.order_by("pk").values()) == plants

    def test_a_later_register_changes_what_it_tells_and_blank_cells_take_nothing_away(self, city):
        loaded(city)
        load = loaded(city, register("Xi Wan WWTP,,3.5,,Class 1A,,10", "Chan Cheng Bei An WWTP I,禅城区,4,AO,Class 1B,93.3,12.7"))
        plant = Plant.objects.get(name="Xi Wan WWTP")
        assert (plant.process, plant.discharge_standard, plant.version) == ("AAO", "Class 1A", 2)
        assert dict(plant.register_inflows.values_list("pollutant", "inlet_ug_l")) == {"cod": 88_250, "nh3n": 10_000}
        assert list(plant.capacities.values_list("m3_per_day", flat=True)) == [30_000, 35_000]
        assert dict(load.rows.values_list("plant_name", "outcome")) == {"Xi Wan WWTP": "changed", "Chan Cheng Bei An WWTP I": "unchanged"}

    def test_a_plant_that_the_portal_has_in_characters_is_found_by_its_pinyin(self, city):
        load = loaded(city, register("Chan Cheng Sha Gang WWTP,禅城区,5,AAO,Class 1B,160,12.8"))
        assert load.rows.get().plant == city.shagang.pk
        assert RegisterInflow.objects.get(plant=city.shagang, pollutant="cod").inlet_ug_l == 160_000

    def test_a_person_may_say_that_it_is_another_plant(self, city):
        rows = {"CSV!2": RowAnswer(plant="new")}
        loaded(city, register("Chan Cheng Sha Gang WWTP,禅城区,5,AAO,Class 1B,160,12.8"), Answers(source="名录", rows=rows))
        assert Plant.objects.filter(district="440604").count() == 3

    def test_who_reads_an_older_preview_is_told(self, city):
        draft = uploaded(city, register("Sha Gang WWTP,禅城区,6,,,160,"), answers=Answers(source=SOURCE))
        seen = planned(draft).fingerprint
        other = uploaded(city, register("沙岗污水处理厂,禅城区,7,,,160,"), answers=Answers(source=SOURCE))
        load_plants(draft=other, seen=other.version, seen_plan=planned(other).fingerprint, by=city.people["quota"])
        before = all_rows()
        with pytest.raises(Overtaken):
            load_plants(draft=draft, seen=draft.version, seen_plan=seen, by=city.people["quota"])
        assert all_rows() == before


class TestUndo:
    KEPT = ("journal.Event", "journal.StaleMark", "treatment_plants.PlantLoad", "treatment_plants.LoadedRow", "workbooks.Draft")

    def records(self):
        return {name: rows for name, rows in all_rows().items() if name.startswith(("treatment_plants", "returns", "figures"))}

    def test_nothing_is_left_of_what_was_added(self, city):
        before = self.records()
        load = loaded(city)
        undo_load(load=load, by=city.people["quota"])
        after = self.records()
        assert [name for name in after if after[name] != before[name]] == ["treatment_plants.PlantLoad", "treatment_plants.LoadedRow"]
        assert Event.objects.filter(verb=Verb.PLANT_REMOVED).count() == 6

    def test_what_was_changed_is_as_it_was(self, city):
        loaded(city)
        told = list(Plant.objects.order_by("pk").values("process", "discharge_standard", "district", "waits_in", "started_on"))
        inflow = list(RegisterInflow.objects.order_by("plant", "pollutant").values_list("plant", "pollutant", "inlet_ug_l", "year"))
        later = loaded(
            city, register("Xi Wan WWTP,南海区,3.5,SBR,1A,70,10,2011.5", head=HEAD_WITH_START), Answers(source="名录二", valid_from=202209)
        )
        assert Plant.objects.get(name="Xi Wan WWTP").district_id == "440605"
        undo_load(load=later, by=city.people["verifier"])
        assert list(Plant.objects.order_by("pk").values("process", "discharge_standard", "district", "waits_in", "started_on")) == told
        assert list(RegisterInflow.objects.order_by("plant", "pollutant").values_list("plant", "pollutant", "inlet_ug_l", "year")) == inflow
        assert Plant.objects.get(name="Xi Wan WWTP").capacities.get().m3_per_day == 30_000

    def test_a_capacity_that_was_put_in_the_place_of_another_comes_back(self, city):
        first = loaded(city, register("沙岗污水处理厂,禅城区,6,,,,"), Answers(source="一", valid_from=202209))
        second = loaded(city, register("沙岗污水处理厂,禅城区,7,,,,"), Answers(source="二", valid_from=202209))
        undo_load(load=second, by=city.people["quota"])
        assert dict(city.shagang.capacities.values_list("valid_from", "m3_per_day")) == {201503: 50_000, 202209: 60_000}
        with pytest.raises(Depended):
            undo_load(load=first, by=city.people["quota"])

    def test_it_is_refused_where_later_work_rests_on_it_and_says_what(self, city):
        load = loaded(city)
        plant = Plant.objects.get(name="Xi Wan WWTP")
        tell_of_plants(told=[(plant, {"district_id": "440605", "waits_in_id": None})], reason="区里来函", by=city.people["quota"])
        before = all_rows()
        with pytest.raises(Depended) as refused:
            undo_load(load=load, by=city.people["quota"])
        assert refused.value.reasons == [("changed", "Xi Wan WWTP")]
        assert all_rows() == before

    def test_twice_is_once(self, city):
        load = loaded(city)
        undo_load(load=load, by=city.people["quota"])
        with pytest.raises(DoneBefore):
            undo_load(load=load, by=city.people["quota"])

    def test_the_file_can_be_uploaded_and_loaded_anew(self, city):
        undo_load(load=loaded(city), by=city.people["quota"])
        loaded(city)
        assert Plant.objects.filter(register_inflows__isnull=False).distinct().count() == 6


class TestWaiting:
    def test_a_plant_whose_district_is_said_stands_in_it_from_then_on(self, city):
        loaded(city)
        StaleMark.objects.all().delete()
        tell_of_plants(
            told=[(Plant.objects.get(name="Xi Wan WWTP"), {"district_id": "440605", "waits_in_id": None})],
            reason="区里来函",
            by=city.people["quota"],
        )
        assert [one.name for one in plants_waiting("4406")] == ["Ling Nan Zhen WWTP"]
        assert set(StaleMark.objects.values_list("division", flat=True)) == {"440605"}

    def test_a_start_that_is_said_makes_it_owe_returns(self, city):
        loaded(city)
        tell_of_plants(
            told=[(Plant.objects.get(name="Chan Cheng Bei An WWTP I"), {"started_on": datetime.date(2019, 3, 1)})],
            reason="台账",
            by=city.people["quota"],
        )
        assert Plant.objects.get(name="Chan Cheng Bei An WWTP I").owes(201903)

    def test_a_draft_that_changes_under_the_person_is_refused(self, city):
        draft = uploaded(city, register(), answers=Answers(source=SOURCE))
        answered(draft, Answers(source="另一份"), city.people["quota"])
        from workbooks.actions import DraftChanged

        with pytest.raises(DraftChanged):
            load_plants(draft=draft, seen=draft.version - 1, seen_plan=planned(draft).fingerprint, by=city.people["quota"])
        assert not LoadedRow.objects.exists()


HEAD_WITH_START = "名称,区,设计处理能力(万吨/日),工艺,排放标准,进水COD年均(mg/L),进水氨氮年均(mg/L),投运时间"
