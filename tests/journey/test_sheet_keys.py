"""The sheet is worked by keyboard as a spreadsheet is, and nothing that was typed is lost or overwritten unseen."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.entries import save
from tests.journey.sheets import COLUMNS, OCTOBER, SHEET, block, cell, paste, plants, reported, state
from treatment_plants.models import Operation

PATIENCE_MS = 20_000

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def three(small_city):
    return plants(small_city, 3)


@pytest.fixture
def page(as_person, three):
    page = as_person("official")
    page.goto(SHEET)
    cell(page, three[0], "days").focus()
    return page


def focused(page) -> str:
    """Plant and column of the cell that has the focus."""
    return page.evaluate("document.activeElement.name?.replace('plant', '') ?? ''")


def values(page, plant, *columns: str) -> list[str]:
    return [cell(page, plant, column).input_value() for column in columns]


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_month_of_twelve_plants_is_filled_in_by_keyboard_alone_and_is_stored(as_person, small_city):
    twelve = plants(small_city, 12)
    page = as_person("official")
    page.goto(SHEET)
    cell(page, twelve[0], "days").focus()
    keystrokes, start = 0, time.monotonic()
    for number in range(1, 13):
        for text in reported(number):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
            keystrokes += len(text) + 1
    print(f"\n108 values by keyboard: {keystrokes} keystrokes, {time.monotonic() - start:.1f} s without a person's pauses")
    assert [values(page, plant, *COLUMNS) for plant in twelve] == [reported(number) for number in range(1, 13)]
    expect(page.locator("[data-sheet-status]")).to_contain_text("，0格待保存", timeout=PATIENCE_MS)
    stored = Operation.objects.filter(plant__in=twelve).order_by("plant__name")
    assert list(stored.values_list("volume_m3", "note")) == [
        (1_000_000 + 10_000 * number + 50 + 100 * number, "正常") for number in range(1, 13)
    ]
    assert {state(page, plant, column) for plant in twelve for column in COLUMNS} == {"saved"}


def test_keys_move_edit_and_undo_as_in_a_spreadsheet(page, three, small_city):
    one, two, last = three[0].pk, three[1].pk, small_city.shagang.pk
    for keys, there in (
        (["Enter"], f"{two}-days"),
        (["Shift+Enter"], f"{one}-days"),
        (["ArrowRight"], f"{one}-volume_m3"),
        (["Control+ArrowDown"], f"{last}-volume_m3"),
        (["Home"], f"{last}-days"),
        (["End"], f"{last}-note"),
        (["Control+Home"], None),
    ):
        press(page, *keys)
        assert there is None or focused(page) == there
    cell(page, three[0], "volume_m3").focus()
    page.keyboard.type("123")
    press(page, "ArrowLeft", "ArrowLeft")  # in the text, not to the next cell
    page.keyboard.type("9")
    assert values(page, three[0], "volume_m3") == ["1923"]
    press(page, "Escape")
    assert values(page, three[0], "volume_m3") == [""]
    page.keyboard.type("310.5")
    press(page, "Enter", "ArrowUp", "F2", "End", "Backspace", "Enter")
    assert values(page, three[0], "volume_m3") == ["310."]
    press(page, "Control+z")
    assert values(page, three[0], "volume_m3") == ["310.5"]
    press(page, "Control+z")
    assert values(page, three[0], "volume_m3") == [""]
    press(page, "Control+y")
    assert values(page, three[0], "volume_m3") == ["310.5"]
    # A block: filled down, cleared, and both undone.
    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert [values(page, plant, "volume_m3") for plant in three] == [["310.5"]] * 3
    press(page, "Delete")
    assert [values(page, plant, "volume_m3") for plant in three] == [[""]] * 3
    press(page, "Control+z", "Control+z")
    assert [values(page, plant, "volume_m3") for plant in three] == [["310.5"], [""], [""]]


def test_no_key_acts_while_an_input_method_composes(page, three):
    cell(page, three[0], "note").focus()
    for details in ("isComposing: true", "keyCode: 229"):
        page.evaluate(f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, {details}}}))")
        assert focused(page) == f"{three[0].pk}-note"
    page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))")
    assert focused(page) == f"{three[1].pk}-note"  # the control: without composing it moves


def test_a_block_is_copied_cut_and_dragged(page, three):
    for plant, text in zip(three, ("1", "2", "3"), strict=True):
        cell(page, plant, "days").fill(text)
    cell(page, three[0], "days").hover()
    page.mouse.down()
    cell(page, three[2], "days").hover()
    page.mouse.up()
    copied = page.evaluate("""() => {
      const data = new DataTransfer();
      document.activeElement.dispatchEvent(new ClipboardEvent("cut", { clipboardData: data, bubbles: true, cancelable: true }));
      return data.getData("text/plain");
    }""")
    assert copied == "1\r\n2\r\n3"
    assert [values(page, plant, "days") for plant in three] == [[""]] * 3


def test_load_rate_tonnes_and_totals_are_there_while_typing_and_stay_when_saved(page, three):
    row = page.locator(f'tr[data-plant="{three[0].pk}"]')
    # 139.5 of 5 × 31 are 90 %; 1,395,000 m³ × 150 mg/L are 209.25 t
    for column, text in (("volume_m3", "139.5"), ("cod_inlet_ug_l", "180"), ("cod_outlet_ug_l", "30")):
        cell(page, three[0], column).fill(text)

    def figures() -> list[str]:
        own = [row.locator(where).inner_text() for where in ("[data-load-rate]", '[data-removed="cod"]', '[data-removed="nh3n"]')]
        return own + [page.locator(f'[data-total="{name}"]').inner_text() for name in ("volume", "load_rate", "removed-cod")]

    preview = figures()
    # Dongpo's 155 with 10 a day are accepted already: (139.5 + 155) of 15 × 31, and 232.5 t more
    assert preview == ["90.0", "209.25", "—", "294.5", "63.3", "441.75"]
    expect(row.locator('[data-column="cod_outlet_ug_l"]')).to_have_attribute("data-save", "saved", timeout=PATIENCE_MS)
    expect(row.locator("[data-load-rate]")).not_to_have_class(re.compile("is-preview"))
    assert figures() == preview
    page.reload()
    assert figures() == preview


def test_one_bad_cell_is_refused_where_it_stands_and_the_other_rows_are_saved(page, three):
    paste(page, block([["31", "310.5"], ["32", "12"], ["31", "120"]]))
    page.get_by_role("button", name="填入表格").click()
    expect(page.locator(f'tr[data-plant="{three[1].pk}"] .cell-message')).to_contain_text("“32”", timeout=PATIENCE_MS)
    assert [state(page, plant, "days") for plant in three] == ["saved", "refused", "saved"]
    assert state(page, three[1], "volume_m3") == "waiting"
    assert set(Operation.objects.filter(month=OCTOBER, plant__in=three).values_list("plant", flat=True)) == {three[0].pk, three[2].pk}


@pytest.mark.parametrize(("choice", "stored"), [("采用我的", 3_100_000), ("采用对方的", 2_900_000)])
def test_where_two_people_typed_both_values_stand_there_until_one_is_chosen(page, three, small_city, choice, stored):
    save(small_city, three[0], OCTOBER, "290", None, None, by="colleague")
    cell(page, three[0], "volume_m3").fill("310")
    cell(page, three[1], "volume_m3").focus()
    theirs = page.locator(f'tr[data-plant="{three[0].pk}"] td[data-column="volume_m3"] .cell-theirs')
    expect(theirs).to_have_text("系统现值：290（赵敏）", timeout=PATIENCE_MS)
    assert Operation.objects.get(plant=three[0]).volume_m3 == 2_900_000
    assert values(page, three[0], "volume_m3") == ["310"]
    page.get_by_role("button", name=choice).click()
    expect(page.locator("[data-sheet-status]")).to_contain_text("，0格待保存", timeout=PATIENCE_MS)
    assert Operation.objects.get(plant=three[0]).volume_m3 == stored
