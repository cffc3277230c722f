"""Answers put together from pieces that were compressed when they were written: one stream of gzip, whatever is put between them.

Each piece ends on a byte and knows nothing of the others. What one person sees, such as the token of a form, is therefore never
compressed together with what the page repeats of its address, and no length tells anything of it.
"""

import re
import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

# No name, no time, nothing about the system (RFC 1952); then an empty last block of deflate.
HEAD, LAST_BLOCK = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", b"\x03\x00"
SMALLEST, QUICKEST = 9, 1
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class Piece(NamedTuple):
    plain: bytes
    packed: bytes


def piece(plain: bytes, level: int = SMALLEST) -> Piece:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def gzipped(pieces: Iterable[Piece]) -> bytes:
    checksum = length = 0
    packed = [HEAD]
    for one in pieces:
        checksum, length = zlib.crc32(one.plain, checksum), length + len(one.plain)
        packed.append(one.packed)
    return b"".join([*packed, LAST_BLOCK, struct.pack("<LL", checksum, length & 0xFFFFFFFF)])


def takes_gzip(accepted: str) -> bool:
    """Whether a browser that sends this Accept-Encoding reads it."""
    return TAKES_GZIP.search(accepted) is not None
