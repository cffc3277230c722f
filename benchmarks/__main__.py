"""Measures every goal of the portal against its baseline in the same run: `make benchmarks`.

    python -m benchmarks                      a tenth of the nation, every subject
    python -m benchmarks --size 1000          the nation
    python -m benchmarks pages start          these subjects only; the document is left alone

Writes the table between the two marks of docs/performance.md, and ends with 1 where a goal is missed by more than noise.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import HEAD, MISSED

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
# Each in a process of its own, with settings and database of its own.
SUBJECTS = ("loading", "recomputation", "recomputation.city", "pages", "browser", "start")
TENTH = 100


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []])
    options.add_argument("--size", type=int, default=TENTH, help="thousandths of a nation")
    asked = options.parse_args()
    lines = list(HEAD)
    for subject in asked.subjects or SUBJECTS:
        lines += _rows_of(subject, asked.size)
    if not asked.subjects:
        _write(lines)
    return int(any(MISSED in line for line in lines))


def _rows_of(subject: str, size: int) -> list[str]:
    """What the subject prints: each line is shown at once, and those of the table are kept."""
    rows = []
    with subprocess.Popen([sys.executable, "-m", f"benchmarks.{subject}", str(size)], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            rows += [line.rstrip()] if line.startswith("| ") else []
    if process.returncode:
        sys.exit(f"benchmarks.{subject} failed")
    return rows


def _write(lines: list[str]) -> None:
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(before + "\n".join([BEGIN, *lines, END]) + after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
