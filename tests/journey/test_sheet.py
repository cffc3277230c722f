"""Keys and buttons of the sheet in a real browser: none does what the person did not mean."""

import pytest
from playwright.sync_api import expect

from returns.models import MonthlyReturn, State
from tests.entries import save, submit
from treatment_plants.models import Operation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OCTOBER = 202210
SHEET = "/returns/treatment-plants/440604/2022-10/"


@pytest.fixture
def without_javascript(chromium, live_server, as_person):
    """The page that a person sees in a browser that runs no scripts."""
    windows = []

    def open_sheet(username: str):
        cookies = as_person(username).context.cookies()
        window = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
        windows.append(window)
        window.add_cookies(cookies)
        page = window.new_page()
        page.goto(SHEET)
        return page

    yield open_sheet
    for window in windows:
        window.close()


def state_of(one: MonthlyReturn) -> str:
    return MonthlyReturn.objects.get(pk=one.pk).state


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_the_reason_accepts_nothing_and_loses_nothing(as_person, without_javascript, small_city, scripts):
    one = submit(small_city, small_city.shagang, OCTOBER, "13.95")
    if scripts:
        page = as_person("verifier")
        page.goto(SHEET)
    else:
        page = without_javascript("verifier")
    page.get_by_label("原因").fill("处理水量少了一位")
    page.get_by_label("原因").press("Enter")
    page.wait_for_timeout(500)
    expect(page.get_by_label("原因")).to_have_value("处理水量少了一位")
    assert state_of(one) == State.SUBMITTED


def test_enter_in_a_cell_without_scripts_saves_the_draft_and_withdraws_nothing(without_javascript, small_city):
    """Dongpo's row stands above with its button to withdraw."""
    MonthlyReturn.objects.filter(operation__plant=small_city.dongpo).update(state=State.SUBMITTED)
    page = without_javascript("official")
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    cell = page.get_by_label(f"{small_city.shagang.name}: 处理水量", exact=True)
    cell.fill("139.5")
    cell.press("Enter")
    expect(page.get_by_text("已保存1座污水处理厂。")).to_be_visible()
    assert Operation.objects.get(plant=small_city.shagang).volume_m3 == 1_395_000
    assert state_of(Operation.objects.get(plant=small_city.dongpo).monthly_return) == State.SUBMITTED


def test_what_is_stored_already_is_submitted_by_one_click(as_person, small_city):
    one = save(small_city, small_city.shagang, OCTOBER, "139.5")
    page = as_person("official")
    page.goto(SHEET)
    page.get_by_role("button", name="保存并上报").click()
    expect(page.get_by_text("已上报1座污水处理厂。")).to_be_visible()
    assert state_of(one) == State.SUBMITTED


@pytest.mark.parametrize(("choice", "state"), [("dismiss", State.SUBMITTED), ("accept", State.DRAFT)])
def test_withdrawing_a_row_with_something_typed_in_another_asks_first(as_person, small_city, choice, state):
    save(small_city, small_city.shagang, OCTOBER, "100")
    one = Operation.objects.get(plant=small_city.dongpo).monthly_return
    MonthlyReturn.objects.filter(pk=one.pk).update(state=State.SUBMITTED)
    page = as_person("official")
    page.goto(SHEET)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), getattr(dialog, choice)()))
    page.get_by_label(f"{small_city.shagang.name}: 处理水量", exact=True).press_sequentially("9")
    page.get_by_role("button", name="撤回").click(no_wait_after=True)
    page.wait_for_timeout(800)
    assert asked == ["beforeunload"]
    assert state_of(one) == state


def test_saving_asks_nothing(as_person, small_city):
    page = as_person("official")
    page.goto(SHEET)
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.get_by_label(f"{small_city.shagang.name}: 处理水量", exact=True).press_sequentially("139.5")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已保存1座污水处理厂。")).to_be_visible()
    assert asked == []
