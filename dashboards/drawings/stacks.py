"""A small drawing of stacked bars that lie, in SVG: one row each, from zero, with one line across all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW, BAR, LEFT, RIGHT, TOP, BOTTOM, WIDTH = 22, 15, 128, 20, 42, 24, 720
LEGEND_STEP = 150
STEPS = 5
INK, QUIET = "#1a2530", "#4a5663"


@dataclass(frozen=True)
class Layer:
    """One part of every row, in one colour; None where the row has no such part. `urls` lead to the account of each."""

    name: str
    values: list[float | None]
    urls: list[str]
    colour: str


def stack_drawing(title: str, rows: list[str], layers: list[Layer], *, line: float, line_name: str) -> SafeString:
    """Percentages; parts below zero reach to the left."""
    ends = [sum(value for value in values if value and value > 0) for values in zip(*(one.values for one in layers), strict=True)]
    starts = [sum(value for value in values if value and value < 0) for values in zip(*(one.values for one in layers), strict=True)]
    highest, lowest = max(25, ceil(max([*ends, line]) / 25) * 25), min(0, floor(min([*starts, 0]) / 25) * 25)
    height = TOP + ROW * len(rows) + BOTTOM

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - lowest) / (highest - lowest), 1)

    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" font-size="11" fill="{}">{}</text>',
        ((LEFT - 6, TOP + ROW * place + BAR - 1, INK, name) for place, name in enumerate(rows)),
    )
    bars = format_html_join("", '<a href="{}"><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/></a>', _bars(layers, len(rows), x))
    return format_html(
        '<svg class="drawing drawing-tall" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        *(WIDTH, height, title, _levels(lowest, highest, x, height), names, bars, _line(line, line_name, x, height), _legend(layers)),
    )


def _bars(layers: list[Layer], rows: int, x) -> Iterator[tuple]:
    """Each row's parts one after the other, those below zero from zero to the left."""
    for place in range(rows):
        right = left = 0.0
        for one in layers:
            value = one.values[place]
            if not value:
                continue
            start, end = (right, right + value) if value > 0 else (left + value, left)
            right, left = (end, left) if value > 0 else (right, start)
            yield one.urls[place], x(start), TOP + ROW * place + 3, round(x(end) - x(start), 1), BAR, one.colour


def _levels(lowest: float, highest: float, x, height: int) -> SafeString:
    levels = [lowest + (highest - lowest) * step / STEPS for step in range(STEPS + 1)]
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#d5dbe1"/><text x="{}" y="{}" text-anchor="middle" font-size="11" fill="{}">{}</text>',
        ((x(one), TOP, x(one), height - BOTTOM, x(one), height - 8, QUIET, f"{one:g} %".replace("-", "−")) for one in levels),
    )


def _line(value: float, name: str, x, height: int) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="6 4"/>'
        '<text x="{}" y="{}" text-anchor="end" font-size="11" fill="#b3261e">{}</text>',
        *(x(value), TOP - 4, x(value), height - BOTTOM, x(value) - 4, TOP - 6, name),
    )


def _legend(layers: list[Layer]) -> SafeString:
    rows = ((8 + LEGEND_STEP * place, one.colour, 24 + LEGEND_STEP * place, INK, one.name) for place, one in enumerate(layers))
    return format_html_join(
        "", '<rect x="{}" y="2" width="11" height="11" fill="{}"/><text x="{}" y="12" font-size="12" fill="{}">{}</text>', rows
    )
