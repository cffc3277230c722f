"""C1 to C7: the figures of a nation on PostgreSQL, `python -m benchmarks.recomputation [thousandths]`."""

import resource
import time
from collections.abc import Iterator

from benchmarks.measuring import Measured, in_turn, seconds
from benchmarks.portal import on_postgresql, size_asked

TENFOLD = 10
AT_REST_SECONDS = 3
LONGEST_READ_SECONDS = 0.05
ROUNDS_OF_AN_EDIT = 25


def main(thousandths: int) -> None:
    with on_postgresql():
        for one in measured(thousandths):
            print(one, flush=True)


def measured(thousandths: int) -> Iterator[Measured]:
    from benchmarks.recomputation.edits import LAST_YEAR, a_waiting_return, edit_a_hundredth, run, save_through_django
    from benchmarks.recomputation.loop import write_by_loop
    from benchmarks.recomputation.nation import FIRST_MONTH, LAST_MONTH, Size, forget_nation, write_nation
    from benchmarks.recomputation.readers import Reader
    from figures.actions import refresh
    from journal.actions import mark_stale

    first_year = FIRST_MONTH // 100
    write_nation(Size(max(thousandths // TENFOLD, 1)))
    work_out_all()
    count_rows()
    of_a_tenth, _ = edit_in_sql()
    forget_nation()
    write_nation(Size(thousandths))

    memory = peak_of_memory()
    whole = seconds(work_out_all)
    memory_of_ours = peak_of_memory() - memory
    copied = seconds(copy_figures)
    yield Measured("C2", "all figures of all years, from the marks on", whole, "writing the finished rows with their indexes", copied, 3)
    count_rows()

    def edit_and_mark() -> None:
        mark_stale(((code, LAST_YEAR) for code in edit_a_hundredth()), returns_only=True)

    year, bare = in_turn(
        refresh,
        lambda: run("SELECT SUM(volume_m3::numeric * (inlet_ug_l::numeric - outlet_ug_l) * removes) FROM treatment_plants_measurement"),
        rounds=3,
        before=edit_and_mark,
    )
    yield Measured("C3", "the last year, one return in a hundred edited", year, "one bare numeric sum over all measurements", bare, 2.5)

    ours, update = edit_in_sql()
    yield Measured("C4", "figures of one edited return, its statements", ours, "the UPDATE of that return", update, 2.5)
    yield Measured("C5", "the same", ours, "the same at a tenth of the size", of_a_tenth, 1.3)

    waiting = a_waiting_return()
    district = waiting.plant.district_id

    def save_and_refresh() -> None:
        save_through_django(waiting)
        mark_stale([(district, LAST_YEAR)], returns_only=True)
        refresh()

    ours, save = in_turn(save_and_refresh, lambda: save_through_django(waiting), rounds=ROUNDS_OF_AN_EDIT)
    yield Measured("C6", "one return saved, and the job that follows it", ours, "select_for_update and save alone", save, 4)

    with Reader(district[:4], LAST_MONTH) as rest:
        time.sleep(AT_REST_SECONDS)
    run("TRUNCATE figures_plantfigure, figures_inletfigure, figures_divisionfigure")
    with Reader(district[:4], LAST_MONTH) as busy:
        work_out_all()
    slowest = "the slowest of a hundred reads of a city's board"
    yield Measured("C7", f"{slowest}, during all this", busy.slowest_of_a_hundred, f"{slowest}, at rest", rest.slowest_of_a_hundred, 10)
    yield Measured("C7", "the slowest read of all", busy.slowest, "a fixed time", LONGEST_READ_SECONDS, 1)

    last_year = last_year_worked()
    run("TRUNCATE figures_plantfigure, figures_inletfigure, figures_divisionfigure")
    memory = peak_of_memory()
    looped = seconds(lambda: write_by_loop(first_year, last_year))
    yield Measured("C1", "all figures of all years", whole, "a loop over objects of the ORM", looped, 20, faster=True)
    grown = peak_of_memory() - memory
    yield Measured("C1", "memory of the client", max(memory_of_ours, 1), "the loop's", grown, 12, faster=True, unit="MB")
    work_out_all()
    assert rows_of_last_run() == 0, "the loop found other figures"


def work_out_all() -> None:
    from benchmarks.recomputation.edits import LAST_YEAR
    from benchmarks.recomputation.nation import FIRST_MONTH
    from figures.actions import refresh
    from figures.models import JobRun
    from journal.actions import mark_stale

    mark_stale((code, year) for code in districts() for year in (FIRST_MONTH // 100, LAST_YEAR))
    refresh()
    assert JobRun.objects.latest("pk").outcome == "done"


def rows_of_last_run() -> int:
    from figures.models import JobRun

    return JobRun.objects.latest("pk").rows


def last_year_worked() -> int:
    from figures.models import DivisionFigure

    return DivisionFigure.objects.order_by("-month").values_list("month", flat=True).first() // 100


def districts() -> list[str]:
    from districts.models import DISTRICT_CODE_LENGTH, Division

    return list(Division.objects.filter(code__regex=f"^.{{{DISTRICT_CODE_LENGTH}}}$").values_list("code", flat=True))


def count_rows() -> None:
    from figures.store import count_rows

    count_rows()


def copy_figures() -> None:
    """The least that has to be done: the rows that are there, into tables like theirs."""
    from benchmarks.recomputation.edits import run
    from figures.models import DivisionFigure, InletFigure, PlantFigure

    for model in (PlantFigure, InletFigure, DivisionFigure):
        name = model._meta.db_table
        run(f"CREATE TABLE copied_{name} (LIKE {name} INCLUDING ALL)")
        run(f"INSERT INTO copied_{name} SELECT * FROM {name}")
        run(f"DROP TABLE copied_{name}")


def edit_in_sql() -> tuple[float, float]:
    """Seconds for the statements that follow an edited return, and for the edit."""
    from benchmarks.recomputation.edits import LAST_YEAR, edit_one
    from figures.actions import write_figures
    from figures.kinds import Span
    from treatment_plants.models import Plant

    plant = Plant.objects.order_by("pk").first()
    span = Span(LAST_YEAR, LAST_YEAR, returns_only=True, horizon=LAST_YEAR + 3)
    return in_turn(lambda: write_figures([plant.district_id], span), lambda: edit_one(plant.pk), rounds=ROUNDS_OF_AN_EDIT)


def peak_of_memory() -> int:
    """The most that this process has ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(size_asked())
