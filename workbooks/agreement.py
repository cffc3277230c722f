"""Two readers of one file must say the same of every cell; python-calamine is the second for workbooks."""

import io
from collections.abc import Iterable, Iterator

from workbooks.cells import Area
from workbooks.limits import Unreadable
from workbooks.told import ERROR, TEXT, Table, Told, address, told

# As many as a person looks up.
MOST_SHOWN = 5


def agreed_by_calamine(first: list[Table], content: bytes) -> list[Table]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    known = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    seen = [(sheet.name, sheet.visible != SheetVisibleEnum.Visible) for sheet in known]
    if seen != [(table.name, table.is_hidden) for table in first]:
        raise Unreadable("damaged")
    for table in first:
        sheet = workbook.get_sheet_by_name(table.name)
        merged = {Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()}
        if merged != set(table.merged):
            raise Unreadable("damaged")
        _refuse_differences(table, differences(table.cells, _cells(sheet)))
    return first


def agreed(first: list[Table], second: list[Table]) -> list[Table]:
    for table, other in zip(first, second, strict=True):
        _refuse_differences(table, differences(table.cells, other.cells.items()))
    return first


def differences(first: dict[tuple[int, int], Told], second: Iterable[tuple[tuple[int, int], Told]]) -> list[tuple[int, int]]:
    """Places of which the readers say different things, in the order of reading.

    >>> differences({(1, 1): ("n", "1"), (2, 1): ("e", "#N/A")}, [((1, 1), ("n", "2")), ((1, 2), ("t", "x"))])
    [(1, 1), (1, 2)]
    """
    differing, missing = [], set(first)
    for place, said in second:
        missing.discard(place)
        if first.get(place) != said and not _mean_the_same(first.get(place), said):
            differing.append(place)
    # Where the first reads an error, calamine says nothing.
    return sorted(differing + [place for place in missing if first[place][0] != ERROR])


def _mean_the_same(first: Told | None, second: Told) -> bool:
    """Blanks around a text are kept by one reader and cut off by the other."""
    kinds = first and (first[0], second[0])
    return kinds in ((TEXT, TEXT), (ERROR, TEXT)) and first[1].strip() == second[1].strip()


def _cells(sheet) -> Iterator[tuple[tuple[int, int], Told]]:
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        for column, value in enumerate(row, start=1):
            said = told(value)
            if said:
                yield (number, column), said


def _refuse_differences(table: Table, places: list[tuple[int, int]]) -> None:
    if places:
        raise Unreadable("readers", places=", ".join(address(table.name, place) for place in places[:MOST_SHOWN]))
