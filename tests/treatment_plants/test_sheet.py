"""The sheet of a district's plants, as a browser without JavaScript sends it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

import clock
from journal.models import Event
from returns.models import MonthlyReturn, State
from targets.models import Parameter
from tests.city import PASSWORD, at
from tests.entries import accept, save, submit
from treatment_plants import actions
from treatment_plants.models import Measurement, Operation, Plant

OCTOBER = 202210
SHEET = "/returns/treatment-plants/440604/2022-10/"


def fields(page) -> dict[str, str]:
    """What the page's form would send as it stands: every input of the sheet but its checkboxes."""
    inputs = re.findall(r"<input ([^>]*)>", page.content.decode())
    attributes = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) for one in inputs]
    return {one["name"]: one.get("value", "") for one in attributes if one.get("name", "").startswith("plant")}


def typed(plant, **values) -> dict[str, str]:
    names = {"volume": "volume_m3", "inlet": "cod_inlet_ug_l", "outlet": "cod_outlet_ug_l"}
    return {f"plant{plant.pk}-{names.get(key, key)}": value for key, value in values.items()}


@pytest.fixture
def official(signed_in):
    return signed_in("official")


@pytest.fixture
def sheet(official):
    """The official's open sheet for October: send(**cells) sends it with these cells typed over."""

    class OpenSheet:
        def __init__(self, browser=official):
            self.browser = browser
            self.loaded = fields(browser.get(SHEET))

        def send(self, button="save"):
            return self.browser.post(SHEET, self.loaded | {button: ""})

        def type(self, plant, **values):
            self.loaded |= typed(plant, **values)
            return self

    return OpenSheet


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


def test_of_two_people_who_edit_one_plant_the_second_sees_both_values(city, sheet, signed_in):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="310"' in page
    assert re.search(r'class="cell-theirs">[^<]*290[^<]*赵敏', page)
    assert Operation.objects.get().volume_m3 == 2_900_000


def test_having_seen_both_values_the_second_can_choose_the_own_one(city, sheet, signed_in, official):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    assert official.post(SHEET, fields(answer) | {"save": ""}).status_code == 302
    assert Operation.objects.get().volume_m3 == 3_100_000


def test_two_people_on_different_plants_do_not_disturb_each_other(city, sheet, signed_in):
    mine, theirs = sheet(), sheet(signed_in("colleague"))
    theirs.type(city.dongpo, days="31", volume="290").send()
    assert mine.type(city.shagang, days="31", volume="120").send().status_code == 302
    assert Operation.objects.get(plant=city.dongpo).volume_m3 == 2_900_000
    assert Operation.objects.get(plant=city.shagang).volume_m3 == 1_200_000


def test_a_row_that_was_submitted_meanwhile_is_not_lost_in_silence(city, sheet):
    mine = sheet()
    submit(city, city.dongpo, OCTOBER, "290", by="colleague")
    answer = mine.type(city.dongpo, days="31", volume="310").send()
    assert answer.status_code == 422
    assert 'value="310"' in answer.content.decode()
    assert Operation.objects.get().volume_m3 == 2_900_000


