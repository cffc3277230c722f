"""Figures as they stand in official tables: what is a number, what is none, and what is not nothing."""

import datetime
from decimal import Decimal

import pytest

from targets.layouts.numbers import Fault, Number, read_number, read_text
from workbooks import Cell

FIGURES = {
    "1200": ("1200", 0, ""),
    "1,200.50": ("1200.50", 2, ""),
    "１，２００．５": ("1200.5", 1, ""),
    "１２００": ("1200", 0, ""),
    "－20.4": ("-20.4", 1, ""),
    "−20.4": ("-20.4", 1, ""),
    "–20.4": ("-20.4", 1, ""),
    "+3": ("3", 0, ""),
    "34.8%": ("34.8", 1, "%"),
    "34.8 ％": ("34.8", 1, "%"),
    "1200吨": ("1200", 0, "t"),
    "0.12 万吨": ("0.12", 2, "10⁴ t"),
    "15t": ("15", 0, "t"),
    "15 kg": ("15", 0, "kg"),
    "\u30003.0\u3000": ("3.0", 1, ""),
    "0": ("0", 0, ""),
}


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_is_read_with_its_printed_decimals(text):
    value, places, unit = FIGURES[text]
    assert read_text(text) == Number(Decimal(value), places, unit)


@pytest.mark.parametrize("text", ["", "  ", "-", "－", "—", "——", "--", "/", "／", "\\", "无", "N/A", "……"])
def test_a_mark_for_nothing_is_no_figure_and_no_zero(text):
    assert read_text(text) is None


@pytest.mark.parametrize(
    "text", ["约1200", "1200左右", "12,34", "0,348", "1 200", "1.2.3", "12元", "①", "12²", "１２ｘ", "1200吨/日", "#DIV/0!", "1e5"]
)
def test_what_is_no_plain_figure_is_not_guessed(text):
    assert read_text(text) == Fault.TEXT


@pytest.mark.parametrize("text", ["(12.5)", "（12.5）", "[3]"])
def test_brackets_are_told_apart(text):
    assert read_text(text) == Fault.BRACKETS


@pytest.mark.parametrize("value", [True, datetime.date(2022, 1, 1)])
def test_other_values_are_no_figures(value):
    assert read_number(Cell("s", 1, 1, value)) == Fault.TEXT


def test_a_formula_is_told_apart():
    assert read_number(Cell("s", 1, 1, Decimal(5), is_formula=True)) == Fault.FORMULA


def test_a_number_shown_as_percent_is_read_as_it_is_shown():
    assert read_number(Cell("s", 1, 1, Decimal("0.348"), is_percent=True)) == Number(Decimal("34.8"), 1, "%")


def test_a_number_keeps_its_decimals():
    assert read_number(Cell("s", 1, 1, Decimal("19.1"))) == Number(Decimal("19.1"), 1)
    assert read_number(Cell("s", 1, 1, Decimal("1.2E+3"))) == Number(Decimal("1200"), 0)
