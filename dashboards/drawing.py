"""A small line drawing in SVG: no script, prints in black and white, leaves gaps where there are no data."""

from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34
STEPS = 4
LABELS_AT_MOST = 9


@dataclass(frozen=True)
class Line:
    values: list[float | None]
    colour: str
    dashes: str


def line_drawing(title: str, labels: list[str], lines: list[Line], unit: str) -> SafeString:
    """Lines over common labels, with an axis from zero to a round number above the largest value."""
    known = [value for line in lines for value in line.values if value is not None]
    top = _round_top(max(known, default=1))
    return format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        _levels(top, unit),
        _names(labels),
        format_html_join("", "{}", ((_path(line, top),) for line in lines)),
    )


def _round_top(largest: float) -> float:
    """The next multiple of 20 above, so that the axis has round numbers."""
    return max(20, ceil(largest / 20) * 20)


def _x(position: int, count: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (position / max(1, count - 1)), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _levels(top: float, unit: str) -> SafeString:
    rows = (
        (LEFT, _y(level, top), WIDTH - RIGHT, _y(level, top), LEFT - 6, _y(level, top) + 4, f"{level:g} {unit}") for level in _steps(top)
    )
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#d5dbe1"/><text x="{}" y="{}" text-anchor="end" font-size="11" fill="#4a5663">{}</text>',
        rows,
    )


def _steps(top: float) -> list[float]:
    return [top * step / STEPS for step in range(STEPS + 1)]


def _names(labels: list[str]) -> SafeString:
    every = max(1, ceil(len(labels) / LABELS_AT_MOST))
    rows = ((_x(i, len(labels)), HEIGHT - 12, label) for i, label in enumerate(labels) if i % every == 0)
    return format_html_join("", '<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="#4a5663">{}</text>', rows)


def _path(line: Line, top: float) -> SafeString:
    steps, pen_is_down = [], False
    for position, value in enumerate(line.values):
        if value is not None:
            steps.append(f"{'L' if pen_is_down else 'M'}{_x(position, len(line.values))} {_y(value, top)}")
        pen_is_down = value is not None
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>', " ".join(steps), line.colour, line.dashes
    )
