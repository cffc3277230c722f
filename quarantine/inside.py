"""The side of the process that opens one file: bytes come in, JSON goes out. It may be ended at any time.

It knows neither Django nor the database, and starts with the standard library and the readers alone.
"""

import json
import resource
import sys
from collections.abc import Callable

from quarantine.refusal import Refused


def serve(read: Callable[[bytes, object], dict], limits_of: type) -> None:
    """Answer for the one file on standard input, within the limits of the command line."""
    limits = limits_of(**json.loads(sys.argv[1]))
    confine(limits)
    # Nothing that a reader prints may mix with the answer.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    out.write(json.dumps(answer(read, sys.stdin.buffer.read(), limits)).encode())


def confine(limits) -> None:
    """What goes beyond ends this process, never the machine it runs on."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(read: Callable[[bytes, object], dict], content: bytes, limits) -> dict:
    try:
        return read(content, limits)
    except Refused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "limits", "values": {}}
    except BaseException:  # readers raise whatever a broken part makes them stumble over, calamine beyond Exception
        return {"refused": "damaged", "values": {}}
