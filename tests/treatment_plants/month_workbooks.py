"""The template of a month, filled in as a person would."""

import io

import openpyxl
from openpyxl.utils import get_column_letter

from treatment_plants.months import template
from treatment_plants.months.preview import LIMITS, purpose_of
from treatment_plants.months.template import month_file
from treatment_plants.sheet import Sheet
from workbooks.actions import keep_upload
from workbooks.models import Draft

MONTH = "/returns/treatment-plants/440604/2022-10/"


def month_uploaded(city, month: int = 202210) -> Draft:
    """The template of Chancheng's month, uploaded as it was handed out; the same file is kept once."""
    told = {"content": month_file(Sheet(city.east, month)), "file_name": "10月.xlsx", "purpose": purpose_of(month), "limits": LIMITS}
    return keep_upload(**told, division=city.east, by=city.people["official"])


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def columns(page) -> dict[str, int]:
    """Key of a column → its number."""
    return {page.cell(template.KEY_ROW, column).value: column for column in range(1, page.max_column + 1)}


def rows(page) -> dict[str, int]:
    """Name of a plant → its row."""
    return {page.cell(row, template.NAME_COLUMN).value: row for row in range(template.FIRST_ROW, page.max_row + 1)}


class Filled:
    """A downloaded template: put(plant, **cells) types into it, send() uploads it and answers where that led."""

    def __init__(self, browser, address: str = MONTH):
        self.browser, self.address = browser, address
        self.book = opened(browser.get(f"{address}template/").content)
        self.page = self.book.worksheets[0]

    def put(self, plant, **cells):
        names = {"volume": "volume_m3", "inlet": "cod_inlet_ug_l", "outlet": "cod_outlet_ug_l"}
        for name, value in cells.items():
            self.page.cell(rows(self.page)[plant.name], columns(self.page)[names.get(name, name)]).value = value
        return self

    def place(self, plant, key: str) -> str:
        return f"{get_column_letter(columns(self.page)[key])}{rows(self.page)[plant.name]}"

    def input(self, plant, key: str) -> str:
        """The name of the page's input for a cell of the file."""
        return f"cell-1-{rows(self.page)[plant.name]}-{columns(self.page)[key]}"

    def content(self) -> bytes:
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()

    def send(self, name: str = "10月.xlsx", content: bytes | None = None):
        file = io.BytesIO(content or self.content())
        file.name = name
        return self.browser.post(f"{self.address}workbook/", {"file": file})

    def uploaded(self, **how) -> str:
        """The address of the preview."""
        answer = self.send(**how)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]
