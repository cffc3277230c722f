"""The last hour before the deadline: people who save and read at a given rate, whatever the portal answers (an open model).

    python -m benchmarks.load                                       200 people, 10 submits and 40 reads a second, 2 minutes
    python -m benchmarks.load --people 20 --submits 2 --reads 8 --seconds 10

PostgreSQL, Redis, gunicorn, a worker and the schedule run on this machine, beside the people. A time is counted from the moment at
which somebody wanted an answer. Every acknowledged return is read back from the database afterwards.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.portal import on_postgresql
from benchmarks.served import Visitor, served
from tests.redis.processes import celery
from tests.servers.processes import exit_on_signals
from tests.servers.valkey import running_valkey

MONTH, MONTH_TEXT = 202210, "2022-10"
READS = ("/", "/rankings/plant-load/", "/rankings/districts/", "/returns/", "/inbox/")
HANDS = 96  # more than ever wait at once, or the model would not be open
LONGEST_SECONDS = 0.5
# A tenth of a nation has three or four plants in each of 300 districts.
THOUSANDTHS = 100
SETTLED_SECONDS = 60


@dataclass
class Person:
    visitor: Visitor
    district: str
    plants: list[int]
    saved: int = 0
    at_work: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Told:
    """What the people were answered. `acknowledged` maps plants to the last volume in m³ that the portal said it has."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"submit": [], "read": []})
    errors: list[str] = field(default_factory=list)
    acknowledged: dict[int, int] = field(default_factory=dict)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.load")
    for name, usual in (("people", 200), ("submits", 10), ("reads", 40), ("seconds", 120)):
        options.add_argument(f"--{name}", type=int, default=usual)
    asked = options.parse_args()
    with contextlib.ExitStack() as stack:
        stack.enter_context(on_postgresql())
        broker = stack.enter_context(running_valkey())
        prepare()
        from django.conf import settings

        environment = {"PORTAL_THREADS": "32", "PORTAL_BROKER_URL": broker, "PORTAL_SECRET_KEY": settings.SECRET_KEY}
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-load-"))
        stack.enter_context(celery("worker", "--concurrency", "1", "--loglevel", "WARNING", **environment))
        stack.enter_context(celery("beat", **environment))
        portal = stack.enter_context(served(environment, directory))
        told = crowd(people(portal.port, asked.people), asked)
        return report(told, asked)


def prepare() -> None:
    """A tenth of a nation with all its figures, of which nobody has reported the last month."""
    from benchmarks.recomputation.__main__ import work_out_all
    from benchmarks.recomputation.edits import run
    from benchmarks.recomputation.nation import Size, write_nation

    write_nation(Size(THOUSANDTHS))
    # As the database's owner: what is accepted is closed to everybody else.
    run(
        f"SET session_replication_role = replica; DELETE FROM treatment_plants_measurement WHERE month = {MONTH};"
        f"DELETE FROM treatment_plants_operation WHERE month = {MONTH}; DELETE FROM returns_monthlyreturn WHERE month = {MONTH};"
        "SET session_replication_role = DEFAULT"
    )
    work_out_all()


def people(port: int, number: int) -> list[Person]:
    """Officials of as many districts, signed in."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.models import User
    from accounts.roles import Role
    from treatment_plants.models import Plant

    sessions, found = import_module(settings.SESSION_ENGINE), []
    districts = sorted(set(Plant.objects.values_list("district_id", flat=True)))[:number]
    for code in districts:
        person = User.objects.create(username=f"official{code}", name=code, role=Role.DISTRICT_OFFICIAL, division_id=code, password="!")
        session = sessions.SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        visitor = Visitor(port, {settings.SESSION_COOKIE_NAME: session.session_key})
        owing = Plant.objects.filter(district_id=code).order_by("pk").values_list("pk", flat=True)
        found.append(Person(visitor, code, list(owing)))
    return found


def crowd(everybody: list[Person], asked) -> Told:
    told, start = Told(), time.monotonic() + 1
    acts = [(start + place / asked.submits, submit, "submit") for place in range(asked.submits * asked.seconds)]
    acts += [(start + place / asked.reads, read, "read") for place in range(asked.reads * asked.seconds)]
    with ThreadPoolExecutor(HANDS) as hands:
        for place, (due, act, kind) in enumerate(sorted(acts, key=lambda one: one[0])):
            time.sleep(max(0, due - time.monotonic()))
            hands.submit(carried_out, act, kind, everybody[place * 7 % len(everybody)], place, due, told)
    return told


def carried_out(act, kind: str, person: Person, place: int, due: float, told: Told) -> None:
    try:
        with person.at_work:  # nobody does two things at once; who waits for himself is counted as waiting
            act(person, place, told)
        told.seconds[kind].append(time.monotonic() - due)
    except Exception as error:
        person.visitor.connection.close()
        told.errors.append(f"{kind}: {type(error).__name__}: {error}")


def read(person: Person, place: int, told: Told) -> None:
    status, _, _ = person.visitor.ask(READS[place % len(READS)])
    if status != 200:
        raise ValueError(status)


def submit(person: Person, place: int, told: Told) -> None:
    """The sheet is opened, one plant's volume typed, and the sheet saved."""
    from tests.treatment_plants.sheets import fields

    address = f"/returns/treatment-plants/{person.district}/{MONTH_TEXT}/"
    _, content, _ = person.visitor.ask(address)
    page = type("Page", (), {"content": content})
    plant, person.saved = person.plants[person.saved % len(person.plants)], person.saved + 1
    volume = 100 + place % 97
    cells = fields(page) | {f"plant{plant}-volume_m3": str(volume), f"plant{plant}-days": "31"}
    status, content, _ = person.visitor.ask(address, data=cells | {"save": ""})
    if status != 302:
        raise ValueError(status)
    told.acknowledged[plant] = volume * 10_000


def report(told: Told, asked) -> int:
    lost = read_back(told.acknowledged)
    missed = bool(told.errors or lost)
    print(f"{asked.people} people, {asked.submits} submits and {asked.reads} reads a second for {asked.seconds} s")
    for kind, taken in told.seconds.items():
        centiles = statistics.quantiles(taken, n=100)
        missed = missed or centiles[94] > LONGEST_SECONDS
        print(
            f"{kind}: {len(taken)}, half within {centiles[49] * 1000:.0f} ms, 95 % within {centiles[94] * 1000:.0f} ms, 99 % {centiles[98] * 1000:.0f} ms"
        )
    print(f"errors: {len(told.errors)} {told.errors[:3]}; acknowledged plants {len(told.acknowledged)}, lost: {len(lost)} {lost[:3]}")
    return int(missed)


def read_back(acknowledged: dict[int, int]) -> list[int]:
    """Plants whose return or figure is not what was acknowledged, once no mark waits any more."""
    from figures.models import PlantFigure
    from journal.models import StaleMark
    from treatment_plants.models import Operation

    deadline = time.monotonic() + SETTLED_SECONDS
    while StaleMark.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    kept = dict(Operation.objects.filter(month=MONTH).values_list("plant", "volume_m3"))
    shown = set(PlantFigure.objects.filter(month=MONTH, state="draft").values_list("plant", flat=True))
    return [plant for plant, volume in acknowledged.items() if kept.get(plant) != volume or plant not in shown]


if __name__ == "__main__":
    exit_on_signals()
    sys.exit(main())
