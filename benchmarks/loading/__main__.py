"""L1 to L3, `python -m benchmarks.loading [thousandths]`: a workbook of 10,000 returns at a tenth of a nation, and as many rows of CSV.

The portal writes a return with its operation, measurements, journal, version and what became of its row; the baselines write the first
three alone.
"""

import io
import statistics
from collections.abc import Callable, Iterator

from benchmarks.loading.city import MONTHS, file_of, write_city
from benchmarks.measuring import Measured, in_turn, seconds
from benchmarks.portal import on_postgresql, size_asked

RETURNS_A_THOUSANDTH, MOST_RETURNS = 100, 10_000


def main(thousandths: int) -> None:
    with on_postgresql():
        for one in measured(max(1, min(RETURNS_A_THOUSANDTH * thousandths, MOST_RETURNS) // MONTHS)):
            print(one, flush=True)


def measured(plants: int) -> Iterator[Measured]:
    from benchmarks.loading import copied, portal, usual
    from treatment_plants.models import Measurement

    person, returns = write_city(plants), f"{plants * MONTHS:,} returns"
    file, clean = file_of(plants), file_of(plants, clean=True)
    workbook, read, text = file.as_workbook, clean.as_workbook, file.as_csv

    def load_workbook() -> None:
        portal.load(workbook, "returns.xlsx", file.mended, person)

    ours, calamine = in_turn(load_workbook, lambda: read_alone(read), rounds=3, before=portal.forget)
    written = copied.written()
    assert Measurement.objects.count() == 2 * plants * MONTHS
    portal.forget()
    imported = seconds(lambda: usual.load(read, person))
    assert copied.written() == written, "django-import-export has written other figures"
    yield Measured("L2", f"a workbook of {returns}, checked and written", ours, "django-import-export", imported, 100, faster=True)
    yield Measured("L3", "the same", ours, "calamine, which reads the file and nothing else", calamine, 4)

    ours, bare = text_in_turn(lambda: portal.load(text, "returns.csv", file.mended, person), copied.rows())
    yield Measured("L1", f"{returns} of CSV, checked and written", ours, "COPY of what is written, unchecked", bare, 1.25)


def text_in_turn(load: Callable, rows: dict[str, bytes]) -> tuple[float, float]:
    """Medians of both, each into empty tables."""
    from benchmarks.loading import copied, portal

    times: tuple[list, list] = ([], [])
    for _round in range(3):
        for kept, act in zip(times, (load, lambda: copied.copy(rows)), strict=True):
            portal.forget()
            kept.append(seconds(act))
    return statistics.median(times[0]), statistics.median(times[1])


def read_alone(content: bytes) -> None:
    from python_calamine import CalamineWorkbook

    for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python():
        assert row


if __name__ == "__main__":
    main(size_asked())
