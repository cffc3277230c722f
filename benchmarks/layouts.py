"""How long a large quota sheet takes to be understood, beside a plain walk over its cells: python -m benchmarks.layouts

5,000 rows and 40 columns, far more than any province has.
"""

import os
import time
from collections.abc import Callable
from decimal import Decimal

import django

ROWS, COLUMNS, RUNS = 5_000, 40, 3
BASE_YEAR, LAST_YEAR = 2020, 2025


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reduction_portal.settings")
    django.setup()
    from targets.layouts import understand

    known, sheet = large_sheet()
    understood = understand([sheet], known)
    walk, reading = fastest(lambda: walked(sheet)), fastest(lambda: understand([sheet], known))
    print(f"{len(sheet.cells)} cells, {len(understood.lines)} lines, {len(understood.problems)} problems")
    print(f"walk {walk:.3f} s, understanding {reading:.3f} s, ratio {reading / walk:.0f}")


def large_sheet():
    """Three pollutants, each with base amount, caps of five years, cut and percentage, for thousands of towns."""
    from targets.layouts import Known, Named
    from workbooks import Cell, Sheet

    pollutants = tuple(Named(f"p{place}", f"甲类物{place}") for place in range(5))
    towns = tuple(Named(f"{440000000 + place}", f"第{place}镇") for place in range(ROWS))
    known = Known("44", (Named("44", "汾江省"), *towns), pollutants, BASE_YEAR, LAST_YEAR)
    years = range(BASE_YEAR + 1, LAST_YEAR + 1)
    heads = ["2020年排放量", *(f"{year}年控制量" for year in years), "2025年比2020年(%)", "备注"]
    rows = [
        ["主要污染物排放总量控制指标（吨）"],
        [cell for one in pollutants for cell in (one.name, *[""] * (len(heads) - 1))],
        heads * len(pollutants),
    ]
    rows = [rows[0], ["地区", *rows[1]][:COLUMNS], ["", *rows[2]][:COLUMNS]]
    for place, town in enumerate(towns):
        base = 1000 + place
        figures = [Decimal(base), *(Decimal(base - step) for step in range(1, 6)), Decimal("-0.5"), ""]
        rows.append([town.name, *figures * len(pollutants)][:COLUMNS])
    cells = {
        (row, column): Cell("Sheet1", row, column, value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value != ""
    }
    return known, Sheet("Sheet1", cells)


def walked(sheet) -> int:
    return sum(isinstance(sheet.cell(row, column).value, Decimal) for row in range(1, ROWS + 4) for column in range(1, COLUMNS + 1))


def fastest(run: Callable[[], object]) -> float:
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
