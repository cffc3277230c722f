"""Past months from sheets: entered by who loads them, accepted by another, undone as long as nobody has worked on them."""

import datetime
import io

import pytest
import xlsxwriter

import figures.actions
from districts.actions import add_divisions
from districts.models import Division
from figures.models import PlantFigure
from returns.actions import OwnEntry
from returns.models import MonthlyReturn, State
from tests.entries import accept, correct_plant, save
from tests.entries import submit as handed_in
from tests.house.test_doors import all_rows
from tests.treatment_plants.plant_sheets import loaded, planned, uploaded
from treatment_plants.actions import accept as accept_rows
from treatment_plants.entries import entry_of
from treatment_plants.models import Measurement, Operation, Plant
from treatment_plants.register.actions import accept_load
from treatment_plants.register.answers import Answers, RowAnswer
from treatment_plants.register.undoing.actions import Depended, undo_load

HEADS = ["年", "月", "区", "污水处理厂", "设计能力(万吨/日)", "投运时间", "运行天数", "处理水量(万吨)", "进水COD(mg/L)", "出水COD(mg/L)"]
DONGPO = [
    [2021, 1, "禅城区", "东鄱污水处理厂", "", "", 31, 250, 200, 20],
    [2021, 2, "禅城区", "东 鄱 污水厂", "", "", 28, 240.5, 210, 21],
]
NEW = [[2021, 3, "南海区", "新桥污水处理厂", 2, "2019.6", 31, 40, 150, 15]]

WITHOUT_OUTFLOW = [2021, 1, "禅城区", "东鄱污水处理厂", "", "", 31, 250, 200, ""]


def workbook(*rows: list, heads: list = HEADS) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("历史数据")
        for number, row in enumerate([heads, *rows]):
            page.write_row(number, 0, row)
    return file.getvalue()


def history(city, *rows, answers=None, by="quota"):
    return loaded(city, workbook(*(rows or [*DONGPO, *NEW])), answers or Answers(source="2021年运行年报"), by)


def problems(city, *rows, answers=None) -> list[str]:
    return [one.text for one in planned(uploaded(city, workbook(*rows), answers=answers)).problems]


def states(city) -> dict:
    return {(one.plant.name, one.month): one.monthly_return.state for one in Operation.objects.select_related("plant", "monthly_return")}


class TestLoad:
    def test_months_wait_for_the_verifier_under_the_name_of_who_loaded_them(self, city):
        history(city)
        assert states(city) == {
            ("东鄱污水处理厂", 202101): State.SUBMITTED,
            ("东鄱污水处理厂", 202102): State.SUBMITTED,
            ("新桥污水处理厂", 202103): State.SUBMITTED,
        }
        assert {one.submitted_by for one in MonthlyReturn.objects.all()} == {city.people["quota"]}

    def test_they_hold_what_the_sheet_tells_and_name_their_document(self, city):
        history(city)
        kept = Measurement.objects.get(plant=city.dongpo, month=202102)
        assert (kept.volume_m3, kept.inlet_ug_l, kept.outlet_ug_l) == (2_405_000, 210_000, 21_000)
        assert Operation.objects.get(plant=city.dongpo, month=202102).note == "2021年运行年报"

    def test_a_plant_that_the_sheet_tells_for_the_first_time_is_added_with_its_start(self, city):
        history(city)
        plant = Plant.objects.get(name="新桥污水处理厂")
        assert (plant.started_on, plant.district_id) == (datetime.date(2019, 6, 1), "440605")

    def test_a_month_that_lacks_a_value_stays_a_draft(self, city):
        history(city, [2021, 1, "禅城区", "东鄱污水处理厂", "", "", 31, 250, "—", 20])
        assert states(city) == {("东鄱污水处理厂", 202101): State.DRAFT}

    def test_accepted_history_stands_in_the_figures(self, city):
        load = history(city)
        figures.actions.refresh()
        before = PlantFigure.objects.get(plant=city.dongpo, month=202101)
        assert accept_load(load=load, by=city.people["verifier"]) == 3
        figures.actions.refresh()
        after = PlantFigure.objects.get(plant=city.dongpo, month=202101)
        # 250 万吨 ÷ (10 万吨/日 × 31 days)
        assert (before.load_rate_millionths, after.load_rate_millionths) == (None, 806_452)

    def test_who_loads_never_accepts(self, city):
        load = history(city, by="verifier")
        with pytest.raises(OwnEntry):
            accept_load(load=load, by=city.people["verifier"])
        assert set(states(city).values()) == {State.SUBMITTED}

    def test_nor_where_the_district_has_filled_up_and_handed_in_what_was_loaded(self, city):
        history(city, WITHOUT_OUTFLOW, by="verifier")
        one = handed_in(city, city.dongpo, 202101, "250", "200", "20")
        with pytest.raises(OwnEntry):
            accept_rows(seen={one.pk: one.version}, by=city.people["verifier"])

    def test_figures_that_the_district_has_put_in_their_place_are_the_district_s(self, city):
        history(city, WITHOUT_OUTFLOW, by="verifier")
        one = handed_in(city, city.dongpo, 202101, "251", "201", "20", days=30)
        accept_rows(seen={one.pk: one.version}, by=city.people["verifier"])
        assert set(states(city).values()) == {State.ACCEPTED}

    def test_what_was_loaded_and_undone_is_nobody_s(self, city):
        undo_load(load=history(city, WITHOUT_OUTFLOW, by="verifier"), by=city.people["verifier"])
        one = handed_in(city, city.dongpo, 202101, "250", "200", "20")
        accept_rows(seen={one.pk: one.version}, by=city.people["verifier"])
        assert set(states(city).values()) == {State.ACCEPTED}

    def test_months_of_a_plant_that_has_moved_to_another_city_are_not_accepted_here(self, city):
        load = history(city, *DONGPO)
        add_divisions(divisions=[Division(code="4407", name="江门市"), Division(code="440703", name="蓬江区", position=1)])
        correct_plant(city, city.dongpo, district=Division.objects.get(code="440703"))
        assert accept_load(load=load, by=city.people["verifier"]) == 0
        assert set(states(city).values()) == {State.SUBMITTED}

    def test_the_same_again_changes_nothing(self, city):
        history(city)
        before = list(MonthlyReturn.objects.order_by("pk").values())
        load = history(city)
        assert set(load.rows.values_list("outcome", flat=True)) == {"unchanged"}
        assert list(MonthlyReturn.objects.order_by("pk").values()) == before

    def test_a_draft_of_the_district_is_filled_up_and_keeps_what_the_sheet_leaves_open(self, city):
        save(city, city.dongpo, 202101, "100")
        history(city, [2021, 1, "禅城区", "东鄱污水处理厂", "", "", "", 250, 200, ""])
        kept = Operation.objects.get(plant=city.dongpo, month=202101)
        assert (kept.volume_m3, kept.measurements.get().inlet_ug_l) == (2_500_000, 200_000)
        assert kept.measurements.get().outlet_ug_l is not None


