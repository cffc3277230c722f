"""Labels in narrow columns."""

from tables.words import WORD_JOINER, unbroken


def test_a_hyphen_ends_no_line_and_nothing_else_is_touched():
    assert unbroken("NH₃-N去除量") == f"NH₃-{WORD_JOINER}N去除量"
    assert unbroken("COD去除量") == "COD去除量"
