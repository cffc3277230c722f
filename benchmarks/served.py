"""A portal that is served by gunicorn as in production, and what its processes cost."""

import contextlib
import http.client
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.servers.processes import running_server, wait_until
from tests.servers.valkey import free_port

PROJECT = Path(__file__).resolve().parents[1]
PASSWORD = "demo-2022"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Visitor:
    """A browser as far as a server sees one: a kept connection, cookies, and nothing drawn."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, address: str, *, data: dict | None = None, headers: dict | None = None) -> tuple[int, bytes, http.client.HTTPMessage]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if data is not None:
            body = urlencode(data | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if data is None else "POST", address, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, answer.headers

    def sign_in(self, username: str) -> "Visitor":
        self.ask("/accounts/sign-in/")
        status, _, _ = self.ask("/accounts/sign-in/", data={"username": username, "password": PASSWORD})
        assert status == 302, status
        return self


@dataclass(frozen=True)
class Portal:
    port: int
    process: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """User and system time of the server and its children so far."""
        return sum(_cpu_seconds(one) for one in (self.process, *_children(self.process)))


@contextlib.contextmanager
def served_demonstration(settings: str = "reduction_portal.settings") -> Iterator[Portal]:
    """The demonstration city on SQLite, freshly loaded."""
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as directory:
        environment = {"PORTAL_DEMONSTRATION": "1", "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3"}
        manage(environment, ["migrate", "--verbosity", "0"], ["load_demonstration"], ["collectstatic", "--noinput", "--verbosity", "0"])
        with served(environment | {"DJANGO_SETTINGS_MODULE": settings}, directory) as portal:
            yield portal


def manage(environment: dict[str, str], *commands: list[str]) -> None:
    for command in commands:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            check=True,
            cwd=PROJECT,
            stdout=sys.stderr,
            env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "reduction_portal.settings"},
        )


@contextlib.contextmanager
def served(environment: dict[str, str], directory: str) -> Iterator[Portal]:
    port, log = free_port(), Path(directory) / "server.log"
    gunicorn = ["-m", "gunicorn", "-c", "reduction_portal/gunicorn.py", "--bind", f"127.0.0.1:{port}", "reduction_portal.wsgi"]
    with running_server([sys.executable, *gunicorn], log=log, cwd=PROJECT, env=os.environ | environment) as server:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), server, log=log)
        yield Portal(port, server.pid)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status == 200
    except OSError:
        return False


def first_answer(command: list[str], port: int, environment: dict[str, str], directory: str) -> float:
    """Seconds from the start of a server to its first answer."""
    start = time.perf_counter()
    with running_server(command, log=Path(directory) / "start.log", cwd=PROJECT, env=os.environ | environment):
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            time.sleep(0.005)
        return time.perf_counter() - start


def _children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _cpu_seconds(process: int) -> float:
    values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / TICKS
