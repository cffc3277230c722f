"""Dataclasses as packed bytes and back, for what a job keeps of a large file."""

import json
import zlib
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import get_args, get_type_hints


def packed(told) -> bytes:
    """A dataclass of plain values, lists and other such dataclasses."""
    return zlib.compress(json.dumps(told, default=vars, ensure_ascii=False).encode())


def unpacked(kind: type, content: bytes):
    """The dataclass of this kind again; tuples within lists come back as lists."""
    return _made(kind, json.loads(zlib.decompress(content)))


@lru_cache
def _inner(kind: type) -> dict[str, type]:
    """Fields that hold lists of other dataclasses, with what these are. Asked once: a large file has a hundred thousand lines."""
    hints = get_type_hints(kind)
    found = {one.name: next((part for part in get_args(hints[one.name]) if is_dataclass(part)), None) for one in fields(kind)}
    return {name: inner for name, inner in found.items() if inner}


def _made(kind: type, told: dict):
    for name, inner in _inner(kind).items():
        told[name] = [_made(inner, part) for part in told[name]]
    return kind(**told)
