"""The month of projects on the keyboard: down a column with Enter and the arrows, and no press of Enter sends anything."""

import pytest
from playwright.sync_api import expect

from construction.models import Progress
from tests.construction.projects import add

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_enter_and_the_arrows_move_in_a_column(as_person, small_city):
    for name in ("甲", "乙", "丙"):
        add(small_city, name)
    page, wrong = as_person("official"), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/returns/construction/440604/2022-11/")
    cells = page.get_by_label("土建")
    cells.nth(0).click()
    for text in ("10", "20", "30"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert [cells.nth(place).input_value() for place in range(3)] == ["10", "20", "30"]
    page.keyboard.press("ArrowUp")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cells.nth(0)).to_be_focused()
    assert not Progress.objects.exists()  # nothing was sent by that
    assert wrong == []
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_label("丙: 土建")).to_have_value("10")
    assert sorted(Progress.objects.values_list("works", flat=True)) == [100_000, 200_000, 300_000]
