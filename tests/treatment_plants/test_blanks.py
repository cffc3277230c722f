"""Blank is not zero: a blank says why, a plant that did not run reports zero, and no code becomes a figure."""

import pytest
from django.db import IntegrityError, transaction

import figures.actions
from figures.models import DivisionFigure, PlantFigure
from figures.second_hand import differences
from tests.entries import accept, save, submit
from tests.treatment_plants.sheets import OCTOBER, SHEET
from treatment_plants import actions
from treatment_plants.models import BlankCode, Measurement, Operation

RANKING = "/rankings/plant-load/?month=2022-10&format=json"


def code(plant, group="volume") -> str:
    return f"plant{plant.pk}-{group}_code"


class TestOnTheSheet:
    def test_a_blank_without_a_reason_is_not_submitted(self, city, sheet):
        answer = sheet().type(city.dongpo, days="31", volume="310", inlet="180").send("submit")
        assert answer.status_code == 422
        assert "请填写，或选择未填原因" in answer.content.decode()

    def test_with_its_reason_it_is_and_the_verifier_reads_it(self, city, sheet, signed_in):
        form = sheet().type(city.dongpo, days="31", volume="310", inlet="180")
        form.loaded[code(city.dongpo, "cod")] = "meter_broken"
        assert form.send("submit").status_code == 302
        measured = Measurement.objects.get(plant=city.dongpo, month=OCTOBER)
        assert (measured.code, measured.outlet_ug_l, measured.removed_mg) == ("meter_broken", None, None)
        assert "计量设备故障" in signed_in("verifier").get(SHEET).content.decode()

    @pytest.mark.parametrize(
        ("cells", "codes", "told"),
        [
            ({"days": "31", "volume": "310"}, {"volume": "meter_broken"}, "数据已填"),
            ({"days": "31", "volume": ""}, {"volume": "not_running"}, "运行天数和处理水量都填0"),
            ({"days": "31", "volume": "0"}, {}, "零报告"),
            ({"days": "0", "volume": "5"}, {}, "运行天数为零，却填有处理水量"),
            ({"days": "31", "volume": "310", "inlet": "180", "outlet": "30"}, {"cod": "not_due"}, "数据已填"),
            ({"days": "31", "volume": "310"}, {"cod": "not_running"}, "not_running"),
            ({"days": "31", "volume": "310"}, {"volume": "forged"}, "forged"),
        ],
    )
    def test_what_contradicts_itself_is_not_even_a_draft(self, city, sheet, cells, codes, told):
        form = sheet().type(city.dongpo, **cells)
        form.loaded |= {code(city.dongpo, group): value for group, value in codes.items()}
        answer = form.send()
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert not Operation.objects.exists()

    def test_a_zero_report_says_so(self, city, sheet):
        assert sheet().type(city.dongpo, days="0", volume="0").send("submit").status_code == 422
        form = sheet().type(city.dongpo, days="0", volume="0")
        form.loaded[code(city.dongpo)] = "not_running"
        assert form.send("submit").status_code == 302
        operation = Operation.objects.get()
        assert (operation.days, operation.volume_m3, operation.volume_code) == (0, 0, "not_running")

    def test_a_page_that_sends_no_reason_leaves_it_as_it_is(self, city, sheet):
        save(city, city.dongpo, OCTOBER, None, codes={"volume": "meter_broken"})
        form = sheet().type(city.dongpo, note="换表中")
        form.loaded.pop(code(city.dongpo), None)
        assert form.send().status_code == 302
        assert (Operation.objects.get().volume_code, Operation.objects.get().note) == ("meter_broken", "换表中")

    def test_electricity_and_sludge_are_kept_in_base_units(self, city, sheet):
        sheet().type(city.dongpo, days="31", volume="310", electricity_kwh="812345", sludge_kg="1250.125").send()
        operation = Operation.objects.get()
        assert (operation.electricity_kwh, operation.sludge_kg) == (812_345, 1_250_125)


class TestFigures:
    def test_a_blank_with_a_reason_is_missing_and_ranks_worst(self, city, signed_in):
        accept(city, city.dongpo, OCTOBER, None, codes={"volume": "meter_broken"})
        accept(city, city.dali, OCTOBER, "10.37", by="neighbour")
        figures.actions.refresh()
        figure = PlantFigure.objects.get(plant=city.dongpo, month=OCTOBER)
        assert (figure.state, figure.volume_m3, figure.load_rate_millionths) == ("accepted", None, None)
        rows = signed_in("vicemayor").get(RANKING).json()["rows"]
        assert [row["plant"] for row in rows][-1] == city.dali.name
        assert next(row for row in rows if row["plant"] == city.dongpo.name)["load_rate"] is None

    def test_removal_of_a_month_without_its_concentration_is_missing_not_zero(self, city):
        accept(city, city.dongpo, OCTOBER, "310.37", "180", None, codes={"cod": "not_due"})
        figures.actions.refresh()
        assert DivisionFigure.objects.get(division="440604", month=OCTOBER, pollutant="cod").verified_load_mg is None
        assert differences(2022, 2022).empty

    def test_a_zero_report_is_a_report_of_zero(self, city):
        accept(city, city.dongpo, OCTOBER, "0", None, None)
        figures.actions.refresh()
        assert PlantFigure.objects.get(plant=city.dongpo, month=OCTOBER).load_rate_millionths == 0
        assert DivisionFigure.objects.get(division="440604", month=OCTOBER, pollutant="cod").verified_load_mg == 0
        assert differences(2022, 2022).empty

    def test_who_has_not_reported_is_marked_so(self, city, signed_in):
        figures.actions.refresh()
        rows = signed_in("vicemayor").get(RANKING).json()["rows"]
        assert {row["lamp"] for row in rows} == {"未报"}


class TestTheDatabaseItself:
    @pytest.mark.parametrize(
        "change",
        [
            {"volume_code": "forged"},
            {"volume_code": BlankCode.METER_BROKEN},  # the volume is there
            {"volume_code": BlankCode.NOT_RUNNING},  # the plant ran
            {"days": 0},  # water on no day
            {"volume_m3": 0, "days": 0, "volume_code": BlankCode.NOT_DUE},
            {"volume_m3": None, "volume_code": BlankCode.NOT_RUNNING},
            {"electricity_kwh": -1},
            {"electricity_kwh": 10**10 + 1},
            {"sludge_kg": -1},
            {"sludge_kg": 10**10 + 1},
        ],
    )
    def test_refuses_an_operation_that_can_not_be(self, city, change):
        submit(city, city.dongpo, OCTOBER, "310.37")
        with pytest.raises(IntegrityError), transaction.atomic():
            Operation.objects.update(**change)

    @pytest.mark.parametrize("code", ["forged", BlankCode.NOT_RUNNING, BlankCode.METER_BROKEN, BlankCode.NOT_DUE])
    def test_refuses_a_reason_where_nothing_is_blank(self, city, code):
        submit(city, city.dongpo, OCTOBER, "310.37")
        with pytest.raises(IntegrityError), transaction.atomic():
            Measurement.objects.update(code=code)


def test_a_correction_that_takes_the_reason_away_needs_the_figure(city):
    one = submit(city, city.dongpo, OCTOBER, None, codes={"volume": "meter_broken"})
    actions.withdraw(seen={one.pk: one.version}, by=city.people["official"])
    with pytest.raises(actions.Incomplete):
        submit(city, city.dongpo, OCTOBER, None)
