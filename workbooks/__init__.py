"""Spreadsheets in. Knows cells, not what they mean; every file is a stranger's until it has been looked at."""

from workbooks.reading import Cell, Sheet, read_sheets
from workbooks.safety import Limits, Unreadable

__all__ = ["Cell", "Limits", "Sheet", "Unreadable", "read_sheets"]
