"""Lamps of projects: colour, shape and word, or where the month has not been reported the word for that."""

from construction.problems import Thresholds
from construction.standing import Standing
from dashboards.lamps import lamp_word, state_word
from tables import Cell, plain


def lamp_of(one: Standing, thresholds: Thresholds) -> str:
    return thresholds.judge(one) if one.has_reported else "none"


def lamp_cell(one: Standing, thresholds: Thresholds) -> Cell:
    lamp = lamp_of(one, thresholds)
    return plain(state_word(one.state) if lamp == "none" else lamp_word(lamp), lamp=lamp)
