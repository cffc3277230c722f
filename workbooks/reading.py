"""A stranger's file is read in a process of its own, so that it can hurt nobody."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore

from workbooks.cells import Sheet
from workbooks.limits import Limits, Unreadable
from workbooks.told import unpacked

COMMAND = [sys.executable, "-E", "-s", "-m", "workbooks.child"]
ROOT = Path(__file__).resolve().parents[1]
# Each takes the memory that the limits allow.
MOST_AT_ONCE = 2
_places = BoundedSemaphore(MOST_AT_ONCE)
_log = logging.getLogger(__name__)


def read_workbook(content: bytes, limits: Limits, *, with_unseen: bool = False) -> list[Sheet]:
    """Every sheet of a workbook (.xlsx, .xls) or table of text (.csv), whatever its name. Raises Unreadable.

    What a person doesn't see when looking at the file is refused, unless the caller says that somebody has agreed to it.
    """
    sheets = [unpacked(table) for table in read_packed(content, limits)]
    if not with_unseen:
        refuse_unseen(sheets)
    return sheets


def read_packed(content: bytes, limits: Limits) -> list[list]:
    """Every sheet as JSON holds it (`workbooks.told.unpacked` makes cells of it), hidden parts too. Raises Unreadable."""
    answer = _answer(content, limits)
    if "refused" in answer:
        raise Unreadable(answer["refused"], **answer["values"])
    return answer["sheets"]


def refuse_unseen(sheets: list[Sheet]) -> None:
    """Raise Unreadable where a person who looks at the file would not see all that it says."""
    if any(sheet.is_hidden for sheet in sheets):
        raise Unreadable("hidden sheet")
    for sheet in sheets:
        if sheet.unseen:
            raise Unreadable("hidden", place=sheet.unseen[0].address)


def _answer(content: bytes, limits: Limits) -> dict:
    if len(content) > limits.bytes:
        raise Unreadable("bytes", most=limits.bytes // 1024)
    if not _places.acquire(timeout=limits.wall_seconds):
        raise Unreadable("busy")
    try:
        return _asked(content, limits)
    finally:
        _places.release()


def _asked(content: bytes, limits: Limits) -> dict:
    command = [*COMMAND, json.dumps(asdict(limits))]
    try:
        # An empty environment: what the portal knows is no business of a reader.
        child = subprocess.run(command, input=content, capture_output=True, timeout=limits.wall_seconds, cwd=ROOT, env={})
        if child.returncode == 0:
            return json.loads(child.stdout)
        _log.warning("A reader ended with %d: %s", child.returncode, child.stderr[-500:].decode(errors="replace"))
    except (subprocess.TimeoutExpired, ValueError) as failure:
        _log.warning("A reader gave no answer: %s", type(failure).__name__)
    raise Unreadable("limits")
