"""Starting a server of our own, watching it come up, and ending it whatever happens."""

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


class CannotStart(Exception):
    """Why a server or a browser is not to be had: one line for whoever runs the tests."""


def exit_on_signals():
    """Let SIGTERM and a closed terminal end the program as Ctrl-C does: with every `finally` carried out."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Whoever started us with nohup or in the background wants the signal ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _exit_once)


def _exit_once(number, frame):
    # make, timeout and the terminal may each pass on the same signal; a second one would cut the tidying up short.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


@contextlib.contextmanager
def running(command, **options):
    """The started program; ended with SIGINT if it has not ended by itself."""
    # A session of its own: Ctrl-C in the terminal reaches only us, and we end things in the right order.
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process):
    process.send_signal(signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running_server(command, *, log: Path, **options):
    """The started server, which writes what it has to say into `log`."""
    with log.open("wb") as output:
        standard_streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
        with running(command, **standard_streams, **options) as server:
            yield server


def wait_until(is_ready, server, *, log: Path):
    """Return once the server answers; complain with its own last words when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"{server.args[0]} did not start: {last_line(log.read_text(errors='replace'))}")
        time.sleep(0.02)


def last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def serve_by_hand(server):
    """Run one server for a developer until Ctrl-C."""
    exit_on_signals()
    try:
        with server() as url:
            print(f"{url}\nCtrl-C ends it.", flush=True)
            signal.pause()
    except CannotStart as reason:
        sys.exit(str(reason))
