"""A closing or a later start that would take reported months out of the account."""

import re

import pytest
from django.test import Client

import figures.actions
from figures.models import DivisionFigure
from figures.second_hand import differences
from journal.models import Event, Verb
from reminders.duties import sheets_of
from returns.kinds import returned_of
from returns.models import Kind, MonthlyReturn
from tests.entries import accept, save
from tests.treatment_plants.test_register import correct
from treatment_plants import actions
from treatment_plants.models import Plant


@pytest.fixture
def quota(signed_in, city) -> Client:
    """The quota administrator; Dongpo has reported August to October, the last of them as a draft."""
    for month in (202208, 202209):
        accept(city, city.dongpo, month, "100")
    save(city, city.dongpo, 202210, "100")
    figures.actions.refresh()
    return signed_in("quota")


def box(answer) -> str | None:
    """What the box sends when it is ticked; None where there is none."""
    found = re.search(r"<input type=.checkbox.[^>]*name=.left_out.[^>]*>", answer.content.decode())
    assert not (found and "checked" in found.group())
    return re.search(r'value="([^"]*)"', found.group()).group(1) if found else None


def reported() -> int:
    """How many districts' months hold a verified load."""
    return DivisionFigure.objects.filter(division="440604", verified_load_mg__isnull=False).count()


@pytest.mark.parametrize(
    ("field", "day", "months"), [("closed_on", "2022-08-31", "2022-09、2022-10"), ("started_on", "2022-09-01", "2022-08")]
)
def test_it_is_refused_at_its_field_and_names_the_months(quota, city, field, day, months):
    answer = correct(quota, city.dongpo, **{field: day})
    assert answer.status_code == 422
    assert months in answer.context["form"].errors[field][0]
    assert box(answer) == months
    assert Plant.objects.get(pk=city.dongpo.pk).closed_on is None


def test_ticked_they_leave_the_account_and_the_journal_tells_which(quota, city):
    first = correct(quota, city.dongpo, closed_on="2022-08-31")
    assert correct(quota, city.dongpo, closed_on="2022-08-31", left_out=box(first), reason="八月底关停").status_code == 302
    event = Event.objects.filter(verb=Verb.PLANT_CHANGED).latest("pk")
    assert (event.after["months_left_out"], event.reason) == (["2022-09", "2022-10"], "八月底关停")
    figures.actions.refresh()
    assert reported() == 1
    assert differences(2020, 2023).empty
    assert "移出核算的月份" in quota.get(f"/treatment-plants/{city.dongpo.pk}/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()


def test_a_tick_never_stands_for_other_months(quota, city):
    first = correct(quota, city.dongpo, closed_on="2022-09-30")
    answer = correct(quota, city.dongpo, closed_on="2022-08-31", left_out=box(first))
    assert answer.status_code == 422
    assert box(answer) == "2022-09、2022-10"


def test_the_action_refuses_what_was_reported_after_the_form_had_looked(quota, city):
    plant = Plant.objects.get(pk=city.dongpo.pk)
    changes = {"closed_on": city.dongpo.started_on.replace(year=2022, month=8, day=31)}
    details = {"pollutants": ["cod"], "valid_from": 201503, "m3_per_day": 100_000, "reason": "关停", "by": city.people["quota"]}
    with pytest.raises(actions.MonthsDropped):
        actions.change_plant(plant=plant, seen_version=plant.version, changes=changes, left_out=[202209], **details)


def test_a_closing_after_the_last_reported_month_asks_nothing(quota, city):
    assert box(quota.get(f"/treatment-plants/{city.dongpo.pk}/correct/")) is None
    assert correct(quota, city.dongpo, closed_on="2022-10-31").status_code == 302


def test_months_that_were_left_out_are_not_asked_about_again(quota, city):
    correct(quota, city.dongpo, closed_on="2022-08-31", left_out="2022-09、2022-10")
    city.dongpo.refresh_from_db()
    assert correct(quota, city.dongpo, closed_on="2022-08-30", name="东鄱旧厂").status_code == 302


def test_the_page_of_returns_counts_only_what_is_owed(quota, city):
    correct(quota, city.dongpo, closed_on="2022-08-31", left_out="2022-09、2022-10")
    october = next(sheet for sheet in sheets_of("440604", returned_of(Kind.TREATMENT_PLANT)).duties if sheet.month == 202210)
    assert MonthlyReturn.objects.filter(month=202210).count() == 1
    assert (october.owed, october.missing, october.draft) == (1, 1, 0)
