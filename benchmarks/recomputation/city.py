"""C8: all figures of the demonstration city on SQLite, `python -m benchmarks.recomputation.city`."""

from collections.abc import Iterator

from benchmarks.measuring import Measured, in_turn, nothing
from benchmarks.portal import demonstration_on_sqlite

BARE = "SELECT plant_id, month, pollutant_id, SUM(removed_mg), SUM(volume_m3) FROM treatment_plants_measurement GROUP BY 1, 2, 3"


def main() -> None:
    with demonstration_on_sqlite():
        for one in measured():
            print(one, flush=True)


def measured() -> Iterator[Measured]:
    from django.db import transaction

    from benchmarks.recomputation.edits import fetched
    from benchmarks.recomputation.loop import write_by_loop
    from districts.queries import city
    from figures.actions import mark_everything, refresh
    from figures.models import DivisionFigure, InletFigure, PlantFigure
    from figures.queries import months_with_figures
    from targets.queries import first_base_year

    code = city().code
    first, last = (choose(row[place] for row in months_with_figures()) // 100 for choose, place in ((min, 1), (max, 2)))

    def forget() -> None:
        for model in (PlantFigure, InletFigure, DivisionFigure):
            model.objects.all().delete()

    def mark_all() -> None:
        forget()
        mark_everything(divisions=code, first_year=min(first, first_base_year()))

    ours, _ = in_turn(refresh, nothing, rounds=3, before=mark_all)
    loop = transaction.atomic(lambda: write_by_loop(first, last))
    looped, bare = in_turn(loop, lambda: fetched(BARE), rounds=3, before=forget)
    yield Measured(
        "C8", "all figures of the demonstration city, on SQLite", ours, "a loop over objects of the ORM", looped, 12, faster=True
    )
    yield Measured("C8", "the same", ours, "one bare sum for each plant, month and pollutant", bare, 12)


if __name__ == "__main__":
    main()
