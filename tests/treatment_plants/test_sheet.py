"""The sheet of a district's plants: what is typed, stored and shown."""

import re

import pytest

from journal.models import Event
from returns.models import MonthlyReturn, State
from targets.models import Parameter
from tests.entries import accept, save, submit
from tests.treatment_plants.sheets import OCTOBER, SHEET, fields, typed
from treatment_plants.models import Measurement, Operation


def test_the_sheet_shows_all_plants_of_the_district_and_no_other(city, official):
    page = official.get(SHEET).content.decode()
    assert city.dongpo.name in page
    assert city.shagang.name in page
    assert city.dali.name not in page


def test_what_is_typed_is_stored_exactly_in_base_units(city, sheet):
    answer = sheet().type(city.dongpo, days="31", volume="310.5", inlet="180.25", outlet="30").send()
    assert answer.status_code == 302
    operation = Operation.objects.get(plant=city.dongpo, month=OCTOBER)
    assert (operation.days, operation.volume_m3) == (31, 3_105_000)
    measured = Measurement.objects.get(plant=city.dongpo, month=OCTOBER)
    assert (measured.inlet_ug_l, measured.outlet_ug_l, measured.removed_mg) == (180_250, 30_000, 3_105_000 * 150_250)


def test_an_untouched_row_stays_missing(city, sheet):
    sheet().type(city.dongpo, days="31", volume="310").send()
    assert not Operation.objects.filter(plant=city.shagang).exists()


def test_sending_the_same_sheet_again_changes_nothing(city, sheet):
    sheet().type(city.dongpo, days="31", volume="310").send()
    events = Event.objects.count()
    sheet().send()
    assert Event.objects.count() == events
    assert MonthlyReturn.objects.get().version == 1


def test_the_same_form_sent_twice_counts_once(city, sheet):
    form = sheet().type(city.dongpo, days="31", volume="310")
    form.send()
    events = Event.objects.count()
    assert form.send().status_code == 302
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("cell", "text", "told"),
    [
        ("volume", "abc", "“abc”"),
        ("volume", "-5", "“-5”"),
        ("volume", "12.34567", "“12.34567”"),
        ("volume", "NaN", "“NaN”"),
        ("volume", "1e3", "“1e3”"),
        ("volume", "100001", "“100001”"),
        ("days", "32", "“32”"),
        ("days", "3.5", "“3.5”"),
        ("inlet", "100001", "“100001”"),
        ("inlet", "1.2345", "“1.2345”"),
        ("volume", "1，234", "“1，234”"),
        ("volume", "9" * 41, "“" + "9" * 40 + "…”"),
        ("volume", "9" * 1_100_000, "“" + "9" * 40 + "…”"),
    ],
)
def test_a_bad_number_is_told_of_at_its_cell_and_nothing_is_stored(city, sheet, cell, text, told):
    answer = sheet().type(city.dongpo, days="31", volume="310", inlet="180", outlet="30").type(city.dongpo, **{cell: text}).send()
    assert answer.status_code == 422
    message = re.search(r'<span class="cell-message"[^>]*>([^<]*)</span>', answer.content.decode())
    assert told in message.group(1)
    assert not Operation.objects.exists()


def test_full_width_digits_and_thousands_commas_are_read(city, sheet):
    sheet().type(city.dongpo, days="３１", volume="1,310.5").send()
    assert Operation.objects.get().volume_m3 == 13_105_000


def test_submitting_an_unfinished_row_marks_the_missing_cells_and_stores_nothing(city, sheet):
    answer = sheet().type(city.dongpo, days="31", volume="310").send("submit")
    assert answer.status_code == 422
    assert len(re.findall('class="cell-message"', answer.content.decode())) == 2
    assert not Operation.objects.exists()


def test_submitting_hands_in_finished_rows_and_leaves_empty_ones_open(city, sheet):
    sheet().type(city.dongpo, days="31", volume="310", inlet="180", outlet="30").send("submit")
    assert MonthlyReturn.objects.get().state == State.SUBMITTED


def test_a_kept_draft_is_handed_in_without_typing_it_again(city, sheet):
    save(city, city.dongpo, OCTOBER, "310")
    sheet().send("submit")
    assert MonthlyReturn.objects.get().state == State.SUBMITTED


class TestDoubtfulLoadRate:
    """Dongpo is built for 10 × 10,000 t/d: 372 in October's 31 days are 120 %."""

    ALARM = "请核对处理水量"

    @pytest.mark.parametrize(("volume", "doubtful"), [("372", False), ("372.0001", False), ("373", True), ("90000", True)])
    def test_a_load_above_120_percent_raises_an_alarm(self, city, sheet, official, volume, doubtful):
        sheet().type(city.dongpo, days="31", volume=volume).send()
        assert (self.ALARM in official.get(SHEET).content.decode()) == doubtful

    def test_the_verifier_reads_it_too(self, city, signed_in):
        submit(city, city.dongpo, OCTOBER, "90000")
        page = signed_in("verifier").get(SHEET).content.decode()
        assert "负荷率为29032.3%，超过120%，请核对处理水量。" in page

    def test_the_threshold_is_the_one_of_the_month(self, city, official):
        Parameter.objects.create(key="load_rate_doubtful_millionths", valid_from=202210, amount=1_500_000, source="新规定")
        save(city, city.dongpo, OCTOBER, "373")
        assert self.ALARM not in official.get(SHEET).content.decode()


def test_accepted_rows_are_shown_without_cells_to_type_in(city, official):
    accept(city, city.dongpo, OCTOBER, "290")
    names = fields(official.get(SHEET))
    assert not any(name.startswith(f"plant{city.dongpo.pk}-") for name in names)
    assert any(name.startswith(f"plant{city.shagang.pk}-") for name in names)


@pytest.mark.parametrize(
    "address",
    [
        "/returns/treatment-plants/440605/2022-10/",  # another district
        "/returns/treatment-plants/449999/2022-10/",  # no district
        "/returns/treatment-plants/4406/2022-10/",  # a city
        "/returns/treatment-plants/440604/2022-13/",
        "/returns/treatment-plants/440604/202210/",
        "/returns/treatment-plants/440604/2022-12/",  # has not begun
        "/returns/treatment-plants/x'--/2022-10/",
    ],
)
def test_a_foreign_district_or_bad_month_is_not_found_and_nothing_is_stored(city, official, address):
    assert official.get(address).status_code == 404
    assert official.post(address, {"save": ""} | typed(city.dali, version="0", days="31")).status_code == 404
    assert not Operation.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(city, sheet, official):
    extra = {"state": "accepted", "reviewed_by": "1", "month": "202209", "district": "440605"}
    forged = typed(city.dali, version="0", loaded="", days="31", volume="100") | typed(city.dongpo, state="accepted")
    official.post(SHEET, sheet().type(city.dongpo, days="31", volume="310").loaded | extra | forged | {"save": ""})
    assert MonthlyReturn.objects.get().state == State.DRAFT
    assert not Operation.objects.filter(plant=city.dali).exists()
