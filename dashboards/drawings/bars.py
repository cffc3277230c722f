"""A small drawing of grouped bars in SVG, for print and for browsers without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboards.drawings.frame import Frame

GROUP_FILLED = 0.7  # of the room that a group has; the rest is the gap to the next
BAR_FILLED = 0.9
NAME_OF_THE_LINE = 72  # the room on the right that it takes
LEGEND_STEP = 110


@dataclass(frozen=True)
class Bars:
    """One bar for each group, in one colour; None leaves its place empty."""

    name: str
    values: list[float | None]
    colour: str


def bar_drawing(title: str, groups: list[str], series: list[Bars], *, line: float, line_name: str) -> SafeString:
    """Percentages as grouped bars from zero, with one line across all of them."""
    known = [value for one in series for value in one.values if value is not None]
    frame = Frame(highest=max(25, ceil(max([*known, line]) / 25) * 25), right=NAME_OF_THE_LINE, top=26)
    room = (frame.end - frame.left) / max(1, len(groups))
    names = frame.names((round(frame.left + room * (place + 0.5), 1), name) for place, name in enumerate(groups))
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><text x="{}" y="{}" text-anchor="middle" font-size="10" fill="#1a2530">{}</text>',
        (bar for place, one in enumerate(series) for bar in _bars(frame, one, room, place / len(series), 1 / len(series))),
    )
    return frame.drawing(title, [names, bars, _line(frame, line, line_name), _legend(frame, series)])


def _bars(frame: Frame, one: Bars, room: float, start: float, share: float) -> Iterator[tuple]:
    """Each bar with its number above; `start` and `share` say where in the filled part of a group it stands."""
    width = room * GROUP_FILLED * share * BAR_FILLED
    for group, value in enumerate(one.values):
        if value is not None:
            x, y = frame.left + room * (group + (1 - GROUP_FILLED) / 2 + GROUP_FILLED * start), frame.y(value)
            yield (
                round(x, 1),
                y,
                round(width, 1),
                round(frame.floor - y, 1),
                one.colour,
                round(x + width / 2, 1),
                y - 3,
                f"{value:.1f}".replace("-", "−"),
            )


def _line(frame: Frame, value: float, name: str) -> SafeString:
    y = frame.y(value)
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="6 4"/>'
        '<text font-size="11" fill="#b3261e"><tspan x="{}" y="{}">{}</tspan><tspan x="{}" y="{}">{} %</tspan></text>',
        *(frame.left, y, frame.end, y),
        *(frame.end + 4, y - 2, name),
        *(frame.end + 4, y + 11, f"{value:.1f}"),
    )


def _legend(frame: Frame, series: list[Bars]) -> SafeString:
    places = ((frame.left + LEGEND_STEP * place, one) for place, one in enumerate(series))
    rows = ((x, 6, one.colour, x + 16, 16, one.name) for x, one in places)
    return format_html_join(
        "", '<rect x="{}" y="{}" width="11" height="11" fill="{}"/><text x="{}" y="{}" font-size="12" fill="#1a2530">{}</text>', rows
    )
