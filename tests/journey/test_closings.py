"""On a phone: from the first page to the closing that is longest overdue, to the line that it waits for, and to the record of a visit."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

import figures.actions
from power_plants.closings.actions import say_word
from tests.construction.projects import promise
from tests.power_plants.test_grid_lines import grid_line, waits
from tests.power_plants.units import listed, statistics, unit
from tests.targets.quotas import in_force
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def fits(page: Page) -> bool:
    """Nothing has to be pushed sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_vice_mayor_finds_the_worst_closing_on_a_phone(as_person, small_city):
    in_force(small_city)
    for number, planned in (("1号", date(2022, 12, 31)), ("2号", date(2022, 9, 30))):
        one = unit(small_city, number=number)
        statistics(small_city, one, 2021, "420")
        closure = listed(small_city, one, planned)
        say_word(closure=closure, month=202210, text="在网运行", by=small_city.people["reform"])
    line = grid_line(small_city)
    promise(small_city, line, "energised", date(2023, 5, 31), date(2022, 11, 9))
    waits(small_city, closure, line)
    figures.actions.refresh()

    page = as_person("vicemayor")
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.get_by_role("link", name="逾期未关停").click()
    page.wait_for_url("**/rankings/closures/")
    assert fits(page)
    worst = page.locator("table.figures tbody tr").first
    expect(worst).to_contain_text("2号机组")
    expect(worst).to_contain_text("逾期41天")

    worst.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("汾江电厂2号机组")
    expect(page.get_by_text("变电设备安装完成已滞后26天 · 预计2023-05-31建成")).to_be_visible()
    assert fits(page)
    page.get_by_label("关停", exact=True).fill("2023-12-31")
    page.get_by_role("button", name="查看影响").click()
    expect(page.get_by_text("预计2023-12-31停运。仅为推演，未保存任何内容")).to_be_visible()
    assert fits(page)

    # One tap leads to the line, which names who waits for it; from there a visit is recorded.
    page.get_by_role("link", name=line.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(line.name)
    expect(page.get_by_role("link", name="汾江电厂2号机组")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="记录现场检查").click()
    page.get_by_label("存在问题").fill("变电设备未到货")
    page.get_by_role("button", name="保存检查记录").click()
    expect(page.get_by_text("检查记录已保存。")).to_be_visible()
    assert (Visit.objects.get().kind, Visit.objects.get().subject) == ("project", line.pk)
