"""The steps of a sheet: submitted when the month has ended, accepted, sent back, withdrawn."""

import pytest
from django.test import Client
from django.urls import reverse

import clock
from returns.models import MonthlyReturn, State
from tests.city import PASSWORD, at
from tests.entries import submit
from tests.treatment_plants.sheets import OCTOBER, SHEET, fields, typed
from treatment_plants.models import Operation


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
        return browser.post(reverse("dashboards:sheet-review", args=["440604", "2022-10"]), data, follow=True)

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
        assert self.review(signed_in("verifier"), one, send_back="", reason=reason).status_code == (422 if reason.strip() else 200)
        one.refresh_from_db()
        assert one.state == State.SUBMITTED

    @pytest.mark.parametrize(
        "ticked", ["", ":", "1", "1:", ":1", "x:1", "-1:1", "²:1", "１:1", "1:1:1", "9" * 5000 + ":1", "1:" + "9" * 5000]
    )
    def test_what_is_no_row_of_the_sheet_is_not_chosen(self, city, signed_in, ticked):
        one = submit(city, city.dongpo, OCTOBER, "290")
        address = reverse("dashboards:sheet-review", args=["440604", "2022-10"])
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


@pytest.mark.parametrize("step", ["withdraw", "review", "answer"])
def test_whose_session_ended_before_the_button_is_led_back_to_the_sheet(city, step):
    """After signing in, the browser asks for the address to which the form was sent."""
    browser = Client()
    sign_in = browser.post(f"{SHEET}{step}/", {"return": "1:1"})["Location"]
    answer = browser.post(sign_in, {"username": "official", "password": PASSWORD}, follow=True)
    assert [address for address, _status in answer.redirect_chain][:1] == [f"{SHEET}{step}/"]
    assert answer.status_code == 200
