"""The sheet in a real browser: its cells, blocks on the clipboard, and a district with as many plants as are asked for."""

from playwright.sync_api import Locator, Page

from tests import city as small
from tests.city import City
from treatment_plants.models import Plant

OCTOBER = 202210
SHEET = "/returns/treatment-plants/440604/2022-10/"
COLUMNS = [
    "days",
    "volume_m3",
    "cod_inlet_ug_l",
    "cod_outlet_ug_l",
    "nh3n_inlet_ug_l",
    "nh3n_outlet_ug_l",
    "electricity_kwh",
    "sludge_kg",
    "note",
]
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def plants(city: City, count: int, name: str = "{:02}号污水处理厂") -> list[Plant]:
    """Plants of Chancheng that measure two pollutants, in the order of the sheet."""
    by = city.people["quota"]
    return [small.plant(name.format(number), city.east, 50_000, by=by, pollutants=("cod", "nh3n")) for number in range(1, count + 1)]


def cell(page: Page, plant: Plant, column: str) -> Locator:
    return page.locator(f'tr[data-plant="{plant.pk}"] td[data-column="{column}"] input[data-stored]')


def state(page: Page, plant: Plant, column: str) -> str:
    """saved, waiting, refused, or nothing where the cell is blank."""
    return page.locator(f'tr[data-plant="{plant.pk}"] td[data-column="{column}"]').get_attribute("data-save") or ""


def paste(page: Page, text: str, html: str = "") -> None:
    """As Ctrl+V does, into the cell that has the focus."""
    page.evaluate(PASTE, [text, html])


def block(rows: list[list[str]]) -> str:
    return "\r\n".join("\t".join(row) for row in rows) + "\r\n"


def reported(number: int) -> list[str]:
    """What one plant reports: nine values, plausible and of different length."""
    return [
        "31",
        f"{100 + number}.{number:02}5",
        f"18{number % 10}.5",
        "29.8",
        "21.35",
        "1.4",
        f"{30 + number}1234",
        f"{80 + number}.5",
        "正常",
    ]
