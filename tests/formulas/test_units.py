"""Numbers as people type and read them (rules.md 2)."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from formulas.rounding import rounded
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, PERCENT, VOLUME, DoubtfulComma, NotANumber, TooFine, TooLong

UNITS = [COUNT, VOLUME, CAPACITY, CONCENTRATION, MASS, PERCENT]


@pytest.mark.parametrize(
    ("text", "m3"),
    [
        ("12.5", 125_000),
        ("12", 120_000),
        ("0", 0),
        ("-0", 0),
        ("012.50", 125_000),
        ("12.50000000", 125_000),
        ("0.0001", 1),
        ("-3.2", -32_000),
        (" 12.5 ", 125_000),
        ("\u300012.5\u3000", 125_000),
        ("12.5\n", 125_000),
        ("１２．５", 125_000),
        ("１２００．５", 12_005_000),
        ("－３", -30_000),
        ("−3", -30_000),
        ("1,200", 12_000_000),
        ("1,234,567.8901", 12_345_678_901),
    ],
)
def test_a_number_is_read_however_it_is_spelled(text, m3):
    assert VOLUME.parse(text) == m3


@pytest.mark.parametrize(
    "text",
    ["", " ", "—", "未测", "12,5", "1,20", "1,2000", ",200", "1,200,", "12.", ".5", "1.2.3", "1 200", "+5", "1e3", "12万", "12%", "=12"]
    + ["nan", "inf", "0x1f", "--1", "1-", "２²", "10³", "①", "½", "٣", "二十", "12。5", "–5"],
)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(NotANumber):
        VOLUME.parse(text)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (COUNT, "30.5"),
        (VOLUME, "12.50001"),
        (CONCENTRATION, "180.0001"),
        (CONCENTRATION, "-0.0001"),
        (MASS, "0.0000000001"),
        (VOLUME, "12.50000000000000000000000000001"),
        (VOLUME, "0." + "0" * 37 + "1"),
    ],
)
def test_more_decimals_than_the_base_unit_holds_are_refused_never_rounded(unit, text):
    with pytest.raises(TooFine):
        unit.parse(text)


def test_a_long_number_keeps_every_digit():
    assert VOLUME.parse("1" * 35 + ".2345") == int("1" * 35 + "2345")
    assert VOLUME.parse("\u3000" * 50 + "9" * 40) == (10**40 - 1) * 10_000


@pytest.mark.parametrize("text", ["1" * 41, "0" * 6000, "9" * 1_100_000, "0." + "0" * 39])
def test_what_is_longer_than_any_amount_is_refused(text):
    with pytest.raises(TooLong):
        VOLUME.parse(text)


@pytest.mark.parametrize("text", ["1，234", "1，2", "１，２００．５"])
def test_a_full_width_comma_may_be_meant_as_a_decimal_point(text):
    with pytest.raises(DoubtfulComma):
        VOLUME.parse(text)


def test_a_very_long_amount_is_told_with_every_digit():
    amount = int("1" * 40)
    assert MASS.typed(amount) == f"{'1' * 31}.{'1' * 9}"
    assert str(MASS.shown(amount, 2)) == f"{'1' * 31}.11"
    assert str(MASS.shown(int("9" * 40), 2)) == f"1{'0' * 31}.00"
    assert MASS.exact(-amount) == MASS.exact(amount).copy_negate()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_is_typed_reads_back_as_the_same_amount(unit):
    luck = random.Random(20221110)
    amounts = [0, 1, -1, 10, 2**63 - 1, -(2**63)] + [luck.randint(-(10**15), 10**15) for _ in range(300)]
    assert [unit.parse(unit.typed(amount)) for amount in amounts] == amounts
    assert [unit.exact(amount) * 10**unit.decimals for amount in amounts] == amounts


def test_no_data_is_typed_as_nothing_and_zero_as_zero():
    assert (VOLUME.typed(None), VOLUME.typed(0)) == ("", "0")


@pytest.mark.parametrize(
    ("unit", "amount", "places", "shown"),
    [
        (VOLUME, 125_049, 2, "12.50"),
        (VOLUME, 125_050, 2, "12.51"),
        (VOLUME, 124_950, 2, "12.50"),
        (VOLUME, -125_050, 2, "-12.51"),
        (PERCENT, 500_500, 1, "50.1"),
        (PERCENT, 504_999, 1, "50.5"),
        (PERCENT, 599_500, 1, "60.0"),
        (MASS, 2_500_000_000, 0, "3"),
        (MASS, 3_500_000_000, 0, "4"),
        (MASS, 5_000_000, 2, "0.01"),
        (MASS, 4_999_999, 2, "0.00"),
    ],
)
def test_a_page_rounds_half_up_as_on_paper(unit, amount, places, shown):
    assert str(unit.shown(amount, places)) == shown


def test_quotients_are_rounded_half_up_away_from_zero():
    luck = random.Random(3)
    pairs = [(luck.randint(-(10**12), 10**12), luck.choice([-1, 1]) * luck.randint(1, 10**6)) for _ in range(300)]
    pairs += [(half, 2) for half in range(-9, 10, 2)] + [(half, -2) for half in range(-9, 10, 2)]
    by_hand = [int((Decimal(above) / below).quantize(Decimal(1), ROUND_HALF_UP)) for above, below in pairs]
    assert [rounded(above, below) for above, below in pairs] == by_hand
    assert by_hand != [round(above / below) for above, below in pairs]


def test_a_quotient_without_its_parts_is_no_data():
    assert [rounded(None, 5), rounded(5, None), rounded(5, 0), rounded(0, 5)] == [None, None, None, 0]
