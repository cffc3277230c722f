"""P1, P2, P3, P5 and P6: the overview of the demonstration city, `python -m benchmarks.pages`."""

import json
import os
import statistics
from collections.abc import Iterator

from benchmarks.measuring import Measured, in_turn
from benchmarks.served import Portal, Visitor, served_demonstration
from tests.servers.processes import exit_on_signals

PERSON = "vicemayor"
PAGE, HELLO, USUAL = "/", "/hello/", "/usual/"
MONTHS = [f"{year}-{month:02}" for year in (2020, 2021, 2022) for month in range(1, 13) if (year, month) <= (2022, 10)]
REQUESTS, SLOW_REQUESTS, ROUNDS = 200, 20, 5
CHARTS = 20


def main() -> None:
    with served_demonstration("benchmarks.pages.settings") as portal:
        for one in measured(portal):
            print(one, flush=True)
    for one in charts():
        print(one, flush=True)


def measured(portal: Portal) -> Iterator[Measured]:
    visitor = Visitor(portal.port).sign_in(PERSON)
    _, _, headers = visitor.ask(PAGE)
    packed = {"Accept-Encoding": "gzip, deflate, br"}
    asked = {
        # Browsers take pages compressed, and the portal sends them so.
        "hello": ([HELLO] * REQUESTS, packed, 200),
        "warm": ([PAGE] * REQUESTS, packed, 200),
        "seen": ([PAGE] * REQUESTS, packed | {"If-None-Match": headers["ETag"]}, 304),
        "usual": ([USUAL] * SLOW_REQUESTS, packed, 200),
    }
    rounds = [{name: cpu_of(portal, visitor, *how) for name, how in asked.items()} for _ in range(ROUNDS)]
    cost = {name: statistics.median(one[name] for one in rounds) for name in asked}
    # Each month once: none of these pages is kept yet.
    cold = cpu_of(portal, visitor, [f"/?month={month}" for month in MONTHS[:-1]], packed, 200)
    hello = "a page that says hello, same server, middleware and session"
    usual = "the usual overview: ORM, template, plotly's objects"
    yield Measured("P1", "CPU of the server for a kept overview", cost["warm"], hello, cost["hello"], 3)
    yield Measured("P2", "the same", cost["warm"], usual, cost["usual"], 50, faster=True)
    yield Measured("P3", "the same for a browser that has it (304)", cost["seen"], hello, cost["hello"], 1.2)
    yield Measured("P5", "the same, not kept yet", cold, usual, cost["usual"], 8, faster=True)


def cpu_of(portal: Portal, visitor: Visitor, addresses: list[str], headers: dict, expected: int) -> float:
    """Seconds of the server's processor for one request."""
    before = portal.cpu_seconds()
    for address in addresses:
        status, _, _ = visitor.ask(address, headers=headers)
        assert status == expected, (address, status)
    return (portal.cpu_seconds() - before) / len(addresses)


def charts() -> Iterator[Measured]:
    import django
    from django.core.serializers.json import DjangoJSONEncoder

    django.setup()
    from benchmarks.pages.usual import plain_charts, plotly_charts

    figures = plain_charts()

    def ours() -> list[str]:
        return [json.dumps(figure, cls=DjangoJSONEncoder) for figure in figures]

    def theirs() -> list[str]:
        return [chart.to_json() for chart in plotly_charts()]

    taken, usual = in_turn(lambda: [ours() for _ in range(CHARTS)], lambda: [theirs() for _ in range(CHARTS)])
    plotly = "plotly's objects and to_json"
    yield Measured("P6", "three charts as JSON", taken / CHARTS, plotly, usual / CHARTS, 100, faster=True)
    bytes_of = [sum(len(one.encode()) for one in written()) for written in (ours, theirs)]
    yield Measured("P6", "their size", bytes_of[0], plotly, bytes_of[1], 0.35, unit="bytes")


if __name__ == "__main__":
    exit_on_signals()
    os.environ |= {"PORTAL_DEMONSTRATION": "1", "DJANGO_SETTINGS_MODULE": "reduction_portal.settings"}
    main()