class TestRefused:
    def test_a_month_that_was_handed_in_with_other_values(self, city):
        accept(city, city.dongpo, 202101, "100", "60", "30")
        assert len(problems(city, *DONGPO)) == 1
        answers = Answers(source="年报", rows={"历史数据!2": RowAnswer(left_out=True)})
        assert problems(city, *DONGPO, answers=answers) == []

    def test_a_plant_without_a_district_or_a_start(self, city):
        rows = [
            [2021, 3, "", "新桥污水处理厂", 2, "2019.6", 31, 40, 150, 15],
            [2021, 3, "南海区", "大桥污水处理厂", 2, "", 31, 40, 150, 15],
        ]
        assert len(problems(city, *rows)) == 2
        answers = Answers(source="年报", started_on=datetime.date(2018, 1, 1), rows={"历史数据!2": RowAnswer(district="440605")})
        assert problems(city, *rows, answers=answers) == []

    @pytest.mark.parametrize(
        "row",
        [
            [2014, 1, "禅城区", "东鄱污水处理厂", "", "", 31, 250, 200, 20],  # before its start
            [2021, 2, "禅城区", "东鄱污水处理厂", "", "", 29, 250, 200, 20],  # more days than the month has
            [2021, 2, "禅城区", "从未有过的污水处理厂", "", "2015-01", 28, 250, 200, 20],  # new, without a capacity
        ],
    )
    def test_what_can_not_be(self, city, row):
        assert len(problems(city, row)) == 1

    def test_the_same_month_twice(self, city):
        assert len(problems(city, DONGPO[0], DONGPO[0])) == 1


class TestUndo:
    def records(self) -> dict:
        kept = all_rows()
        return {name: kept[name] for name in kept if name.startswith(("returns", "treatment_plants")) and "Load" not in name}

    def test_months_and_plants_are_gone(self, city):
        before = self.records()
        undo_load(load=history(city), by=city.people["quota"])
        assert self.records() == before

    def test_figures_are_as_they_were_where_nobody_has_accepted(self, city):
        before = all_rows()["figures.PlantFigure"]
        undo_load(load=history(city), by=city.people["quota"])
        figures.actions.refresh()
        assert all_rows()["figures.PlantFigure"] == before

    def test_a_draft_that_was_filled_up_is_the_draft_that_it_was(self, city):
        save(city, city.dongpo, 202101, "100")
        before = Operation.objects.values("days", "volume_m3", "note").get(plant=city.dongpo, month=202101)
        undo_load(load=history(city, DONGPO[0]), by=city.people["quota"])
        kept = Operation.objects.select_related("monthly_return").get(plant=city.dongpo, month=202101)
        assert {name: getattr(kept, name) for name in before} == before
        assert kept.monthly_return.state == State.DRAFT

    def test_it_keeps_what_the_sheet_did_not_tell(self, city):
        told = {"electricity_kwh": 123_000, "sludge_kg": 5_000, "codes": {"cod": "meter_broken"}}
        save(city, city.dongpo, 202101, None, None, "20", **told)
        before = entry_of(Operation.objects.get()).values()
        undo_load(load=history(city, WITHOUT_OUTFLOW[:-2] + ["", ""]), by=city.people["quota"])
        assert entry_of(Operation.objects.get()).values() == before

    def test_accepted_months_are_named(self, city):
        load = history(city)
        accept_load(load=load, by=city.people["verifier"])
        with pytest.raises(Depended) as refused:
            undo_load(load=load, by=city.people["quota"])
        assert ("month", "东鄱污水处理厂 2021-01") in refused.value.reasons
