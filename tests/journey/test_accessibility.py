"""Every page can be read and worked by people who don't see it or don't use a mouse."""

import datetime
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import figures.actions
from photos import read_photo
from tests import city as small
from tests.construction.projects import add, support
from tests.photos.files import photo
from tests.targets.drafts import ROWS, replaced, uploaded, xlsx
from tests.targets.quotas import in_force
from tests.treatment_plants import plant_sheets
from tests.visits.acts import instruct
from visits.actions import Pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = "/returns/treatment-plants/440604/2022-10/"
PAGES = {
    "vicemayor": [
        "/",
        "/rankings/plant-load/",
        "/rankings/districts/",
        "/rankings/inlet-concentration/",
        "/rankings/closures/",
        "/power-plants/",
        "/treatment-plants/",
        "/treatment-plants/1/",
        "/construction/",
        "/construction/1/",
        "/rankings/construction-progress/",
        "/returns/",
        "/worst/",
        "/visits/",
        "/visits/instructions/",
        "/visits/{visit}/",
        "/visits/{visit}/problems/add/",
        "/visits/add/?kind=plant&key=1",
        "/visits/instructions/{instruction}/decide/",
        "/journal/",
        "/jobs/",
        "/none/",
    ],
    "quota": [
        "/targets/",
        "/targets/quotas/",
        "/targets/quotas/upload/",
        "/targets/quotas/drafts/{draft}/",
        "/targets/quotas/move/",
        "/targets/quotas/{quota_set}/undo/",
        "/targets/quotas/{quota_set}/",
        "/targets/quotas/uploads/{quota_set}/",
    ],
    "verifier": [
        SHEET,
        "/treatment-plants/add/",
        "/treatment-plants/1/correct/",
        "/treatment-plants/upload/",
        "/treatment-plants/uploads/{plant_draft}/",
        "/treatment-plants/loads/{plant_load}/",
        "/treatment-plants/waiting/",
        "/rankings/inlet-concentration/?basis=register&limit=150",
    ],
    "reform": ["/construction/add/", "/construction/add/?kind=sewers", "/construction/1/plan/", "/construction/1/funds/commit/"],
    "official": [
        "/returns/construction/440604/2022-10/",
        "/construction/milestones/1/",
        SHEET,
        "/visits/instructions/{instruction}/answer/",
        "/visits/{visit}/measures/add/",
        "/accounts/password/",
        "/jobs/",
    ],
    "admin": ["/accounts/people/", "/accounts/people/add/", "/accounts/people/1/", "/accounts/leaders/", "/accounts/leaders/440604/"],
}


@pytest.fixture
def shown(small_city):
    """Quotas in force and sheets of plants, so that their pages have something to show."""
    found = in_force(small_city)
    quotas = uploaded(small_city, xlsx(replaced(ROWS, {(6, 4): "待定", (5, 1): "蝉城区"})))
    load = plant_sheets.loaded(small_city)
    draft = plant_sheets.uploaded(small_city, plant_sheets.register("北安污水处理厂,,约4,AO,一级B,93.3,12.7"))
    support(small_city, add(small_city))
    instruct(small_city, on=datetime.date(2022, 8, 1), text="一", pictures=Pictures([read_photo(photo())], "大门"))
    instruction = instruct(small_city, pictures=Pictures([read_photo(photo())], "大门"))
    figures.actions.refresh()
    return {
        "quota_set": found.pk,
        "draft": quotas.pk,
        "plant_draft": draft.pk,
        "plant_load": load.pk,
        "visit": instruction.visit_id,
        "instruction": instruction.pk,
    }


def complaints(page: Page) -> list[str]:
    """What axe finds, in words, with the element that it means."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target'][0]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("username", PAGES)
@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing_on_any_page(as_person, shown, username, width):
    page = as_person(username)
    page.set_viewport_size({"width": width, "height": 768})
    found = {}
    for address in PAGES[username]:
        page.goto(address.format(**shown))
        page.wait_for_load_state("networkidle")
        found[address] = complaints(page)
    assert found == dict.fromkeys(PAGES[username], [])


def test_control_axe_finds_a_field_without_a_name(as_person):
    page = as_person("official")
    page.goto(SHEET)
    page.locator(".sheet-cell input").first.evaluate("cell => cell.removeAttribute('aria-label')")
    assert any(one.startswith("label:") for one in complaints(page))


@pytest.mark.parametrize("username", PAGES)
def test_no_page_is_wider_than_a_phone(as_person, shown, username):
    page = as_person(username)
    page.set_viewport_size({"width": 390, "height": 844})
    widths = {}
    for address in PAGES[username]:
        page.goto(address.format(**shown))
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES[username], 390)


def test_enter_and_the_arrows_move_through_a_column_of_the_sheet(as_person, small_city):
    small.plant("新城污水处理厂", small_city.east, 10_000, by=small_city.people["quota"])
    page = as_person("official")
    page.goto(SHEET)
    column = page.get_by_label(re.compile(": 处理水量$"))
    first, second = column.first, column.last
    first.focus()
    for key, there in (("Enter", second), ("Shift+Enter", first), ("ArrowDown", second), ("ArrowUp", first)):
        page.keyboard.press(key)
        expect(there).to_be_focused()


def test_leaving_the_sheet_with_something_typed_asks_first(as_person, small_city):
    page = as_person("official")
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(SHEET)
    page.get_by_label(f"{small_city.shagang.name}: 处理水量", exact=True).press_sequentially("100")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_nothing_typed_nothing_asked(as_person):
    page = as_person("official")
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.goto(SHEET)
    page.goto("/")
    assert asked == []


def test_the_whole_menu_can_be_reached_by_the_keyboard(as_person):
    page = as_person("vicemayor")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
