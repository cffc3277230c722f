"""A workbook, read where it can hurt nobody."""

from quarantine.outside import Quarantine
from workbooks.cells import Sheet
from workbooks.limits import Limits, Unreadable
from workbooks.told import unpacked

QUARANTINE = Quarantine("workbooks.child", Unreadable)


def read_workbook(content: bytes, limits: Limits, *, with_unseen: bool = False) -> list[Sheet]:
    """Every sheet of a workbook (.xlsx, .xls) or table of text (.csv), whatever its name. Raises Unreadable.

    What a person doesn't see when looking at the file is refused, unless the caller says that somebody has agreed to it.
    """
    sheets = [unpacked(table) for table in read_packed(content, limits)]
    if not with_unseen:
        refuse_unseen(sheets)
    return sheets


def read_packed(content: bytes, limits: Limits) -> list[list]:
    """Every sheet as JSON holds it (`workbooks.told.unpacked` makes cells of it), hidden parts too. Raises Unreadable."""
    if len(content) > limits.bytes:
        raise Unreadable("bytes", most=limits.bytes // 1024)
    return QUARANTINE.ask(content, limits)["sheets"]


def refuse_unseen(sheets: list[Sheet]) -> None:
    """Raise Unreadable where a person who looks at the file would not see all that it says."""
    if any(sheet.is_hidden for sheet in sheets):
        raise Unreadable("hidden sheet")
    for sheet in sheets:
        if sheet.unseen:
            raise Unreadable("hidden", place=sheet.unseen[0].address)
