"""The side of the portal: hands a file over and waits for the answer, within limits."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import Protocol

from quarantine.refusal import Refused

ROOT = Path(__file__).resolve().parents[1]
# Each takes the memory that the limits allow.
MOST_AT_ONCE = 2

_log = logging.getLogger(__name__)


class Limits(Protocol):
    """A dataclass of numbers; the process that reads is given them all."""

    cpu_seconds: int
    wall_seconds: int
    memory_bytes: int


class Quarantine:
    """Where files of one kind are opened: by a module that ends with `quarantine.inside.serve`."""

    def __init__(self, module: str, refusal: type[Refused]):
        self.command = [sys.executable, "-E", "-s", "-m", module]
        self.refusal = refusal
        self.places = BoundedSemaphore(MOST_AT_ONCE)

    def ask(self, content: bytes, limits: Limits) -> dict:
        """What the module says of the file. Raises the refusal."""
        if not self.places.acquire(timeout=limits.wall_seconds):
            raise self.refusal("busy")
        try:
            answer = self._asked(content, limits)
        finally:
            self.places.release()
        if "refused" in answer:
            raise self.refusal(answer["refused"], **answer["values"])
        return answer

    def _asked(self, content: bytes, limits: Limits) -> dict:
        command = [*self.command, json.dumps(asdict(limits))]
        try:
            # An empty environment: what the portal knows is no business of a reader.
            child = subprocess.run(command, input=content, capture_output=True, timeout=limits.wall_seconds, cwd=ROOT, env={})
            if child.returncode == 0:
                return json.loads(child.stdout)
            _log.warning("%s ended with %d: %s", self.command[-1], child.returncode, child.stderr[-500:].decode(errors="replace"))
        except (subprocess.TimeoutExpired, ValueError) as failure:
            _log.warning("%s gave no answer: %s", self.command[-1], type(failure).__name__)
        raise self.refusal("limits")
