"""One month in a real browser, in Chinese, with the worker inside the serving process: enter, submit, send back, correct, accept, and the ranking has moved."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = "/returns/treatment-plants/440604/2022-10/"


def fill_in(page: Page, plant: str, cells: dict[str, str]) -> None:
    for label, text in cells.items():
        page.get_by_label(f"{plant}: {label}", exact=True).fill(text)


def ranking(page: Page) -> list[str]:
    """Rank, plant and load rate of every line, as the vice-mayor reads them."""
    page.goto("/rankings/plant-load/")
    lines = page.locator("table tbody tr").all()
    return [" ".join(line.locator("th, td").all_inner_texts()).replace("\n", " ") for line in lines]


def test_a_month_from_the_district_to_the_vice_mayor(as_person, small_city):
    official, verifier, vicemayor = (as_person(name) for name in ("official", "verifier", "vicemayor"))
    plant = small_city.shagang.name
    assert plant in ranking(vicemayor)[0]
    assert "未报" in ranking(vicemayor)[0]

    # The official enters the month and hands it in, with one digit lost.
    official.goto("/returns/")
    official.get_by_role("link", name="填报").first.click()
    official.wait_for_url(f"**{SHEET}")
    fill_in(official, plant, {"运行天数": "31", "处理水量": "13.95", "COD进水": "180", "COD出水": "30"})
    official.get_by_role("button", name="保存并上报").click()
    expect(official.get_by_text("已上报1座污水处理厂。")).to_be_visible()
    assert "待审" in ranking(vicemayor)[0]

    # The verifier sends it back with a reason.
    verifier.goto(SHEET)
    verifier.get_by_label("原因").fill("处理水量少了一位")
    verifier.get_by_role("button", name="退回所选各厂").click()
    expect(verifier.get_by_text("已退回1座污水处理厂。")).to_be_visible()

    # The official reads the reason, corrects, and hands it in again.
    official.goto(SHEET)
    expect(official.get_by_text("处理水量少了一位")).to_be_visible()
    fill_in(official, plant, {"处理水量": "139.5"})
    official.get_by_role("button", name="保存并上报").click()
    expect(official.get_by_text("已上报1座污水处理厂。")).to_be_visible()

    # The verifier accepts, and the plant leaves the worst end: no reload, no waiting.
    verifier.goto(SHEET)
    verifier.get_by_role("button", name="审核通过所选各厂").click()
    expect(verifier.get_by_text("已审核通过1座污水处理厂。")).to_be_visible()
    lines = ranking(vicemayor)
    assert [small_city.dongpo.name in lines[0], plant in lines[2]] == [True, True]
    assert "90.0" in lines[2]


def test_the_same_page_in_english(as_person):
    vicemayor = as_person("vicemayor")
    vicemayor.goto("/rankings/plant-load/")
    vicemayor.get_by_role("button", name="English").click()
    expect(vicemayor.get_by_role("heading", name="Wastewater plants by load, worst first")).to_be_visible()


def test_chinese_is_really_drawn(as_person):
    """A missing font leaves blanks that no text of the page would betray: look at the ink of the title."""
    vicemayor = as_person("vicemayor")
    vicemayor.goto("/rankings/plant-load/")
    drawn = vicemayor.get_by_role("heading", level=1).screenshot()
    vicemayor.get_by_role("heading", level=1).evaluate("title => title.textContent = '\\u3000'.repeat(12)")
    blank = vicemayor.get_by_role("heading", level=1).screenshot()
    assert len(drawn) > 2 * len(blank)


def test_no_request_leaves_the_server(as_person, live_server, small_city):
    vicemayor = as_person("vicemayor")
    asked = []
    vicemayor.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/rankings/plant-load/", f"/treatment-plants/{small_city.dongpo.pk}/"):
        vicemayor.goto(address)
        vicemayor.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((live_server.url, "blob:", "data:"))] == []