class TestSubmittingWhatNobodyRead:
    MINE = {"days": "31", "volume": "120", "inlet": "180", "outlet": "30"}

    def test_a_row_that_a_colleague_filled_in_meanwhile_is_shown_before_it_is_handed_in(self, city, sheet, official):
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        answer = mine.type(city.shagang, **self.MINE).send("submit")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "其他人员已填写本行" in page
        assert 'value="290"' in page
        assert not MonthlyReturn.objects.filter(state=State.SUBMITTED).exists()

        assert official.post(SHEET, fields(answer) | {"submit": ""}).status_code == 302
        assert MonthlyReturn.objects.filter(state=State.SUBMITTED).count() == 2
        assert Operation.objects.get(plant=city.dongpo).volume_m3 == 2_900_000

    def test_a_draft_that_was_changed_meanwhile_shows_both_values(self, city, sheet):
        save(city, city.dongpo, OCTOBER, "250")
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        answer = mine.send("submit")
        assert answer.status_code == 422
        assert 'value="290"' in answer.content.decode()
        assert re.search(r'class="cell-theirs">[^<]*250', answer.content.decode())
        assert MonthlyReturn.objects.get().state == State.DRAFT

    def test_saving_a_row_does_not_ask_about_the_others(self, city, sheet):
        mine = sheet()
        save(city, city.dongpo, OCTOBER, "290", by="colleague")
        assert mine.type(city.shagang, **self.MINE).send().status_code == 302

    def test_a_draft_that_the_browser_did_not_send_is_not_handed_in(self, city, official):
        save(city, city.dongpo, OCTOBER, "290")
        answer = official.post(SHEET, {"submit": ""})
        assert answer.status_code == 422
        assert MonthlyReturn.objects.get().state == State.DRAFT

    def test_an_unfinished_draft_that_the_browser_did_not_send_is_marked_where_it_lacks(self, city, official):
        save(city, city.dongpo, OCTOBER, "290", None)
        answer = official.post(SHEET, {"submit": ""})
        assert answer.status_code == 422
        assert len(re.findall('class="cell-message"', answer.content.decode())) == 1

    def test_a_plant_that_leaves_while_it_is_saved_is_told_of(self, city, sheet, monkeypatch):
        mine = sheet().type(city.dongpo, days="31", volume="310")
        save_sheet = actions.save_sheet

        def save_after_it_has_left(**sheet):
            Plant.objects.filter(pk=city.dongpo.pk).update(district=city.west)
            return save_sheet(**sheet)

        monkeypatch.setattr(actions, "save_sheet", save_after_it_has_left)
        answer = mine.send()
        assert answer.status_code == 422
        assert f"{city.dongpo.name}在本区已无" in answer.content.decode()


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
        save(city, city.dongpo, OCTOBER, "373")
        Parameter.objects.create(key="load_rate_doubtful_millionths", valid_from=202210, amount=1_500_000, source="新规定")
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


class TestRunningMonth:
    NOVEMBER = "/returns/treatment-plants/440604/2022-11/"

    def send(self, city, official, button):
        page = official.get(self.NOVEMBER)
        cells = typed(city.dongpo, days="10", volume="100", inlet="180", outlet="30")
        return page, official.post(self.NOVEMBER, fields(page) | cells | {button: ""})

    def test_it_can_be_saved_as_a_draft(self, city, official):
        page, answer = self.send(city, official, "save")
        assert answer.status_code == 302
        assert MonthlyReturn.objects.get().state == State.DRAFT
        assert 'name="submit"' not in page.content.decode()

    def test_it_can_not_be_submitted(self, city, official):
        _page, answer = self.send(city, official, "submit")
        assert answer.status_code == 422
        assert "2022-11尚未结束" in answer.content.decode()
        assert 'value="100"' in answer.content.decode()
        assert not Operation.objects.exists()

    def test_what_was_submitted_before_the_rule_is_not_accepted_either(self, city, signed_in):
        with clock.moved_to(at(2022, 12, 3)):
            one = submit(city, city.dongpo, 202211, "100")
        signed_in("verifier").post(f"{self.NOVEMBER}review/", {"return": f"{one.pk}:{one.version}", "accept": ""})
        one.refresh_from_db()
        assert one.state == State.SUBMITTED


