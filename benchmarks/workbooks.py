"""What it costs to read a workbook in a process of its own, twice, against openpyxl reading it once where it stands.

    .venv/bin/python -m benchmarks.workbooks

Both are measured in turn in the same run; each line tells the middle of several times, and how they compare.
"""

import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict

import xlsxwriter
from openpyxl import load_workbook

from quarantine.outside import ROOT
from workbooks import Limits, read_workbook

LIMITS = Limits(bytes=5 * 2**20, unpacked_bytes=48 * 2**20, parts=200, rows=5_000, columns=40, cpu_seconds=30, wall_seconds=60)
SIZES = [(50, 10), (5_000, 40)]
PEAK = """
import sys
from workbooks import child
child.main()
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(peak, file=sys.stderr)
"""


def sheet_of(rows: int, columns: int) -> bytes:
    """A third of the columns are names, the others figures."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("运行")
        for row in range(rows):
            for column in range(columns):
                sheet.write(row, column, f"污水处理厂 {row}" if column % 3 == 0 else row * 1.37 + column)
    return file.getvalue()


def in_place(content: bytes) -> None:
    for row in load_workbook(io.BytesIO(content)).active.iter_rows():
        for cell in row:
            cell.value  # noqa: B018


def seconds(work: Callable[[bytes], object], content: bytes) -> float:
    started = time.perf_counter()
    work(content)
    return time.perf_counter() - started


def peak_of_child(content: bytes) -> int:
    command = [sys.executable, "-E", "-s", "-c", PEAK, json.dumps(asdict(LIMITS))]
    answer = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, env={}, check=True)
    return int(answer.stderr.split()[-1]) // 1024


def main() -> None:
    for rows, columns in SIZES:
        content = sheet_of(rows, columns)
        pairs = [(seconds(in_place, content), seconds(lambda file: read_workbook(file, LIMITS), content)) for _ in range(5)]
        once, twice = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(
            f"{rows:5d} × {columns}: {len(content) // 1024:4d} kB, openpyxl in place {once * 1000:5.0f} ms, two readers in a child "
            f"{twice * 1000:5.0f} ms, {twice / once:4.1f} times, peak {peak_of_child(content)} MB"
        )


if __name__ == "__main__":
    main()
