"""Spreadsheets in. Knows cells, not what they mean; every file is a stranger's until it has been looked at."""

from workbooks.cells import Area, Cell, Sheet
from workbooks.limits import Limits, Unreadable
from workbooks.reading import read_workbook

__all__ = ["Area", "Cell", "Limits", "Sheet", "Unreadable", "read_workbook"]
