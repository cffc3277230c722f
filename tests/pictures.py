"""Takes the pictures of docs/images anew, from the demonstration city: `make pictures`.

A portal of its own is served from a database of its own, so that the pictures are the same on every machine.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.servers.browser import find_browser
from tests.servers.processes import exit_on_signals, running_server, wait_until

PROJECT = Path(__file__).resolve().parents[1]
IMAGES = PROJECT / "docs" / "images"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PASSWORD = "demo-2022"


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it."""

    name: str
    person: str
    address: str
    viewport: dict
    locale: str = "zh-CN"


PICTURES = [
    Picture("plant-load", "vicemayor", "/rankings/plant-load/?month=2022-09", DESK),
    Picture("overview", "vicemayor", "/", DESK),
    Picture("sheet", "shunde", "/returns/treatment-plants/440606/2022-10/", DESK),
    Picture("review", "verifier", "/returns/treatment-plants/440605/2022-10/review/", DESK),
    Picture("versions", "verifier", "/returns/treatment-plants/440604/2022-08/1/versions/", DESK),
    Picture("exceptions", "quota", "/returns/openings/", DESK),
    Picture("inbox", "verifier", "/inbox/", DESK),
    Picture("sent-back", "sanshui", "/returns/treatment-plants/440607/2022-10/", DESK),
    Picture("returns", "shunde", "/returns/", DESK),
    Picture("month-workbook", "shunde", "/returns/treatment-plants/440606/2022-10/workbook/", DESK),
    Picture("rules", "vicemayor", "/returns/rules/", DESK),
    Picture("districts", "vicemayor", "/rankings/districts/", DESK),
    Picture("plant-draft", "quota", "/treatment-plants/uploads/2/", DESK),
    Picture("quotas", "vicemayor", "/targets/", DESK),
    Picture("quota-preview", "quota", "/targets/quotas/uploads/3/", DESK),
    Picture("quota-draft", "quota", "/targets/quotas/drafts/1/", DESK),
    Picture("construction-progress-phone", "vicemayor", "/rankings/construction-progress/", PHONE),
    Picture("project", "vicemayor", "/construction/1/", DESK),
    Picture("project-sheet", "chancheng", "/returns/construction/440604/2022-11/", DESK),
    Picture("worst-phone", "vicemayor", "/worst/", PHONE),
    Picture("visit", "vicemayor", "/visits/3/", DESK),
    Picture("instruction-answer", "chancheng", "/visits/instructions/1/answer/", DESK),
    Picture("closures", "vicemayor", "/rankings/closures/", DESK),
    Picture("power-unit", "reform", "/power-plants/3/", DESK),
    Picture("forecast", "vicemayor", "/forecast/", DESK),
    Picture("plant-load-past", "vicemayor", "/rankings/plant-load/?month=2022-06&as_of=2022-07-20", DESK),
    Picture("plant-load-why", "vicemayor", "/rankings/plant-load/why/32/?month=2022-06&against=2022-06.1", DESK),
    Picture("frozen-month", "vicemayor", "/frozen/4406-202206-2/", DESK),
    Picture("people", "admin", "/accounts/people/", DESK),
]


@contextlib.contextmanager
def served_demonstration() -> Iterator[str]:
    """The address of a portal that serves a freshly loaded demonstration."""
    with tempfile.TemporaryDirectory(prefix="portal-pictures-") as directory:
        environment = os.environ | {
            "PORTAL_DEMONSTRATION": "1",
            "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3",
            "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
        }
        for command in (["migrate", "--verbosity", "0"], ["load_demonstration"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=PROJECT, env=environment)
        address = f"127.0.0.1:{_free_port()}"
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "reduction_portal/gunicorn.py", "--bind", address, "reduction_portal.wsgi"]
        log = Path(directory) / "server.log"
        with running_server(gunicorn, log=log, cwd=PROJECT, env=environment) as server:
            wait_until(lambda: _answers(f"http://{address}/readyz"), server, log=log)
            yield f"http://{address}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status == 200
    except OSError:
        return False


def take(picture: Picture, browser: Browser, portal: str) -> None:
    window = browser.new_context(base_url=portal, locale=picture.locale, viewport=picture.viewport)
    page = window.new_page()
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", picture.person)
    page.fill("[name=password]", PASSWORD)
    page.click("[name=save]")
    page.goto(picture.address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    window.close()


def main() -> None:
    exit_on_signals()
    IMAGES.mkdir(exist_ok=True)
    found = find_browser()
    os.environ |= found.environment
    with served_demonstration() as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.executable), args=["--no-sandbox"])
        for picture in PICTURES:
            take(picture, browser, portal)
            print(f"docs/images/{picture.name}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
