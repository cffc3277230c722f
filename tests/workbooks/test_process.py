"""The process that reads: it keeps within its limits, and when it can't, nobody but itself is hurt."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from quarantine.outside import MOST_AT_ONCE, ROOT
from tests.workbooks.files import GOOD
from tests.workbooks.hostile import HOSTILE
from workbooks import Limits, Unreadable, read_workbook, reading

# A sheet of plants needs as much.
LIMITS = Limits(bytes=5 * 2**20, unpacked_bytes=48 * 2**20, parts=200, rows=5_000, columns=40)
# What a bad file may cost: the system ends the process that takes more, and then there is no answer.
BAD_FILE = replace(LIMITS, cpu_seconds=2, memory_bytes=200 * 2**20)
TELLS_ITS_PEAK = """
from workbooks import child
child.main()
with open("/proc/self/status") as status, open({file!r}, "w") as file:
    file.writelines(line.split()[1] for line in status if line.startswith("VmHWM"))
"""


@pytest.fixture
def child(monkeypatch):
    """Put another program in the child's place."""

    def replaced(program: str) -> None:
        monkeypatch.setattr(reading.QUARANTINE, "command", [sys.executable, "-c", program])

    return replaced


@pytest.fixture
def peak(child, tmp_path):
    """The most memory that the reader has had at once, in kB; nothing when the system has ended it."""
    file = tmp_path / "peak"
    child(TELLS_ITS_PEAK.format(file=str(file)))
    return lambda: int(file.read_text()) if file.exists() else None


@pytest.mark.parametrize(("content", "reasons"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_for_its_reason_and_within_the_limits(peak, content, reasons):
    """Of computing time too: whoever takes more is ended and gives no reason."""
    with pytest.raises(Unreadable) as refused:
        read_workbook(content, BAD_FILE)
    assert refused.value.code in reasons
    assert str(refused.value)
    # Without one the file did not come to a reader, or the reader was ended for what it took.
    assert peak() is None and refused.value.code in ("bytes", "limits") or peak() <= 200 * 1024


def test_a_good_file_takes_little_to_read(peak):
    assert read_workbook(GOOD, replace(BAD_FILE, cpu_seconds=1))
    assert peak() <= 60 * 1024


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import os; os.kill(os.getpid(), 9)",
        "raise SystemExit(1)",
        "print('no answer')",
        "pass",
    ],
    ids=["aborted", "killed", "failed", "babbling", "silent"],
)
def test_a_reader_that_ends_without_an_answer_is_a_refusal(child, program, caplog):
    child(program)
    with pytest.raises(Unreadable, match="limits"):
        read_workbook(GOOD, LIMITS)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_reader_that_hangs_is_ended(child, tmp_path):
    child(f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    with pytest.raises(Unreadable, match="limits"):
        read_workbook(GOOD, replace(LIMITS, wall_seconds=1))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


CONFINED = (
    "import json, sys; from quarantine.inside import confine; from workbooks import Limits; confine(Limits(**json.loads(sys.argv[1])))\n"
)
GREEDY = "print(len(bytearray(2**29)))"
BUSY = "import time\nwhile time.process_time() < 3: pass"


@pytest.mark.parametrize("greed", [GREEDY, BUSY], ids=["memory", "computing time"])
class TestLimits:
    def ended(self, program: str) -> int:
        limits = json.dumps(asdict(replace(LIMITS, cpu_seconds=1, memory_bytes=200 * 2**20)))
        command = [sys.executable, "-c", program, limits]
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).returncode

    def test_what_goes_beyond_is_ended(self, greed):
        assert self.ended(CONFINED + greed) != 0

    def test_control_without_limits_it_runs_to_its_end(self, greed):
        assert self.ended(greed) == 0


def test_the_reader_knows_nothing_of_the_portal(child, monkeypatch, caplog):
    monkeypatch.setenv("PORTAL_SECRET_KEY", "secret")
    child("import os, sys; sys.exit(f'{sorted(os.environ)}')")
    with pytest.raises(Unreadable):
        read_workbook(GOOD, LIMITS)
    assert "SECRET" not in caplog.text and "PORTAL" not in caplog.text


def test_the_reader_starts_without_django():
    program = "import sys, workbooks.child; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout.split()
    assert "workbooks" in loaded
    assert not {"django", "pandas", "numpy", "openpyxl", "xlrd"} & set(loaded)


def test_too_many_at_once_are_asked_to_come_again(monkeypatch):
    for _ in range(MOST_AT_ONCE):
        reading.QUARANTINE.places.acquire()
    try:
        with pytest.raises(Unreadable, match="Too many"):
            read_workbook(GOOD, replace(LIMITS, wall_seconds=1))
    finally:
        reading.QUARANTINE.places.release(MOST_AT_ONCE)
    assert read_workbook(GOOD, LIMITS)
