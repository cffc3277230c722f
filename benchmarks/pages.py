"""How long each page takes, as a multiple of the page that does nothing: `make benchmarks`.

The demonstration city is loaded into a database of its own. Ratios to /healthz in the same run hold
on any machine; milliseconds are those of the machine that printed them.
"""

import os
import statistics
import sys
import tempfile
import time

ROUNDS = 15
BASELINE = "/healthz"
PAGES = {
    "vicemayor": [
        "/",
        "/rankings/plant-load/",
        "/rankings/districts/",
        "/rankings/inlet-concentration/",
        "/targets/",
        "/treatment-plants/1/",
    ],
    "shunde": ["/returns/", "/returns/treatment-plants/440606/2022-10/"],
}


def milliseconds(browser, address: str) -> float:
    """The median of several answers; the first one, which fills caches, does not count."""
    browser.get(address)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = browser.get(address)
        times.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    return statistics.median(times)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as directory:
        os.environ |= {
            "PORTAL_DEMONSTRATION": "1",
            "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3",
            "PORTAL_ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        call_command("migrate", verbosity=0)
        start = time.perf_counter()
        call_command("load_demonstration", stdout=sys.stderr)
        print(f"load_demonstration: {time.perf_counter() - start:.1f} s")
        call_command("collectstatic", interactive=False, verbosity=0)
        nothing = milliseconds(Client(), BASELINE)
        print(f"{BASELINE}: {nothing:.2f} ms")
        for person, addresses in PAGES.items():
            browser = Client()
            browser.login(username=person, password="demo-2022")
            for address in addresses:
                taken = milliseconds(browser, address)
                print(f"{address}: {taken:.1f} ms, {taken / nothing:.0f} × {BASELINE}")


if __name__ == "__main__":
    main()
