"""The process that reads one file: bytes come in, JSON goes out. It may be ended at any time.

    python -m workbooks.child '{"bytes": …}' < file

It knows neither Django nor the database, and starts with the standard library and the readers alone.
"""

import gc
import json
import resource
import sys

from workbooks import agreement, kinds
from workbooks.limits import Limits, Unreadable
from workbooks.told import Table, check_texts, packed


def answer(content: bytes, limits: Limits) -> dict:
    try:
        return {"sheets": [packed(table) for table in read(content, limits)]}
    except Unreadable as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "limits", "values": {}}
    except BaseException:  # readers raise whatever a broken part makes them stumble over, calamine beyond Exception
        return {"refused": "damaged", "values": {}}


def read(content: bytes, limits: Limits) -> list[Table]:
    """The sheets of a file of which two readers say the same."""
    kind = kinds.kind_of(content, limits)
    # Each kind loads its own readers.
    if kind == kinds.CSV:
        from workbooks import delimited

        first, second = delimited.tables(content, limits)
        check_texts(first, limits)
        return agreement.agreed(first, second)
    if kind == kinds.XLSX:
        from workbooks.xlsx import tables
    else:
        from workbooks.xls import tables
    first = tables(content, limits)
    # Before the second reader, which would copy a text into every cell that shows it.
    check_texts(first, limits)
    return agreement.agreed_by_calamine(first, content)


def confine(limits: Limits) -> None:
    """What goes beyond ends this process, never the machine it runs on."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits)
    # Looking for garbage among so many cells would take longer than this process lives.
    gc.disable()
    # Nothing that a reader prints may mix with the answer.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    out.write(json.dumps(answer(sys.stdin.buffer.read(), limits)).encode())


if __name__ == "__main__":
    main()
