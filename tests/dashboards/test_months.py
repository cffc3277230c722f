"""The month that every page with figures shows: the last that has ended, or the one asked for."""

import pytest

from targets.models import Plan

PAGES = ["/", "/rankings/plant-load/", "/rankings/districts/", "/rankings/inlet-concentration/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("month", ["1900-01", "1999-12", "2009-12", "2022-11", "2022-13", "abc"])
def test_a_month_outside_the_account_is_not_found(signed_in, page, month):
    assert signed_in("vicemayor").get(page, {"month": month}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("month", ["2010-01", "2022-10"])
def test_the_first_month_of_the_first_plan_and_the_last_that_ended_are_shown(signed_in, page, month):
    assert signed_in("vicemayor").get(page, {"month": month}).status_code == 200


@pytest.mark.parametrize("page", PAGES[1:])
def test_no_link_leads_out_of_the_account(signed_in, page):
    browser = signed_in("vicemayor")
    first, last = (browser.get(page, {"month": month}).context for month in ("2010-01", "2022-10"))
    assert (first["earlier"], first["later"]) == ("", "2010-02")
    assert (last["earlier"], last["later"]) == ("2022-09", "")


def test_without_a_plan_there_is_only_the_last_month(signed_in):
    browser = signed_in("vicemayor")
    Plan.objects.all().delete()
    assert [browser.get("/", {"month": month}).status_code for month in ("2022-09", "2022-10", "")] == [404, 200, 200]
