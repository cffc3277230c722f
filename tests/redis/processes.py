"""A broker and workers that tests freeze, stop and kill."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import redis

from tests.legs import PROJECT
from tests.servers.processes import running_server
from tests.servers.valkey import free_port, running_valkey_at

PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.02


def eventually(condition: Callable[[], object]):
    """What the condition answers as soon as that is true; complains when it takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(PAUSE_SECONDS)
    return answer


class Broker:
    """On a port of its own, where it comes back, empty, after it was stopped."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._stack = contextlib.ExitStack()

    def start(self) -> None:
        self._server = self._stack.enter_context(running_valkey_at(self.port))

    def stop(self) -> None:
        self.thaw()
        self._stack.close()

    def freeze(self) -> None:
        """Connections are still accepted, by the system, and never answered."""
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    @property
    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)


class Program:
    """A part of the portal in a process, or several, of its own."""

    def __init__(self, process: subprocess.Popen, log: Path):
        self._process, self._log = process, log

    def said(self, words: str) -> bool:
        return words in self._log.read_text(errors="replace")

    def kill(self) -> None:
        """As when the machine goes: the process and its children at once, with no last word."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextlib.contextmanager
def celery(*arguments: str, app: str = "reduction_portal", **environment: str):
    with tempfile.TemporaryDirectory(prefix="portal-celery-") as directory:
        log = Path(directory) / "log"
        command = [sys.executable, "-m", "celery", "-A", app, *arguments]
        with running_server(command, log=log, cwd=PROJECT, env=os.environ | environment) as process:
            program = Program(process, log)
            try:
                yield program
            finally:
                program.kill()
