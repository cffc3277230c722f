"""The list of divisions with which a city's portal is set up: a CSV file, checked as a whole before anything is written."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from districts.models import DISTRICT_CODE_LENGTH, LEVEL_LENGTHS, Division
from districts.scopes import above

COLUMNS = ("code", "name", "name_en", "leader", "leader_office")
CITY_CODE_LENGTH = 4


class BadDivisions(ValueError):
    """The file can't be used. `problems` are sentences, most of them beginning with the number of a row."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Row:
    """A division as the file tells it; `number` counts as spreadsheets do, the header being row 1."""

    number: int
    division: Division

    @property
    def code(self) -> str:
        return self.division.code


def read_divisions(path: Path) -> list[Division]:
    """The divisions of one city in official order, which is that of the rows. Raises BadDivisions with all problems at once."""
    rows = _read(path)
    problems = [problem for row in rows for problem in _problems_of_row(row)]
    problems += _repeated(rows)
    problems += _misplaced(rows)
    problems += _not_one_city(rows)
    if problems:
        raise BadDivisions(problems)
    return [row.division for row in rows]


def city_of(divisions: list[Division]) -> Division:
    return next(division for division in divisions if len(division.code) == CITY_CODE_LENGTH)


def _read(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(csv.reader(file, strict=True))
    except OSError as error:
        raise BadDivisions([f"{path} can't be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise BadDivisions(["The file is not in UTF-8: save it as “CSV UTF-8”."]) from error
    except csv.Error as error:
        raise BadDivisions([f"The file is not a CSV file: {error}."]) from error


def _rows(reader) -> list[Row]:
    header = [cell.strip() for cell in next(reader, [])]
    if sorted(header) != sorted(COLUMNS):
        raise BadDivisions([f"Row 1: the columns must be {', '.join(COLUMNS)}."])
    rows, problems = [], []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(COLUMNS):
            problems.append(f"Row {reader.line_num}: {len(cells)} cells instead of {len(COLUMNS)}.")
            continue
        values = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
        rows.append(Row(reader.line_num, Division(position=len(rows), **values)))
    if problems:
        raise BadDivisions(problems)
    return rows


def _problems_of_row(row: Row) -> Iterator[str]:
    try:
        row.division.clean_fields()
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            if field == "code":
                yield f"Row {row.number}: a code has 2, 4, 6 or 9 digits, not “{row.code}”."
            else:
                yield f"Row {row.number}, {field}: {' '.join(messages)}"


def _repeated(rows: list[Row]) -> Iterator[str]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            yield f"Row {row.number}: the code {row.code} stands in row {first[row.code]} already."
        first.setdefault(row.code, row.number)


def _misplaced(rows: list[Row]) -> Iterator[str]:
    """Districts and towns whose division above is missing, and provinces that are not the city's; a city needs no province."""
    codes = {row.code for row in rows}
    cities = {code for code in codes if len(code) == CITY_CODE_LENGTH}
    for row in rows:
        if len(row.code) in LEVEL_LENGTHS and len(row.code) > CITY_CODE_LENGTH and above(row.code)[0] not in codes:
            yield f"Row {row.number}: {row.code} lies in {above(row.code)[0]}, which is not in the file."
        if len(row.code) < CITY_CODE_LENGTH and cities and not any(city.startswith(row.code) for city in cities):
            yield f"Row {row.number}: the city does not lie in {row.code}."


def _not_one_city(rows: list[Row]) -> Iterator[str]:
    lengths = [len(row.code) for row in rows]
    if lengths.count(CITY_CODE_LENGTH) != 1:
        yield f"The file must hold one city, a code of four digits; it holds {lengths.count(CITY_CODE_LENGTH)}."
    if DISTRICT_CODE_LENGTH not in lengths:
        yield "The file must hold at least one district, a code of six digits."
