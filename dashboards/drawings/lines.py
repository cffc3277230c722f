"""A small line drawing in SVG: no script, prints in black and white, leaves gaps where there are no data."""

from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboards.drawings.frame import Frame

LABELS_AT_MOST = 9


@dataclass(frozen=True)
class Line:
    values: list[float | None]
    colour: str
    dashes: str


def line_drawing(title: str, labels: list[str], lines: list[Line]) -> SafeString:
    """Percentages as lines over common labels, from zero to a round number above the largest."""
    known = [value for line in lines for value in line.values if value is not None]
    frame = Frame(highest=max(20, ceil(max(known, default=1) / 20) * 20))
    every = max(1, ceil(len(labels) / LABELS_AT_MOST))
    names = frame.names((_x(frame, place, len(labels)), label) for place, label in enumerate(labels) if place % every == 0)
    return frame.drawing(title, [names, *(_path(frame, line) for line in lines)])


def _x(frame: Frame, place: int, count: int) -> float:
    return round(frame.left + (frame.end - frame.left) * place / max(1, count - 1), 1)


def _path(frame: Frame, line: Line) -> SafeString:
    steps, pen_is_down = [], False
    for place, value in enumerate(line.values):
        if value is not None:
            steps.append(f"{'L' if pen_is_down else 'M'}{_x(frame, place, len(line.values))} {frame.y(value)}")
        pen_is_down = value is not None
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>', " ".join(steps), line.colour, line.dashes
    )
