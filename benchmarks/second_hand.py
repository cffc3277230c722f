"""Whether the second hand agrees with every figure of a hundredth of a nation: whole cities, so that their sums are compared too.

    python -m benchmarks.second_hand        a tenth of the nation is generated and worked out, a city of it compared
    python -m benchmarks.second_hand 1000   the nation: three of its 300 cities, 30 districts, 100 plants

Prints what was compared and exits 1 where a cell differs, and where nothing was compared.
"""

import sys

from benchmarks.portal import on_postgresql, size_asked

ONE_IN = 100


def main() -> int:
    with on_postgresql():
        return compare(size_asked())


def compare(thousandths: int) -> int:
    """On an empty PostgreSQL: generate, work out, compare. The number of the process's exit."""
    from benchmarks.recomputation.nation import FIRST_MONTH, LAST_MONTH, Size, write_nation
    from districts.models import CITY_CODE_LENGTH, DISTRICT_CODE_LENGTH, Division
    from figures.actions import refresh
    from figures.models import DivisionFigure, InletFigure, PlantFigure
    from figures.second_hand import differences
    from journal.actions import mark_stale

    write_nation(Size(thousandths))
    first, last = FIRST_MONTH // 100, LAST_MONTH // 100
    codes = list(Division.objects.order_by("code").values_list("code", flat=True))
    mark_stale((code, first) for code in codes if len(code) == DISTRICT_CODE_LENGTH)
    refresh()
    cities = sample([code for code in codes if len(code) == CITY_CODE_LENGTH])
    found = differences(first, last, cities)
    rows = sum(
        model.objects.filter(division__in=[code for code in codes if code.startswith(tuple(cities))]).count()
        for model in (PlantFigure, InletFigure, DivisionFigure)
    )
    print(
        f"{len(cities)} of {sum(len(code) == CITY_CODE_LENGTH for code in codes)} cities, {rows} rows of figures: {len(found)} cells differ"
    )
    if len(found):
        print(found.head(20).to_string(index=False))
    return int(bool(len(found)) or not rows)


def sample(cities: list[str]) -> list[str]:
    """Every hundredth, from the middle on; of fewer than a hundred the one in the middle."""
    return cities[len(cities) // 2 % ONE_IN :: ONE_IN]


if __name__ == "__main__":
    sys.exit(main())
