"""A small drawing of grouped bars in SVG, for print and for browsers without scripts."""

from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 72, 26, 30  # on the right stands the name of the line
GROUP_FILLED = 0.7  # of the room that a group has; the rest is the gap to the next
LEVELS = 4


@dataclass(frozen=True)
class Bars:
    """One bar for each group, in one colour; None leaves its place empty."""

    name: str
    values: list[float | None]
    colour: str


def bar_drawing(title: str, groups: list[str], series: list[Bars], *, line: float, line_name: str) -> SafeString:
    """Percentages as grouped bars from zero, with one line across all of them."""
    known = [value for one in series for value in one.values if value is not None]
    top = max(25, ceil(max([*known, line], default=100) / 25) * 25)
    return format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        _levels(top),
        _names(groups),
        format_html_join("", "{}", ((_bars(one, place, len(series), len(groups), top),) for place, one in enumerate(series))),
        _line(line, line_name, top),
        _legend(series),
    )


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * max(value, 0) / top, 1)


def _group_width(groups: int) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, groups)


def _levels(top: float) -> SafeString:
    rows = ((LEFT, _y(level, top), WIDTH - RIGHT, _y(level, top), LEFT - 6, _y(level, top) + 4, f"{level:g} %") for level in _steps(top))
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#d5dbe1"/><text x="{}" y="{}" text-anchor="end" font-size="11" fill="#4a5663">{}</text>',
        rows,
    )


def _steps(top: float) -> list[float]:
    return [top * step / LEVELS for step in range(LEVELS + 1)]


def _names(groups: list[str]) -> SafeString:
    width = _group_width(len(groups))
    rows = ((round(LEFT + width * (place + 0.5), 1), HEIGHT - 10, name) for place, name in enumerate(groups))
    return format_html_join("", '<text x="{}" y="{}" text-anchor="middle" font-size="12" fill="#1a2530">{}</text>', rows)


def _bars(one: Bars, place: int, count: int, groups: int, top: float) -> SafeString:
    room = _group_width(groups)
    width = room * GROUP_FILLED / count
    rows = []
    for group, value in enumerate(one.values):
        if value is not None:
            x = LEFT + room * group + room * (1 - GROUP_FILLED) / 2 + width * place
            y = _y(value, top)
            rows.append(
                (
                    round(x, 1),
                    y,
                    round(width * 0.9, 1),
                    round(HEIGHT - BOTTOM - y, 1),
                    one.colour,
                    round(x + width * 0.45, 1),
                    y - 3,
                    f"{value:.1f}",
                )
            )
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><text x="{}" y="{}" text-anchor="middle" font-size="10" fill="#1a2530">{}</text>',
        rows,
    )


def _line(value: float, name: str, top: float) -> SafeString:
    y = _y(value, top)
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="6 4"/>'
        '<text font-size="11" fill="#b3261e"><tspan x="{}" y="{}">{}</tspan><tspan x="{}" y="{}">{} %</tspan></text>',
        *(LEFT, y, WIDTH - RIGHT, y),
        *(WIDTH - RIGHT + 4, y - 2, name),
        *(WIDTH - RIGHT + 4, y + 11, f"{value:.1f}"),
    )


def _legend(series: list[Bars]) -> SafeString:
    rows = ((LEFT + 110 * place, 6, one.colour, LEFT + 110 * place + 16, 16, one.name) for place, one in enumerate(series))
    return format_html_join(
        "", '<rect x="{}" y="{}" width="11" height="11" fill="{}"/><text x="{}" y="{}" font-size="12" fill="#1a2530">{}</text>', rows
    )
