"""Holidays of years that did not come with the portal: entered by one page, and never reaching into the past."""

import datetime

import pytest

import clock
from journal.models import Event
from returns.closing import Closing
from returns.holiday_actions import CameWithPortal, set_holidays
from returns.models import HolidayYear, Kind
from tests.city import at
from tests.returns.terms import due_on_5th_closes_on_15th

IN_2027 = "/returns/holidays/2027/"
NOTICE = {"seen_number": "0", "days_off": "2027-01-01 至 2027-01-03\n2027-02-05—2027-02-11\n", "document_number": "国办发明电〔2026〕7号"}


@pytest.fixture(autouse=True)
def november():
    with clock.moved_to(at(2026, 11, 20)):
        yield


@pytest.fixture
def city(city):
    due_on_5th_closes_on_15th(city)
    return city


def days(month: int) -> tuple:
    found = Closing("4406", Kind.TREATMENT_PLANT).deadline("440604", month)
    return found.due_on.isoformat(), found.closes_on.isoformat(), found.holidays_known


def test_the_pages_say_what_is_missing_until_it_is_entered(city, signed_in):
    quota = signed_in("quota")
    for page in ("/returns/terms/", "/returns/holidays/"):
        assert "2027 年的法定节假日尚未录入" in quota.get(page).content.decode()
    assert days(202701) == ("2027-02-05", "2027-02-15", False)

    sent = NOTICE | {"workdays": "2027-02-14"}
    assert quota.post(IN_2027, sent).status_code == 302
    for page in ("/returns/terms/", "/returns/holidays/"):
        assert "尚未录入" not in quota.get(page).content.decode()
    assert "国办发明电〔2026〕7号" in quota.get("/returns/holidays/").content.decode()
    assert days(202701) == ("2027-02-12", "2027-02-15", True)
    assert Event.objects.filter(verb="holidays_set").count() == 1


def test_a_working_weekend_is_a_working_day(city, signed_in):
    signed_in("quota").post(IN_2027, NOTICE | {"days_off": "2027-02-05 至 2027-02-12", "workdays": "2027-02-13"})
    assert days(202701)[0] == "2027-02-13"  # a Saturday


@pytest.mark.parametrize(
    "wrong",
    [
        {"days_off": ""},
        {"days_off": "春节"},
        {"days_off": "2027-02-30"},
        {"days_off": "2027-02-11 至 2027-02-05"},
        {"days_off": "2027-02-05 至 2027-12-05"},
        {"days_off": "2026-12-31 至 2027-01-02"},
        {"days_off": "2027-02-05\n2027-02-05"},
        {"workdays": "2027-02-17"},  # a Wednesday
        {"days_off": "2027-02-13", "workdays": "2027-02-13"},
        {"document_number": " "},
    ],
)
def test_what_no_notice_can_say_is_refused_and_shown_again(city, signed_in, wrong):
    answer = signed_in("quota").post(IN_2027, NOTICE | wrong)
    assert answer.status_code == 422
    assert not HolidayYear.objects.exists()


def test_no_day_that_has_passed_is_changed(city, signed_in):
    """Closing days rest on them: what is closed would open in silence."""
    quota = signed_in("quota")
    with clock.moved_to(at(2027, 1, 4)):
        refused = quota.post(IN_2027, NOTICE)
        assert refused.status_code == 422 and "2027-01-01" in refused.content.decode()
        assert quota.post(IN_2027, NOTICE | {"days_off": "2027-02-05 至 2027-02-11"}).status_code == 302
    with clock.moved_to(at(2027, 3, 1)):
        assert quota.post(IN_2027, NOTICE | {"seen_number": "1", "days_off": "2027-05-01"}).status_code == 422
        longer = "2027-02-05 至 2027-02-11\n2027-05-01 至 2027-05-05"
        assert quota.post(IN_2027, NOTICE | {"seen_number": "1", "days_off": longer}).status_code == 302
    assert days(202701)[0] == "2027-02-12" and days(202704)[0] == "2027-05-06"
    assert [one.number for one in HolidayYear.objects.all()] == [1, 2]


def test_of_two_who_enter_it_the_second_is_told(city, signed_in):
    assert signed_in("quota").post(IN_2027, NOTICE).status_code == 302
    assert signed_in("quota").post(IN_2027, NOTICE | {"days_off": "2027-02-05"}).status_code == 422
    assert HolidayYear.objects.count() == 1


def test_what_came_with_the_portal_is_not_entered_anew(city, signed_in):
    assert signed_in("quota").get("/returns/holidays/2026/").status_code == 404
    assert signed_in("quota").get("/returns/holidays/2031/").status_code == 404
    with pytest.raises(CameWithPortal):
        set_holidays(
            division="4406",
            year=2026,
            seen_number=0,
            days_off=[(datetime.date(2026, 12, 24), datetime.date(2026, 12, 26))],
            workdays=[],
            document_number="x",
            by=city.people["quota"],
        )
