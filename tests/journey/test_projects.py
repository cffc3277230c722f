"""The vice-mayor at a phone: from the first page over the ranking to a project; and an official who reports and promises."""

import pytest
from playwright.sync_api import expect

from construction.models import Promise
from returns.models import MonthlyReturn
from tests.construction.projects import DAY, add, milestone, promise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def project(small_city):
    """An upgrade whose approval has been promised three times, 126 days later than first."""
    found = add(small_city)
    for told, day in ((DAY(2022, 3, 1), DAY(2022, 8, 31)), (DAY(2022, 8, 1), DAY(2022, 10, 31)), (DAY(2022, 10, 20), DAY(2023, 1, 4))):
        promise(small_city, found, "approval", day, told)
    return found


def test_one_tap_leads_from_the_ranking_to_the_project(as_person, project):
    page = as_person("vicemayor")
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.get_by_text("菜单").click()
    page.get_by_text("排名", exact=True).first.click()
    page.get_by_role("link", name="项目进度排名").click()
    card = page.locator("tbody tr").first
    expect(card).to_contain_text("承诺3次，比首次承诺晚126天")
    expect(card).to_contain_text("未报")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    card.get_by_role("link", name=project.name).click()
    expect(page.get_by_role("heading", name=project.name)).to_be_visible()
    expect(page.get_by_role("heading", name="历次承诺")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("#what-if input[type=date]").fill("2024-06-30")
    page.locator("#what-if").get_by_role("button", name="查询").click()
    expect(page.get_by_text("试算，不保存：最后节点完成于2024-06-30")).to_be_visible()


def test_an_official_reports_and_promises(as_person, project):
    page = as_person("official")
    page.goto("/returns/construction/440604/2022-10/")
    for label, value in (("前期工作", "100"), ("土建", "20"), ("设备安装", "0"), ("调试验收", "0"), ("本月支付", "5"), ("累计支付", "60")):
        page.get_by_label(f"{project.name}: {label}", exact=True).fill(value)
    page.get_by_role("button", name="保存并上报").click()
    expect(page.get_by_text("已上报 1 个项目。")).to_be_visible()
    assert MonthlyReturn.objects.get(kind="construction").state == "submitted"
    page.goto(f"/construction/milestones/{milestone(project, 'approval').pk}/")
    page.get_by_label("承诺日期").fill("2023-02-28")
    page.get_by_label("承诺单位（人）").fill("王晓明")
    page.locator("#promise_meeting").fill("第12次联席会议")
    page.locator("#promise_reason").fill("招标延期")
    page.get_by_role("button", name="登记承诺").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert Promise.objects.count() == 4
