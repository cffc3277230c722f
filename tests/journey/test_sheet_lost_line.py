"""A dead line, an ended session, another person, no scripts: nothing that was typed is lost, and nothing is sent in anybody's name."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from returns.models import MonthlyReturn
from tests.city import PASSWORD
from tests.journey.sheets import COLUMNS, SHEET, block, cell, paste, plants, reported, state
from tests.journey.test_sheet import without_javascript  # noqa: F401 - a fixture
from treatment_plants.models import Operation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATIENCE_MS = 20_000


@pytest.fixture
def plant(small_city):
    return plants(small_city, 1)[0]


@pytest.fixture
def page(as_person, plant):
    page = as_person("official")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(SHEET)
    cell(page, plant, "volume_m3").focus()
    return page


def end_sessions() -> None:
    Session.objects.all().delete()
    cache.clear()


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def leave_row(page) -> None:
    page.keyboard.press("Enter")


def stored(plant) -> int | None:
    return Operation.objects.filter(plant=plant).values_list("volume_m3", flat=True).first()


def test_a_dead_line_is_told_of_and_what_waits_is_sent_when_it_is_back(page, plant):
    page.context.set_offline(True)
    page.keyboard.type("310.5")
    leave_row(page)
    expect(page.get_by_text("无法连接系统")).to_be_visible(timeout=PATIENCE_MS)
    assert state(page, plant, "volume_m3") == "waiting"
    page.context.set_offline(False)
    expect(page.locator(f'tr[data-plant="{plant.pk}"] [data-column="volume_m3"]')).to_have_attribute(
        "data-save", "saved", timeout=PATIENCE_MS
    )
    expect(page.get_by_text("无法连接系统")).to_be_hidden()
    assert stored(plant) == 3_105_000


def test_an_answer_that_was_lost_on_the_way_is_asked_for_again_and_counts_once(page, plant):
    lost = []

    def store_but_lose_the_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route(f"**{SHEET}", store_but_lose_the_answer)
    page.keyboard.type("310.5")
    leave_row(page)
    expect(page.locator(f'tr[data-plant="{plant.pk}"] [data-column="volume_m3"]')).to_have_attribute(
        "data-save", "saved", timeout=PATIENCE_MS
    )
    assert len(lost) == 1
    assert MonthlyReturn.objects.get(subject=plant.pk).version == 1


@pytest.mark.parametrize(("button", "kept"), [("保存这些值", 3_105_000), ("放弃这些值", None)])
def test_what_could_not_be_sent_is_offered_back_after_the_page_was_left(page, plant, button, kept):
    line = ["dead"]
    page.route(f"**{SHEET}", lambda route: route.abort() if line and route.request.method == "POST" else route.continue_())
    page.keyboard.type("310.5")
    leave_row(page)
    page.goto("/returns/")
    page.goto(SHEET)
    line.clear()
    expect(page.get_by_text("1个值尚未保存")).to_be_visible()
    assert (cell(page, plant, "volume_m3").input_value(), state(page, plant, "volume_m3")) == ("310.5", "waiting")
    assert stored(plant) is None
    page.get_by_role("button", name=button).click()
    expect(page.locator("[data-sheet-status]")).to_contain_text("，0格待保存", timeout=PATIENCE_MS)
    page.goto(SHEET)
    expect(page.get_by_text("个值尚未保存")).to_be_hidden()
    assert stored(plant) == kept


def test_after_an_ended_session_signing_in_again_beside_the_sheet_saves_it(page, plant):
    end_sessions()
    page.keyboard.type("310.5")
    leave_row(page)
    link = page.get_by_role("link", name="在新窗口重新登录")
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    assert stored(plant) is None
    with page.context.expect_page() as opened:
        link.click()
    sign_in(opened.value, "official")
    expect(page.locator(f'tr[data-plant="{plant.pk}"] [data-column="volume_m3"]')).to_have_attribute(
        "data-save", "saved", timeout=PATIENCE_MS
    )
    assert stored(plant) == 3_105_000


def test_nothing_is_stored_in_the_name_of_another_who_signs_in_and_nothing_is_shown_to_that_person(page, plant):
    end_sessions()
    page.keyboard.type("310.5")
    leave_row(page)
    link = page.get_by_role("link", name="在新窗口重新登录")
    with page.context.expect_page() as opened:
        link.click()
    sign_in(opened.value, "colleague")
    expect(page.get_by_text("此浏览器已由其他人员登录")).to_be_visible(timeout=PATIENCE_MS)
    opened.value.goto(SHEET)
    assert cell(opened.value, plant, "volume_m3").input_value() == ""
    assert stored(plant) is None
    assert cell(page, plant, "volume_m3").input_value() == "310.5"


def test_without_scripts_thirty_of_thirty_values_are_there_after_signing_in_again(small_city, without_javascript):  # noqa: F811
    four = plants(small_city, 4)
    page = without_javascript("official")
    typed = {
        (plant.pk, column): text for number, plant in enumerate(four, 1) for column, text in zip(COLUMNS, reported(number), strict=True)
    }
    typed = dict(list(typed.items())[:30])
    for (plant, column), text in typed.items():
        page.locator(f'[name="plant{plant}-{column}"]').fill(text)
    end_sessions()
    page.get_by_role("button", name="保存草稿").click()
    sign_in(page, "colleague2")  # a wrong name first: what was typed is carried on
    sign_in(page, "official")
    expect(page.get_by_text("目前既未保存也未上报")).to_be_visible()
    found = {key: page.locator(f'[name="plant{key[0]}-{key[1]}"]').input_value() for key in typed}
    assert found == typed
    assert not Operation.objects.filter(plant__in=four).exists()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text(re.compile("已保存4座"))).to_be_visible()
    assert stored(four[0]) == 1_010_150


def test_a_paste_is_kept_as_well(page, plant):
    page.route(f"**{SHEET}", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    cell(page, plant, "days").focus()
    paste(page, block([reported(1)]))
    page.get_by_role("button", name="填入表格").click()
    page.goto(SHEET)
    assert [cell(page, plant, column).input_value() for column in COLUMNS] == reported(1)
