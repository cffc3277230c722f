"""A small drawing of milestones as bars over time in SVG, for print and for browsers without scripts."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LEFT, RIGHT, TOP, ROW, WIDTH, FOOT = 150, 14, 26, 17, 720, 20
THINNEST = 2.0
PLANNED, PROMISED, REACHED, TODAY = "#9db3cc", "#b86e00", "#176b35", "#b3261e"


@dataclass(frozen=True)
class GanttRow:
    """A milestone: from when on it was worked at by plan, and its three days. None: there is none."""

    name: str
    since: datetime.date
    planned: datetime.date
    promised: datetime.date | None
    reached: datetime.date | None


@dataclass(frozen=True)
class Span:
    """The time that a drawing shows, widened to whole quarters of years."""

    first: datetime.date
    last: datetime.date

    def x(self, day: datetime.date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    def quarters(self) -> Iterator[datetime.date]:
        """The first day of each quarter; of each year where those would be too many."""
        step = 3 if (self.last - self.first).days < 3 * 366 else 12 if (self.last - self.first).days > 6 * 366 else 6
        day = self.first
        while day <= self.last:
            yield day
            month = day.month - 1 + step
            day = datetime.date(day.year + month // 12, month % 12 + 1, 1)


def span_of(rows: list[GanttRow], today: datetime.date) -> Span:
    """From before the first day to after the last one."""
    days = [day for row in rows for day in (row.since, row.planned, row.promised, row.reached) if day] + [today]
    first, last = min(days), max(days)
    end = last.month - (last.month - 1) % 3 + 2
    following = datetime.date(last.year + end // 12, end % 12 + 1, 1)
    return Span(datetime.date(first.year, first.month - (first.month - 1) % 3, 1), following)


def gantt_drawing(title: str, rows: list[GanttRow], today: datetime.date, names: dict[str, str]) -> SafeString:
    """Above the plan of each milestone, below it what was reached, or what is promised. `names` are those of the legend."""
    span = span_of(rows, today)
    floor = TOP + ROW * len(rows)
    bars = [bar for place, row in enumerate(rows) for bar in _bars(span, TOP + ROW * place, row)]
    parts = [
        _grid(span, floor),
        format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="end" font-size="11" fill="#1a2530">{}</text>',
            ((LEFT - 6, TOP + ROW * place + 12, row.name) for place, row in enumerate(rows)),
        ),
        format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', bars),
        format_html(
            '<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="{3}" stroke-width="1.5" stroke-dasharray="5 3"/>',
            *(span.x(today), TOP - 4, floor, TODAY),
        ),
        _legend(names),
    ]
    body = format_html_join("", "{}", ((part,) for part in parts))
    head = '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return format_html(head, WIDTH, floor + FOOT, title, body)


def _bars(span: Span, top: float, row: GanttRow) -> Iterator[tuple]:
    yield _bar(span, top + 2, row.since, row.planned, PLANNED)
    if row.reached:
        yield _bar(span, top + 9, min(row.since, row.reached), row.reached, REACHED)
    elif row.promised:
        yield _bar(span, top + 9, min(row.planned, row.promised), max(row.planned, row.promised), PROMISED)


def _bar(span: Span, y: float, since: datetime.date, until: datetime.date, colour: str) -> tuple:
    end, width = span.x(until), max(THINNEST, round(span.x(until) - span.x(since), 1))
    return round(end - width, 1), y, width, 6, colour


def _grid(span: Span, floor: float) -> SafeString:
    rows = ((span.x(day), TOP - 4, floor, span.x(day) + 2, floor + 14, f"{day:%Y-%m}") for day in span.quarters() if day < span.last)
    return format_html_join(
        "",
        '<line x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="#d5dbe1"/><text x="{3}" y="{4}" font-size="10" fill="#4a5663">{5}</text>',
        rows,
    )


def _legend(names: dict[str, str]) -> SafeString:
    colours = {"planned": PLANNED, "promised": PROMISED, "reached": REACHED, "today": TODAY}
    rows = ((LEFT + 90 * place, 5, colours[key], LEFT + 90 * place + 15, 14, name) for place, (key, name) in enumerate(names.items()))
    return format_html_join(
        "", '<rect x="{}" y="{}" width="11" height="9" fill="{}"/><text x="{}" y="{}" font-size="11" fill="#1a2530">{}</text>', rows
    )
