"""Compressed pieces make one stream, which any reader of gzip reads."""

import gzip

import pytest

from dashboards.pieces import QUICKEST, gzipped, piece, takes_gzip


def test_what_was_put_together_is_read_as_one():
    parts = [b"one ", b"", b"and another " * 5_000, bytes(range(256))]
    assert gzip.decompress(gzipped([piece(one, level) for one in parts for level in (9, QUICKEST)])) == b"".join(one * 2 for one in parts)
    assert gzip.decompress(gzipped([])) == b""


def test_a_piece_that_is_not_the_page_s_is_noticed():
    stream = gzipped([piece(b"100.0 %")._replace(plain=b"10.00 %")])
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(stream)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("br", False),
        ("gzip;q=0, br", False),
        ("gzip; q=0.0", False),
        ("", False),
    ],
)
def test_only_who_says_so_gets_it(accepted, takes):
    assert takes_gzip(accepted) == takes
