"""Tables as they come out of the portal's own pages."""

import csv
import io
import json
from urllib.parse import unquote

import openpyxl
import pytest

import figures.actions
from tests.entries import accept

PAGES = ["/", "/rankings/plant-load/", "/treatment-plants/", "/returns/", "/journal/", "/jobs/"]
TYPED = "=cmd|' /C calc'!A1"


def read_csv(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def read_xlsx(answer) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=4))


@pytest.mark.parametrize("page", PAGES)
def test_every_format_has_the_same_rows(city, signed_in, page):
    accept(city, city.dongpo, 202210, "155")
    figures.actions.refresh()
    browser = signed_in("verifier")
    html, comma, excel, machine = (browser.get(page, {"format": wanted} if wanted else {}) for wanted in ("", "csv", "xlsx", "json"))
    rows = json.loads(machine.content)["rows"]
    assert len(rows) > 1
    assert len(html.context["table"].rows) == len(read_csv(comma)) == len(read_xlsx(excel)) == len(rows)


@pytest.mark.parametrize("page", ["/accounts/people/", "/accounts/leaders/"])
@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_the_administrators_lists_are_downloads_too(signed_in, page, wanted):
    assert signed_in("admin").get(page, {"format": wanted}).status_code == 200


def test_a_file_bears_the_name_of_its_table(signed_in):
    browser = signed_in("verifier")
    answer = browser.get("/treatment-plants/", {"format": "xlsx"})
    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=UTF-8''污水处理厂.xlsx"
    assert "Content-Disposition" not in browser.get("/treatment-plants/", {"format": "json"})


def test_the_formats_stand_on_the_page_with_what_was_asked_for(signed_in):
    page = signed_in("verifier").get("/rankings/plant-load/", {"month": "2022-09"})
    assert [one["url"] for one in page.context["table"].downloads] == [
        "?month=2022-09&format=xlsx",
        "?month=2022-09&format=csv",
        "?month=2022-09&format=json",
    ]


@pytest.mark.parametrize("wanted", ["pdf", "CSV", "../csv", "html"])
def test_a_format_that_does_not_exist_is_not_found(signed_in, wanted):
    assert signed_in("verifier").get("/treatment-plants/", {"format": wanted}).status_code == 404


@pytest.mark.parametrize("address", ["/returns/treatment-plants/440604/2022-10/", "/journal/"])
def test_a_note_that_looks_like_a_formula_reaches_no_spreadsheet_as_one(city, signed_in, address):
    accept(city, city.dongpo, 202210, "155", note=TYPED)
    browser = signed_in("verifier")
    cells = [cell for row in read_xlsx(browser.get(address, {"format": "xlsx"})) for cell in row]
    assert any(TYPED in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [text for row in read_csv(browser.get(address, {"format": "csv"})) for text in row.values()]
    assert any(TYPED in text for text in texts)
    assert not [text for text in texts if text.startswith("=")]


def test_machines_read_the_note_as_it_was_typed(city, signed_in):
    accept(city, city.dongpo, 202210, "155", note=TYPED)
    answer = signed_in("verifier").get("/returns/treatment-plants/440604/2022-10/", {"format": "json"})
    assert json.loads(answer.content)["rows"][0]["note"] == TYPED
