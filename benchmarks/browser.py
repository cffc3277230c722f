"""B2 and B3: charts in a real browser, and bytes for the first view, `python -m benchmarks.browser`."""

import gzip
import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import plotly
from playwright.sync_api import Browser, sync_playwright

from benchmarks.measuring import Measured
from benchmarks.served import PASSWORD, served_demonstration
from tests.servers.browser import find_browser
from tests.servers.processes import exit_on_signals

PAGE = "/treatment-plants/1/"
ROUNDS = 5
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# The server's own drawing is there with the page; when the next frame has been painted, it is seen.
WATCH = """new MutationObserver((_, watch) => {
  if (document.querySelector('.chart svg')) { watch.disconnect(); requestAnimationFrame(() => { window.chartSeen = performance.now(); }); }
}).observe(document, { childList: true, subtree: true });"""
BYTES = "performance.getEntries().filter(one => one.transferSize).reduce((sum, one) => sum + one.transferSize, 0)"
FULL_BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def main() -> None:
    found = find_browser()
    os.environ |= found.environment
    with served_demonstration() as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.executable), args=["--no-sandbox"])
        for one in measured(browser, portal.address):
            print(one, flush=True)
        browser.close()


def measured(browser: Browser, portal: str) -> Iterator[Measured]:
    views = [view(browser, portal) for _ in range(ROUNDS)]
    painted, drawn, sent = (statistics.median(times) for times in zip(*views, strict=True))
    yield Measured("B2", "a plant's chart is seen", drawn / 1000, "first paint of the same page", painted / 1000, 1.2)
    full = len(gzip.compress(FULL_BUNDLE.read_bytes(), 9))
    yield Measured(
        "B3", "bytes that a first view takes", sent, "plotly's full bundle alone, compressed", full, 150, faster=True, unit="bytes"
    )


def view(browser: Browser, portal: str) -> tuple[float, float, float]:
    """Milliseconds to the first paint and to the chart, and bytes on the way, of somebody who has never seen the portal's pages."""
    window = browser.new_context(base_url=portal, locale="zh-CN")
    page = window.new_page()
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", "vicemayor")
    page.fill("[name=password]", PASSWORD)
    page.click("[name=save]")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.add_init_script(WATCH)
    page.goto(PAGE, wait_until="networkidle")
    seen = page.evaluate(FIRST_PAINT), page.evaluate("window.chartSeen"), page.evaluate(BYTES)
    window.close()
    return seen


if __name__ == "__main__":
    exit_on_signals()
    main()
