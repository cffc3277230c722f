"""Runs the whole test suite, leg by leg: what asks a database on each of them, and those that need a real browser.

    python -m tests.legs                          all legs
    python -m tests.legs sqlite browser           these legs
    python -m tests.legs sqlite -- -k upload -x   what follows -- goes to pytest

Ends with one line for each leg and one for all; fails when a test fails and when a leg ran no test.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from tests.servers.browser import find_browser
from tests.servers.postgresql import running_postgresql
from tests.servers.processes import CannotStart, exit_on_signals, running
from tests.servers.valkey import running_valkey

PROJECT = Path(__file__).resolve().parents[1]

# Each has a database to set up; beyond a few they wait for the one PostgreSQL.
MOST_PROCESSES = 4

COMMON_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
    "PORTAL_DEMONSTRATION": "1",
    "PORTAL_SECRET_KEY": "only-for-tests-" * 5,
    "TZ": "UTC",
}


@contextlib.contextmanager
def sqlite():
    with tempfile.TemporaryDirectory(prefix="portal-sqlite-") as directory:
        yield {"PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3"}


@contextlib.contextmanager
def postgresql():
    with running_postgresql() as url:
        yield {"PORTAL_DATABASE_URL": url}


@contextlib.contextmanager
def broker():
    with running_valkey() as url:
        yield {"PORTAL_BROKER_URL": url}


@contextlib.contextmanager
def browser():
    found = find_browser()
    # Playwright keeps an event loop in the thread of the tests, and Django takes that for asynchronous code.
    yield {"PORTAL_TEST_BROWSER": str(found.executable), "DJANGO_ALLOW_ASYNC_UNSAFE": "1", **found.environment}


@dataclass(frozen=True)
class Leg:
    """Which tests run, and what each thing they need adds to their environment."""

    markers: str
    needs: tuple[Callable[[], AbstractContextManager[dict[str, str]]], ...]
    # Whether several processes may share the work, each with a database of its own; the tests of one file stay together.
    shared: bool = True
    # Whether it spends its time waiting, and may run beside the others.
    waits: bool = False
    # Where its tests lie; "" is everywhere. What need not be looked through costs no time.
    where: str = ""


LEGS = {
    "sqlite": Leg("not postgresql and not redis and not browser and not pages", (sqlite,)),
    # What would find the same on any database has run before; pages are tested on the database of servers alone.
    "postgresql": Leg("not redis and not browser and not once", (postgresql,)),
    # One broker, one worker: two tests at once would take each other's jobs.
    "redis": Leg("redis", (postgresql, broker), where="tests/redis", shared=False, waits=True),
    "browser": Leg("browser", (sqlite, browser), where="tests/journey"),
}
DEFAULT_LEGS = ("sqlite", "postgresql", "redis", "browser")


@dataclass(frozen=True)
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        return self.failed == 0 and not self.trouble

    def __str__(self) -> str:
        counts = [f"{self.passed} passed"]
        if self.failed:
            counts.append(f"{self.failed} failed")
        if self.skipped:
            counts.append(f"{self.skipped} skipped")
        return ", ".join(counts) + (f" ({self.trouble})" if self.trouble else "")


def run_leg(leg: Leg, pytest_arguments: Sequence[str]) -> Outcome:
    with started(leg, pytest_arguments) as outcome:
        return outcome()


@contextlib.contextmanager
def started(leg: Leg, pytest_arguments: Sequence[str], output: IO | None = None) -> Iterator[Callable[[], Outcome]]:
    """The leg under way: calling what is given waits for its end. It tells what it has to tell to `output`, else to everybody."""
    with contextlib.ExitStack() as stack:
        environment = _environment_without_portal() | COMMON_ENVIRONMENT
        try:
            for need in leg.needs:
                environment |= stack.enter_context(need())
        except CannotStart as reason:
            trouble = Outcome(failed=1, trouble=str(reason))
            yield lambda: trouble
        else:
            report = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-report-"))) / "report.xml"
            command = [sys.executable, "-m", "pytest", "-m", leg.markers, f"--junitxml={report}"]
            command += [*_sharing(leg), *_what(leg, pytest_arguments)]
            pytest = stack.enter_context(running(command, env=environment, cwd=PROJECT, stdout=output, stderr=output))
            yield lambda: read_outcome(report, pytest.wait())


def _environment_without_portal() -> dict[str, str]:
    """What a developer has set for his own portal must not reach the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}


def _what(leg: Leg, pytest_arguments: Sequence[str]) -> Sequence[str]:
    return pytest_arguments or ([leg.where] if leg.where else [])


def _sharing(leg: Leg) -> list[str]:
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    return (
        [f"--numprocesses={processes}", "--dist=loadfile", "--max-worker-restart=0"]
        if leg.shared and processes > 1
        else ["--numprocesses=0"]
    )


def read_outcome(report: Path, exit_code: int) -> Outcome:
    if not report.exists():
        return Outcome(failed=1, trouble=f"pytest left no report, exit code {exit_code}")
    passed = failed = skipped = 0
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    if not passed and not failed:
        return Outcome(failed=1, skipped=skipped, trouble="no test ran")
    if exit_code != 0 and not failed:
        return Outcome(passed, failed=1, skipped=skipped, trouble=f"pytest ended with exit code {exit_code}")
    return Outcome(passed, failed, skipped)


def main(arguments: Sequence[str]) -> int:
    names, pytest_arguments = _split_at_dashes(arguments)
    unknown = [name for name in names if name not in LEGS]
    if unknown:
        print(f"No such leg: {', '.join(unknown)}. There are: {', '.join(LEGS)}.", file=sys.stderr)
        return 2
    exit_on_signals()
    outcomes = run_legs(names or DEFAULT_LEGS, pytest_arguments)
    print_summary(outcomes)
    return 0 if all(outcome.is_good for outcome in outcomes.values()) else 1


def run_legs(names: Sequence[str], pytest_arguments: Sequence[str]) -> dict[str, Outcome]:
    """One after the other, but for those that mostly wait: these begin with the first, and are told of in their turn."""
    outcomes = {}
    with contextlib.ExitStack() as stack:
        aside = [name for name in names if LEGS[name].waits and len(names) > 1]
        outputs = {name: stack.enter_context(tempfile.TemporaryFile("w+")) for name in aside}
        beside = {name: stack.enter_context(started(LEGS[name], pytest_arguments, output)) for name, output in outputs.items()}
        for name in names:
            print(f"\n{name}: tests marked '{LEGS[name].markers}'", flush=True)
            outcomes[name] = beside[name]() if name in beside else run_leg(LEGS[name], pytest_arguments)
            if name in beside:
                outputs[name].seek(0)
                print(outputs[name].read(), flush=True)
    return outcomes


def _split_at_dashes(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    if "--" not in arguments:
        return arguments, []
    dashes = arguments.index("--")
    return arguments[:dashes], arguments[dashes + 1 :]


def print_summary(outcomes: dict[str, Outcome]):
    print()
    for name, outcome in outcomes.items():
        print(f"{name}: {outcome}")
    passed = sum(outcome.passed for outcome in outcomes.values())
    failed = sum(outcome.failed for outcome in outcomes.values())
    print(f"{passed} passed, {failed} failed", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
