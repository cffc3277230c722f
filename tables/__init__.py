"""A column is declared once (key, label, unit) and written as page, CSV, Excel and JSON."""

from tables.cells import Cell, figure, link, plain
from tables.table import Column, Row, Table, explained

__all__ = ["Cell", "Column", "Row", "Table", "explained", "figure", "link", "plain"]
