"""Good files with something broken at random, and a process that reads many of them.

What a mutant may come to: the very cells of the good file, a refusal, or other cells that two readers agree on.
"""

import io
import json
import random
import select
import struct
import subprocess
import sys
import zipfile
from dataclasses import asdict

import xlwt
from openpyxl import load_workbook

from quarantine.outside import ROOT
from tests.workbooks.files import book, old_book
from workbooks import Limits
from workbooks.words import WORDS

LIMITS = Limits(bytes=200_000, unpacked_bytes=2_000_000, parts=40, rows=100, columns=20)
ROWS = [["代码", "区县", "2022年"], ["440604", "禅城区", 57600.5], ["440605", "南海区", -0.25], ["007", " 佛山(不含顺德) ", 1e-7]]
TEXT = "".join(",".join(map(str, row)) + "\r\n" for row in ROWS) + '"a ""b""","上\n下",3\r\n'
TOKENS = [b"<", b">", b"&", b'"', b"/", b"\0", b"\xff", b"0", b"9", b"-", b",", b"\r", b"</row>", b'<c r="B2">', b'r="A1"', b"<!--", b"1e9"]


def _fill(sheet: xlwt.Worksheet) -> None:
    for row, values in enumerate(ROWS):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    sheet.merge(4, 5, 0, 1)
    sheet.row(2).hidden = True


def _merge(workbook) -> None:
    workbook.active.merge_cells("A6:B7")
    workbook.active["C6"] = "=C2+C3"
    workbook.active["C6"].number_format = "0%"


GOOD_FILES = {
    "xlsx": book(*ROWS, tweak=_merge),
    "xls": old_book(_fill),
    "utf-8": TEXT.encode(),
    "gb18030": TEXT.encode("gb18030"),
}


def mutant(luck: random.Random) -> tuple[str, bytes]:
    """The kind of a good file, and that file with one to four things broken in it."""
    kind = luck.choice(["xlsx", "parts", "parts", *GOOD_FILES])
    if kind != "parts":
        return kind, _broken(GOOD_FILES[kind], luck)
    return "xlsx", _broken_part(GOOD_FILES["xlsx"], luck)


def _broken(content: bytes, luck: random.Random) -> bytes:
    if luck.random() < 0.4:
        return _retyped(content, luck)
    for _ in range(luck.randint(1, 4)):
        start, other = luck.randrange(len(content) + 1), luck.randrange(len(content) + 1)
        length = luck.choice([0, 1, 1, 2, 4, 16, 64])
        put = luck.choice([b"", luck.choice(TOKENS), bytes([luck.randrange(256)]), content[other : other + length]])
        content = content[:start] + put + content[start + length :]
        if luck.random() < 0.02:
            content = content[:start]
    return content


def _retyped(content: bytes, luck: random.Random) -> bytes:
    """Some digits are others: places, styles and counts that still look like what they were."""
    digits = [place for place, byte in enumerate(content) if byte in b"0123456789"]
    changed = bytearray(content)
    for place in luck.choices(digits, k=luck.randint(1, 3)) if digits else ():
        changed[place] = luck.choice(b"0123456789")
    return bytes(changed)


def _broken_part(content: bytes, luck: random.Random) -> bytes:
    """Broken inside, and packed as if nothing had happened."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = luck.choice([*names, *[name for name in names if "sheet1" in name] * 6])
        for name in names:
            new.writestr(name, _broken(old.read(name), luck) if name == chosen else old.read(name))
    return file.getvalue()


SERVICE = """
import json, struct, sys
from quarantine.inside import answer, confine
from workbooks.child import answer as read
from workbooks.limits import Limits
limits = Limits(**json.loads(sys.argv[1]))
confine(limits)
out, sys.stdout = sys.stdout, sys.stderr
while head := sys.stdin.buffer.read(4):
    print(json.dumps(answer(read, sys.stdin.buffer.read(*struct.unpack("<I", head)), limits)), file=out, flush=True)
"""


class Reader:
    """The reading process, kept alive for many files; a new one where it has ended."""

    def __init__(self, limits: Limits = LIMITS):
        # It reads thousands: one file may still take seconds, all together minutes.
        self.command = [sys.executable, "-E", "-s", "-c", SERVICE, json.dumps(asdict(limits) | {"cpu_seconds": 600})]
        self.seconds, self.child, self.ended = limits.wall_seconds, None, 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._end()

    def read(self, content: bytes) -> dict:
        if self.child is None:
            pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | {"stderr": subprocess.DEVNULL}
            self.child = subprocess.Popen(self.command, cwd=ROOT, env={}, **pipes)
        self.child.stdin.write(struct.pack("<I", len(content)) + content)
        self.child.stdin.flush()
        has_answered = select.select([self.child.stdout], [], [], self.seconds)[0]
        answer = self.child.stdout.readline() if has_answered else b""
        if answer:
            return json.loads(answer)
        self._end()
        self.ended += 1
        return {"refused": "limits", "values": {}}

    def _end(self) -> None:
        if self.child:
            self.child.kill()
            self.child.communicate()
            self.child = None


def good_answers(reader: Reader) -> dict[str, dict]:
    return {kind: reader.read(content) for kind, content in GOOD_FILES.items()}


def outcome(kind: str, content: bytes, answer: dict, good: dict) -> str:
    """What became of a file; one of WRONG where that may never happen."""
    if "refused" in answer:
        return f"refused: {answer['refused']}" if answer["refused"] in WORDS else NO_REASON
    if answer["sheets"] == good["sheets"]:
        return "the same cells"
    return READ_SHORT if kind == "xlsx" and _cells(answer) < _cells_at_leisure(content) else "other cells, agreed on"


NO_REASON, READ_SHORT = WRONG = ("refused without a reason", "read short")


def _cells(answer: dict) -> int:
    return sum(bool(cell[2]) for sheet in answer["sheets"] for cell in sheet[-1])


def _cells_at_leisure(content: bytes) -> int:
    """openpyxl's other way of reading, which keeps a whole workbook at once and builds on no size that is told."""
    try:
        sheets = load_workbook(io.BytesIO(content), data_only=True).worksheets
    except Exception:  # it also minds what is of no use to us, such as styles
        return 0
    values = (cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return sum(value is not None and str(value).strip() != "" for value in values)
