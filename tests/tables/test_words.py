"""Labels in narrow columns, and names one after the other."""

import pytest
from django.utils.translation import override

from tables.words import WORD_JOINER, listed, minus, unbroken


def test_a_hyphen_ends_no_line_and_nothing_else_is_touched():
    assert unbroken("NH₃-N去除量") == f"NH₃-{WORD_JOINER}N去除量"
    assert unbroken("COD去除量") == "COD去除量"


@pytest.mark.parametrize(("language", "listed_names"), [("zh-hans", "甲、乙"), ("en", "甲, 乙")])
def test_names_are_listed_as_the_reader_writes(language, listed_names):
    with override(language):
        assert listed(["甲", "乙"]) == listed_names


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-65.50", "−65.50"),
        ("350.00 − (-65.50) = 415.50", "350.00 − (−65.50) = 415.50"),
        ("2022-03-01 − 2022-02-27 = 2", "2022-03-01 − 2022-02-27 = 2"),
    ],
)
def test_numbers_below_zero_bear_a_minus_and_days_their_hyphens(text, shown):
    assert minus(text) == shown