class TestReview:
    def review(self, browser, *returns, **buttons):
        data = {"return": [f"{one.pk}:{one.version}" for one in returns]} | buttons
        return browser.post(reverse("treatment_plants:sheet-review", args=["440604", "2022-10"]), data, follow=True)

    def test_the_verifier_accepts_what_was_chosen(self, city, signed_in):
        one, other = submit(city, city.dongpo, OCTOBER, "290"), submit(city, city.shagang, OCTOBER, "120")
        self.review(signed_in("verifier"), one, accept="")
        one.refresh_from_db(), other.refresh_from_db()
        assert (one.state, other.state) == (State.ACCEPTED, State.SUBMITTED)

    def test_sending_back_asks_for_a_reason(self, city, signed_in):
        one = submit(city, city.dongpo, OCTOBER, "29.0")
        self.review(signed_in("verifier"), one, send_back="", reason=" ")
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

        self.review(signed_in("verifier"), one, send_back="", reason="少了一位")
        one.refresh_from_db()
        assert (one.state, one.reason) == (State.SENT_BACK, "少了一位")

    def test_who_wrote_a_reason_does_not_accept(self, city, signed_in):
        one = submit(city, city.dongpo, OCTOBER, "29.0")
        page = self.review(signed_in("verifier"), one, accept="", reason="少了一位")
        one.refresh_from_db()
        assert one.state == State.SUBMITTED
        assert "填写了原因" in "".join(str(message) for message in page.context["messages"])

    def test_without_a_button_nothing_happens(self, city, signed_in):
        one = submit(city, city.dongpo, OCTOBER, "29.0")
        self.review(signed_in("verifier"), one, nothing="", reason="少了一位")
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

    def test_the_official_reads_the_reason_on_the_sheet(self, city, signed_in, official):
        one = submit(city, city.dongpo, OCTOBER, "29.0")
        self.review(signed_in("verifier"), one, send_back="", reason="少了一位")
        assert "少了一位" in official.get(SHEET).content.decode()

    def test_a_row_that_changed_since_it_was_read_is_not_accepted(self, city, signed_in):
        seen = submit(city, city.dongpo, OCTOBER, "290")
        MonthlyReturn.objects.filter(pk=seen.pk).update(version=seen.version + 2)
        page = self.review(signed_in("verifier"), seen, accept="")
        seen.refresh_from_db()
        assert seen.state == State.SUBMITTED
        assert city.dongpo.name in "".join(str(message) for message in page.context["messages"])

    def test_rows_of_another_sheet_can_not_be_slipped_in(self, city, signed_in):
        foreign = submit(city, city.dali, OCTOBER, "290", by="neighbour")
        self.review(signed_in("verifier"), foreign, accept="")
        foreign.refresh_from_db()
        assert foreign.state == State.SUBMITTED

    @pytest.mark.parametrize("reason", ["", "\u3000", "少了\x00一位", "长" * 501])
    def test_a_reason_that_can_not_be_kept_sends_nothing_back(self, city, signed_in, reason):
        one = submit(city, city.dongpo, OCTOBER, "29.0")
        assert self.review(signed_in("verifier"), one, send_back="", reason=reason).status_code == 200
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

    @pytest.mark.parametrize(
        "ticked", ["", ":", "1", "1:", ":1", "x:1", "-1:1", "²:1", "１:1", "1:1:1", "9" * 5000 + ":1", "1:" + "9" * 5000]
    )
    def test_what_is_no_row_of_the_sheet_is_not_chosen(self, city, signed_in, ticked):
        one = submit(city, city.dongpo, OCTOBER, "290")
        address = reverse("treatment_plants:sheet-review", args=["440604", "2022-10"])
        assert signed_in("verifier").post(address, {"return": ticked, "accept": ""}).status_code == 302
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

    @pytest.mark.parametrize("who", ["official", "vicemayor", "quota", "auditor"])
    def test_nobody_else_reviews(self, city, signed_in, who):
        one = submit(city, city.dongpo, OCTOBER, "290")
        assert self.review(signed_in(who), one, accept="").status_code == 403

    def test_the_official_withdraws_before_acceptance(self, city, official):
        one = submit(city, city.dongpo, OCTOBER, "290")
        official.post(SHEET + "withdraw/", {"return": f"{one.pk}:{one.version}"})
        one.refresh_from_db()
        assert one.state == State.DRAFT


@pytest.mark.parametrize("step", ["withdraw", "review"])
def test_whose_session_ended_before_the_button_is_led_back_to_the_sheet(city, step):
    """After signing in, the browser asks for the address to which the form was sent."""
    browser = Client()
    sign_in = browser.post(f"{SHEET}{step}/", {"return": "1:1"})["Location"]
    answer = browser.post(sign_in, {"username": "official", "password": PASSWORD}, follow=True)
    assert [address for address, _status in answer.redirect_chain] == [f"{SHEET}{step}/", SHEET]
    assert answer.status_code == 200
