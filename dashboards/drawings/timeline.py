"""A small drawing of spans over time in SVG: one row a name, each with its bars and one mark; prints in black and white."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LEFT, RIGHT, TOP, ROW, WIDTH = 170, 16, 28, 22, 720
BAR, MARK = 10, 5


@dataclass(frozen=True)
class Span:
    start: datetime.date
    end: datetime.date
    colour: str


@dataclass(frozen=True)
class TimelineRow:
    """`mark` is the day that was promised; `spans` follow each other."""

    name: str
    spans: tuple[Span, ...]
    mark: datetime.date


def timeline_drawing(title: str, rows: list[TimelineRow], today: datetime.date) -> SafeString:
    days = [day for row in rows for span in row.spans for day in (span.start, span.end)] + [row.mark for row in rows] + [today]
    first, last = min(days), max(days)
    height = TOP + ROW * len(rows) + 8

    def x(day: datetime.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max(1, (last - first).days), 1)

    years = format_html_join(
        "",
        '<line x1="{0}" y1="{2}" x2="{0}" y2="{3}" stroke="#d5dbe1"/><text x="{0}" y="{4}" font-size="11" fill="#4a5663" text-anchor="middle">{1}</text>',
        ((x(datetime.date(year, 1, 1)), year, TOP - 8, height, TOP - 12) for year in range(first.year + 1, last.year + 1)),
    )
    drawn = format_html_join("", "{}", ((_row(row, TOP + ROW * place, x),) for place, row in enumerate(rows)))
    now = format_html('<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="#b3261e" stroke-dasharray="4 3"/>', x(today), TOP - 8, height)
    return format_html(
        '<svg class="drawing drawing-tall" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        height,
        title,
        years,
        drawn,
        now,
    )


def _row(row: TimelineRow, top: int, x) -> SafeString:
    middle = top + ROW / 2
    name = format_html('<text x="{}" y="{}" text-anchor="end" font-size="12" fill="#1a2530">{}</text>', LEFT - 8, middle + 4, row.name)
    bars = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', _bars(row, middle, x))
    at = x(row.mark)
    mark = format_html(
        '<path d="M{} {}l{} {}l{} {}l{} {}z" fill="#1a2530" stroke="#fff"/>',
        *(at, middle - MARK, MARK, MARK, -MARK, MARK, -MARK, -MARK),
    )
    return format_html("{}{}{}", name, bars, mark)


def _bars(row: TimelineRow, middle: float, x) -> Iterator[tuple]:
    for span in row.spans:
        yield x(span.start), middle - BAR / 2, max(1, round(x(span.end) - x(span.start), 1)), BAR, span.colour
