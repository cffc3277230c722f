"""On a phone: from the worst plant to a recorded visit, the district's answer, and back until it is closed (S12, S22)."""

import pytest
from playwright.sync_api import Page, expect

import figures.actions
from tests.entries import accept
from tests.photos.files import photo
from visits.models import Photo, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
PROBLEM, INSTRUCTION, ANSWER = "进水泵房水位低，两组生化池只运行一组", "接通石湾片区截污管网", "管网已于11月8日复工"


@pytest.fixture
def on_phone(as_person, small_city):
    """A phone in which a person has signed in. Shagang runs at a fifth of what it was built for."""
    accept(small_city, small_city.shagang, 202210, "31")
    figures.actions.refresh()

    def opened(username: str) -> Page:
        page = as_person(username)
        page.set_viewport_size(PHONE)
        return page

    return opened


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def fits(page: Page) -> bool:
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_from_the_ranking_to_a_visit_that_is_answered_and_closed(on_phone, small_city):
    vicemayor, official = on_phone("vicemayor"), on_phone("official")
    plant = small_city.shagang.name

    # The vice-mayor opens one page, and from the worst plant its own page.
    vicemayor.goto("/worst/")
    worst = vicemayor.locator("#plants .worst").first
    expect(worst).to_contain_text(plant)
    worst.get_by_role("link", name=plant).click()
    vicemayor.get_by_role("link", name="记录现场检查").click()
    assert fits(vicemayor)

    # A file that is no photo is refused; what was typed stays.
    vicemayor.get_by_label("存在问题").fill(PROBLEM)
    vicemayor.get_by_label("整改要求").fill(INSTRUCTION)
    vicemayor.get_by_label("办理时限").fill("2022-11-20")
    vicemayor.get_by_label("拍摄点位").fill("进水泵房")
    vicemayor.get_by_label("照片", exact=True).set_input_files(file("现场.jpg", b"no photo at all"))
    vicemayor.get_by_role("button", name="保存检查记录").click()
    expect(vicemayor.get_by_text("现场.jpg：该文件不是照片")).to_be_visible()
    expect(vicemayor.get_by_label("存在问题")).to_have_value(PROBLEM)
    assert not Visit.objects.exists()

    # The right photos are taken, two at once.
    vicemayor.get_by_label("照片", exact=True).set_input_files([file("1.jpg", photo()), file("2.jpg", photo(taken=None, gps=None))])
    vicemayor.get_by_role("button", name="保存检查记录").click()
    expect(vicemayor.get_by_text("检查记录已保存。")).to_be_visible()
    expect(vicemayor.get_by_text("23.02183°N 113.11923°E")).to_be_visible()
    assert Photo.objects.count() == 2
    vicemayor.wait_for_function("() => document.querySelector('.photos img').naturalWidth === 320")
    assert fits(vicemayor)

    # It waits for the district, which answers.
    official.goto("/")
    official.get_by_role("link", name=INSTRUCTION).click()
    official.get_by_role("link", name="回复", exact=True).click()
    official.get_by_label("采取的措施").fill(ANSWER)
    official.get_by_role("button", name="回复").click()
    expect(official.get_by_text("销号前仍保留在清单上")).to_be_visible()

    # It comes back to the vice-mayor, who does not accept the first answer and closes after the second.
    vicemayor.goto("/worst/")
    vicemayor.get_by_role("link", name=INSTRUCTION).click()
    expect(vicemayor.get_by_text(ANSWER)).to_be_visible()
    vicemayor.get_by_role("link", name="销号或处理").click()
    vicemayor.get_by_label("意见").fill("复工多少米？")
    vicemayor.get_by_role("button", name="退回整改回复").click()
    official.goto("/visits/")
    official.get_by_role("link", name=INSTRUCTION).click()
    expect(official.get_by_text("复工多少米？")).to_be_visible()
    official.get_by_role("link", name="回复", exact=True).click()
    official.get_by_label("采取的措施").fill("已铺设1.2公里")
    official.get_by_role("button", name="回复").click()
    vicemayor.goto("/visits/")
    vicemayor.get_by_role("link", name=INSTRUCTION).click()
    vicemayor.get_by_role("link", name="销号或处理").click()
    vicemayor.get_by_role("button", name="销号", exact=True).click()
    expect(vicemayor.get_by_text("已销号").first).to_be_visible()
    vicemayor.goto("/worst/")
    expect(vicemayor.get_by_role("link", name=INSTRUCTION)).to_have_count(0)
    expect(vicemayor.locator("#plants .worst").first).to_contain_text("上次检查2022-11-10")
