"""The process that reads one workbook.

python -m workbooks.child '{"bytes": …}' < file
"""

import gc

from quarantine.inside import serve
from workbooks import agreement, kinds
from workbooks.limits import Limits
from workbooks.told import Table, check_texts, packed


def answer(content: bytes, limits: Limits) -> dict:
    return {"sheets": [packed(table) for table in read(content, limits)]}


def read(content: bytes, limits: Limits) -> list[Table]:
    """The sheets of a file of which two readers say the same."""
    kind = kinds.kind_of(content, limits)
    # Each kind loads its own readers.
    if kind == kinds.CSV:
        from workbooks import delimited

        first, second = delimited.tables(content, limits)
        check_texts(first, limits)
        return agreement.agreed(first, second)
    if kind == kinds.XLSX:
        from workbooks.xlsx import tables
    else:
        from workbooks.xls import tables
    first = tables(content, limits)
    # Before the second reader, which would copy a text into every cell that shows it.
    check_texts(first, limits)
    return agreement.agreed_by_calamine(first, content)


def main() -> None:
    # Looking for garbage among so many cells would take longer than this process lives.
    gc.disable()
    serve(answer, Limits)


if __name__ == "__main__":
    main()
