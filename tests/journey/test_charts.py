"""A chart is the server's drawing at first; the library that zooms it comes when somebody asks for it, and nothing on the page moves."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIBRARY = "plotly-cartesian"


@pytest.fixture
def plant_page(as_person, small_city):
    """A plant's page, with what the browser has asked for and complained of since."""
    page = as_person("vicemayor")
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.goto(f"/treatment-plants/{small_city.dongpo.pk}/", wait_until="networkidle")
    return page


def place_of_all(page: Page) -> list:
    """Where the chart and everything below it stand."""
    return page.evaluate(
        "[...document.querySelectorAll('.chart, .chart ~ *, section')].map((one) => { const r = one.getBoundingClientRect(); return [r.top + scrollY, r.height]; })"
    )


def was_asked(page: Page) -> bool:
    return any(LIBRARY in address for address in page.asked)


def test_who_reads_a_page_gets_the_drawing_alone(plant_page):
    expect(plant_page.locator(".chart svg.drawing")).to_be_visible()
    plant_page.get_by_role("heading", level=1).hover()
    assert not was_asked(plant_page)


@pytest.mark.parametrize("width", [1366, 390])
def test_who_points_at_a_chart_zooms_it_where_it_stands(plant_page, small_city, width):
    plant_page.set_viewport_size({"width": width, "height": 768})
    before = place_of_all(plant_page)
    plant_page.locator(".chart-stage").hover()
    points = plant_page.locator(".chart-live .points path")
    expect(points.last).to_be_visible()
    expect(plant_page.locator(".chart svg.drawing")).to_be_hidden()
    assert place_of_all(plant_page) == before
    assert plant_page.complaints == []  # the browser would tell here what the security policy forbids
    box = points.last.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    plant_page.mouse.move(*middle)
    expect(plant_page.locator(".hovertext")).to_contain_text("50.0 %")
    plant_page.mouse.click(*middle)
    plant_page.wait_for_url(f"**/explanations/plants/{small_city.dongpo.pk}/2022-10/**")


def test_the_keyboard_asks_by_the_button(plant_page):
    plant_page.get_by_role("button", name="缩放并查看数值").press("Enter")
    expect(plant_page.locator(".chart-live .points path").last).to_be_visible()
    assert was_asked(plant_page)


def test_a_library_that_does_not_come_leaves_the_drawing_and_is_asked_for_again(plant_page):
    plant_page.route(f"**/*{LIBRARY}*", lambda route: route.abort())
    plant_page.get_by_role("button", name="缩放并查看数值").click()
    again = plant_page.get_by_role("button", name="图表未能加载，请重试")
    expect(again).to_be_visible()
    expect(plant_page.locator(".chart svg.drawing")).to_be_visible()
    plant_page.unroute(f"**/*{LIBRARY}*")
    again.click()
    expect(plant_page.locator(".chart-live .points path").last).to_be_visible()
