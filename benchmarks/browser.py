"""B1, B2 and B3: charts in a real browser, and bytes for the first view, `python -m benchmarks.browser`."""

import gzip
import os
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import plotly
from playwright.sync_api import Browser, Route, sync_playwright

from benchmarks.measuring import Measured
from benchmarks.served import PASSWORD, served_demonstration
from tests.servers.browser import find_browser
from tests.servers.processes import exit_on_signals

PAGE = "/treatment-plants/1/"
ROUNDS = 5
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# What is there in one frame has been painted by the next one, though never before the first paint, which is told by the screen's clock.
WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector('%s')) return;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.chartSeen = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
window.blocked = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.blocked += one.duration - 50; }).observe({ type: 'longtask', buffered: true });
"""
DRAWING, LINE = ".chart svg", ".js-plotly-plot .scatterlayer path"
BYTES = "performance.getEntries().filter(one => one.transferSize).reduce((sum, one) => sum + one.transferSize, 0)"
FULL_BUNDLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# The same page as it is usually made: the full bundle, deferred, draws the figure that the page holds.
BUNDLE, DRAWER = "/static/benchmark-bundle.js", "/static/benchmark-drawer.js"
DRAW = """const place = document.querySelector('.chart-stage');
const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
Plotly.newPlot(place.appendChild(document.createElement('div')), figure.data, figure.layout);"""


@dataclass(frozen=True)
class View:
    """Milliseconds to the first paint, to the chart, and for which nothing answers; and bytes on the way."""

    painted: float
    seen: float
    blocked: float
    sent: float


def main() -> None:
    found = find_browser()
    os.environ |= found.environment
    with served_demonstration() as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.executable), args=["--no-sandbox"])
        for one in measured(browser, portal.address):
            print(one, flush=True)
        browser.close()


def measured(browser: Browser, portal: str) -> Iterator[Measured]:
    rounds = [(view(browser, portal), view(browser, portal, usual=True)) for _ in range(ROUNDS)]
    ours, usual = (_median(views) for views in zip(*rounds, strict=True))
    bundle = "the same page with plotly's full bundle, deferred"
    yield Measured("B1", "a plant's chart is seen", ours.seen / 1000, bundle, usual.seen / 1000, 12, faster=True)
    yield Measured("B2", "the same", ours.seen / 1000, "first paint of the same page", ours.painted / 1000, 1.2)
    full = len(gzip.compress(FULL_BUNDLE.read_bytes(), 9))
    yield Measured(
        "B3", "bytes that a first view takes", ours.sent, "plotly's full bundle alone, compressed", full, 150, faster=True, unit="bytes"
    )
    # Not in the table, where a ratio has to stand: nothing is the goal.
    print(f"nothing answers for {ours.blocked:.0f} ms, with the full bundle for {usual.blocked:.0f} ms", flush=True)


def _median(views: Iterable[View]) -> View:
    return View(*(statistics.median(values) for values in zip(*(astuple(one) for one in views), strict=True)))


def view(browser: Browser, portal: str, *, usual: bool = False) -> View:
    """What somebody waits for who has never seen the portal's pages."""
    window = browser.new_context(base_url=portal, locale="zh-CN")
    page = window.new_page()
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", "vicemayor")
    page.fill("[name=password]", PASSWORD)
    page.click("[name=save]")
    page.wait_for_url("/")
    page.wait_for_load_state("networkidle")  # what still came would be there afterwards
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.add_init_script(WATCH % (LINE if usual else DRAWING))
    if usual:
        page.route(f"**{PAGE}", _with_bundle)
        page.route(f"**{BUNDLE}", lambda route: route.fulfill(path=FULL_BUNDLE, content_type="text/javascript"))
        page.route(f"**{DRAWER}", lambda route: route.fulfill(body=DRAW, content_type="text/javascript"))
    page.goto(PAGE, wait_until="networkidle")
    page.wait_for_function("window.chartSeen")
    painted, seen, blocked, sent = (page.evaluate(one) for one in (FIRST_PAINT, "window.chartSeen", "window.blocked", BYTES))
    window.close()
    return View(painted, max(painted, seen), blocked, sent)


def _with_bundle(route: Route) -> None:
    answer = route.fetch()
    scripts = "".join(f'<script src="{one}" defer></script>' for one in (BUNDLE, DRAWER))
    # Its own security policy would let the bundle load, but not write the styles that it brings.
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("content-security-policy", "content-encoding", "content-length")
    }
    route.fulfill(status=answer.status, headers=headers, body=answer.text().replace("</head>", f"{scripts}</head>"))


if __name__ == "__main__":
    exit_on_signals()
    main()
