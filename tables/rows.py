"""{% load rows %}{{ table|rows }} and {{ table|total_rows }}: the rows of a table as they stand on a page.

Written here and not by a template: a ranking has thousands of cells, and a template takes ten times as long for each.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from tables.cells import Cell
from tables.table import Column, Row, Table
from tables.words import minus

register = template.Library()


@register.filter
def rows(table: Table) -> SafeString:
    return _written(table.columns, table.rows)


@register.filter
def total_rows(table: Table) -> SafeString:
    return _written(table.columns, table.total_rows)


def _written(columns: list[Column], rows: Iterable[Row]) -> SafeString:
    tags = [_tags(column) for column in columns]
    lines = []
    for row in rows:
        cells = "".join(f"{head}{_content(cell)}{foot}" for (head, foot), cell in zip(tags, row.cells, strict=True))
        lines.append(f"<tr{_attribute('id', row.anchor)}{_attribute('class', row.emphasis and f'row-{row.emphasis}')}>{cells}</tr>")
    return mark_safe("\n".join(lines))


def _tags(column: Column) -> tuple[str, str]:
    name, scope = ("th", ' scope="row"') if column.heads_row else ("td", "")
    kind = "numeric" if column.numeric else "wraps" if column.wraps else ""
    label = f"{column.label} ({column.unit})" if column.unit else column.label
    return f"<{name}{scope}{_attribute('class', kind)}{_attribute('data-label', label)}>", f"</{name}>"


def _attribute(name: str, value) -> str:
    return f' {name}="{escape(str(value))}"' if value else ""


def _content(cell: Cell) -> str:
    text = _text(cell)
    if cell.lamp:
        text = f'<span class="lamp lamp-{cell.lamp}">{text}</span>'
    elif cell.state:
        text = f'<span class="state state-{cell.state}">{text}</span>'
    elif cell.url:
        text = f'<a href="{escape(str(cell.url))}">{text}</a>'
    return f'{text}<span class="note">{_safe(cell.note)}</span>' if cell.note else text


def _text(cell: Cell) -> str:
    text = _safe(cell.text)
    return minus(text) if cell.numeric else text


def _safe(text) -> str:
    return text if isinstance(text, SafeString) else escape(str(text))
