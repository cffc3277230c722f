"""How long the figures of a nation take, as multiples of what the same PostgreSQL does for nothing: `make benchmarks`.

    python -m benchmarks.nation        a tenth of the nation: 300 districts, 1,000 plants, 60,000 returns
    python -m benchmarks.nation 1000   the nation: 3,000 districts, 10,000 plants, 600,000 returns

Ends with a table of medians. Ratios hold on any machine; seconds are those of the machine that printed them.
"""

import os
import statistics
import sys
import time

TENTH = 100
ROUNDS = 5


def seconds(act, *, rounds: int = ROUNDS, before=lambda: None) -> float:
    times = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(thousandths: int) -> None:
    from tests.servers.postgresql import running_postgresql

    with running_postgresql() as url:
        os.environ |= {"PORTAL_DEMONSTRATION": "1", "PORTAL_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "reduction_portal.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("sync_reference", verbosity=0)
        from benchmarks.nation.measures import table

        for line in table(thousandths):
            print(line, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TENTH)
