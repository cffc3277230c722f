"""Figures against hand-made tables (rules.md 3.3 and 12)."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

import clock
import figures.actions
from districts.actions import add_divisions
from districts.models import Division
from figures.models import DivisionFigure, FigureScope, JobRun, PlantFigure
from formulas.units import MASS, PERCENT
from journal.actions import mark_stale
from journal.models import StaleMark
from tests import city as small
from tests.entries import accept, save, submit
from treatment_plants import actions


def refresh() -> None:
    figures.actions.refresh()
    assert not StaleMark.objects.exists()


def tonnes(amount: int | None) -> Decimal | None:
    return None if amount is None else MASS.exact(amount).normalize()


def figure(division: str, month: int, pollutant: str = "cod") -> DivisionFigure:
    return DivisionFigure.objects.get(division=division, month=month, pollutant=pollutant)


def load_rate(plant, month: int) -> Decimal | None:
    rate = PlantFigure.objects.get(plant=plant, month=month).load_rate_millionths
    return None if rate is None else PERCENT.exact(rate)


def test_example_3_a_quarter_is_the_sum_of_its_months_not_of_its_means(city):
    for month, volume, inlet, outlet in ((202201, "90", "150", "30"), (202202, "60", "220", "40"), (202203, "150", "120", "25")):
        accept(city, city.dongpo, month, volume, inlet, outlet)
    refresh()
    months = [tonnes(figure("440604", month).verified_load_mg) for month in (202201, 202202, 202203)]
    assert sum(months) == Decimal("358.5")


def test_example_2_reduction_is_the_difference_to_the_same_month_last_year(city):
    accept(city, city.dongpo, 202110, "1825", "160", "40")
    accept(city, city.dongpo, 202210, "2190", "200", "35")
    refresh()
    october = figure("440604", 202210)
    assert tonnes(october.verified_load_mg) == Decimal("3613.5")
    assert tonnes(october.verified_reduction_mg) == Decimal("1423.5")
    assert (october.plant_months, october.verified_left_out) == (2, 1)  # Shagang has reported neither October


def test_example_1_a_new_plant_counts_from_the_month_after_its_start(city):
    new = small.plant("新城污水处理厂", city.east, 40_000, by=city.people["quota"], started_on=datetime.date(2022, 6, 20))
    days = {202206: 11, 202207: 31, 202208: 31, 202209: 30, 202210: 31, 202211: 30, 202212: 31}
    with clock.moved_to(small.at(2023, 1, 5)):
        for month, number in days.items():
            accept(city, new, month, str(Decimal("3.2") * number), "180", "30")
    refresh()
    reductions = [tonnes(figure("440604", month).verified_reduction_mg) for month in days]
    assert reductions[0] is None
    assert sum(reductions[1:]) == Decimal("883.2")
    assert tonnes(figure("440604", 202206).verified_load_mg) == Decimal("528") / 10


def test_a_plant_older_than_every_parameter_counts_like_any_other(city):
    old = small.plant("老厂", city.east, 20_000, by=city.people["quota"], started_on=datetime.date(1987, 5, 1))
    accept(city, old, 202110, "100", "180", "30")
    accept(city, old, 202210, "120", "180", "30")
    refresh()
    assert tonnes(figure("440604", 202210).verified_reduction_mg) == Decimal(30)


def test_a_plant_that_started_last_year_yields_this_year_the_months_not_counted_then(city):
    carried = small.plant("接转污水处理厂", city.east, 40_000, by=city.people["quota"], started_on=datetime.date(2021, 6, 5))
    for month in (202106, 202107, 202206, 202207):
        accept(city, carried, month, "90", "150", "30")
    refresh()
    assert tonnes(figure("440604", 202206).verified_reduction_mg) == Decimal(108)
    assert tonnes(figure("440604", 202207).verified_reduction_mg) == 0


def test_a_closed_plant_takes_back_what_it_removed_the_year_before(city):
    old = small.plant("旧厂", city.east, 20_000, by=city.people["quota"], closed_on=datetime.date(2022, 3, 31))
    accept(city, old, 202104, "50", "150", "30")
    refresh()
    assert tonnes(figure("440604", 202204).verified_reduction_mg) == Decimal(-60)


def account(month: int) -> tuple:
    """Plant months of Chancheng that belong into the reduction, and those left out: verified, declared."""
    one = figure("440604", month)
    return one.plant_months, one.verified_left_out, one.declared_left_out


def test_a_month_without_its_return_on_either_side_is_left_out_and_counted(city):
    accept(city, city.dongpo, 202210, "250")
    accept(city, city.shagang, 202110, "100")
    refresh()
    assert figure("440604", 202210).verified_reduction_mg is None
    assert account(202210) == (2, 2, 2)


def test_withholding_a_bad_month_shows_beside_the_reduction_that_it_raises(city):
    for plant, this_year in ((city.dongpo, "120"), (city.shagang, "10")):
        accept(city, plant, 202110, "100", "180", "30")
        submit(city, plant, 202210, this_year, "180", "30")
    good, bad = (plant.operations.get(month=202210).monthly_return for plant in (city.dongpo, city.shagang))
    actions.accept(seen={good.pk: good.version}, by=city.people["verifier"])
    refresh()
    assert tonnes(figure("440604", 202210).verified_reduction_mg) == Decimal(30)
    assert account(202210) == (2, 1, 0)

    actions.accept(seen={bad.pk: bad.version}, by=city.people["verifier"])
    refresh()
    assert tonnes(figure("440604", 202210).verified_reduction_mg) == Decimal(-105)
    assert account(202210) == (2, 0, 0)


def test_months_before_a_plant_counts_in_either_year_are_no_part_of_the_account(city):
    small.plant("新厂", city.east, 20_000, by=city.people["quota"], started_on=datetime.date(2022, 6, 20))
    refresh()
    assert [account(month)[0] for month in (202206, 202207, 202306)] == [2, 3, 3]


def test_a_closed_plant_belongs_into_the_account_for_one_more_year(city):
    small.plant("旧厂", city.east, 20_000, by=city.people["quota"], closed_on=datetime.date(2022, 3, 31))
    refresh()
    assert [account(month)[:2] for month in (202203, 202204, 202303, 202304)] == [(3, 3), (3, 3), (3, 3), (2, 2)]


def test_missing_is_not_zero(city):
    refresh()
    october = figure("440604", 202210)
    assert (october.owed, october.accepted, october.verified_load_mg, october.declared_load_mg) == (2, 0, None, None)
    assert load_rate(city.dongpo, 202210) is None


def test_outflow_dirtier_than_inflow_gives_zero_never_a_negative_credit(city):
    accept(city, city.dongpo, 202210, "250", "30", "40")
    refresh()
    assert figure("440604", 202210).verified_load_mg == 0


def test_a_plant_that_treated_nothing_removed_nothing(city):
    accept(city, city.dongpo, 202210, "0", None, None, days=0)
    refresh()
    assert figure("440604", 202210).verified_load_mg == 0
    assert load_rate(city.dongpo, 202210) == 0


def test_only_accepted_returns_are_verified_submitted_ones_are_declared(city):
    accept(city, city.dongpo, 202210, "100", "180", "30")
    submit(city, city.shagang, 202210, "100", "180", "80")
    refresh()
    october = figure("440604", 202210)
    assert tonnes(october.verified_load_mg) == Decimal(150)
    assert tonnes(october.declared_load_mg) == Decimal(250)
    assert (october.accepted, october.submitted) == (1, 1)


def test_a_draft_counts_nowhere(city):
    save(city, city.dongpo, 202210, "100")
    refresh()
    october = figure("440604", 202210)
    assert (october.verified_load_mg, october.declared_load_mg) == (None, None)


@pytest.mark.parametrize(
    ("month", "volume", "percent"),
    [
        (202210, "310", "100"),  # 10 万吨/日 × 31 days
        (202209, "210", "70"),
        (202202, "196", "70"),  # 28 days
        (202002, "203", "70"),  # 29 days in a leap year
        (202210, "155.0001", "50.0000"),  # 50.00003 %
        (202210, "155.0002", "50.0001"),  # 50.00006 %: half up at the fourth decimal
    ],
)
def test_load_rate_uses_the_calendar_days_of_the_month(city, month, volume, percent):
    accept(city, city.dongpo, month, volume)
    refresh()
    assert load_rate(city.dongpo, month) == Decimal(percent)


def test_the_city_is_the_sum_of_its_districts(city):
    accept(city, city.dongpo, 202210, "100", "180", "30")
    accept(city, city.dali, 202210, "200", "180", "30", by="neighbour")
    refresh()
    whole = figure("4406", 202210)
    assert tonnes(whole.verified_load_mg) == Decimal(450)
    assert (whole.owed, whole.accepted) == (3, 2)


def test_a_change_reaches_every_later_year_of_the_plan(city):
    accept(city, city.dongpo, 202110, "100", "180", "30")
    accept(city, city.dongpo, 202210, "100", "180", "30")
    refresh()
    assert figure("440604", 202210).verified_reduction_mg == 0

    one = city.dongpo.operations.get(month=202110).monthly_return
    actions.send_back(seen={one.pk: one.version}, reason="重新核对", by=city.people["verifier"])
    accept(city, city.dongpo, 202110, "80", "180", "30")
    refresh()
    assert tonnes(figure("440604", 202210).verified_reduction_mg) == Decimal(30)


def test_figures_end_with_the_next_plan_whatever_year_was_typed(city):
    small.plant("未来厂", city.east, 20_000, by=city.people["quota"], started_on=datetime.date(2099, 1, 1))
    figures.actions.mark_everything(divisions="440604", first_year=2029)
    refresh()
    assert {month // 100 for month in DivisionFigure.objects.values_list("month", flat=True)} <= set(range(2015, 2031))
    assert DivisionFigure.objects.filter(division="440604", month=203012).exists()


def test_a_mark_beyond_every_plan_is_released_without_figures(city):
    before = DivisionFigure.objects.count()
    figures.actions.mark_everything(divisions="440604", first_year=9999)
    refresh()
    assert DivisionFigure.objects.count() == before
    assert JobRun.objects.order_by("pk").last().outcome == "done"


def test_a_second_run_writes_nothing(city):
    accept(city, city.dongpo, 202210, "100")
    refresh()
    figures.actions.mark_everything(divisions="4406", first_year=2020)
    refresh()
    second = JobRun.objects.order_by("pk").last()
    assert (second.scope, second.claimed, second.done, second.rows) == ("4406", 2, 2, 0)


@pytest.mark.parametrize("month", [202001, 202012, 202105, 202210])
def test_an_edit_reaches_every_figure_that_looks_back_on_it(city, month):
    """Only the years in which it is seen are worked; a run over all of them finds nothing left to write."""
    for one in (202001, 202101, 202201):
        accept(city, city.dongpo, one + 8, "100")
    refresh()
    accept(city, city.shagang, month, "90", "150", "30")
    refresh()
    figures.actions.mark_everything(divisions="4406", first_year=2020)
    refresh()
    assert JobRun.objects.order_by("pk").last().rows == 0


def test_a_run_tells_after_each_lot_how_far_it_is(city, monkeypatch):
    monkeypatch.setattr(figures.actions, "DIVISIONS_AT_ONCE", 2)
    add_divisions(divisions=[Division(code="4407", name="邻市"), Division(code="440703", name="邻区")])
    told, work = [], figures.actions.refresh_divisions

    def tell_and_work(divisions):
        run = JobRun.objects.order_by("pk").last()
        told.append((run.outcome, run.done, run.claimed, run.heartbeat_at))
        return work(divisions)

    monkeypatch.setattr(figures.actions, "refresh_divisions", tell_and_work)
    figures.actions.mark_everything(divisions="44", first_year=2020)
    assert figures.actions.refresh() == 3
    assert [one[:3] for one in told] == [("running", 0, 3), ("running", 2, 3)]
    assert told[0][3] < told[1][3]


def silent_run(seconds: int) -> JobRun:
    since = timezone.now() - datetime.timedelta(seconds=seconds)
    return JobRun.objects.create(job="figures.refresh", scope="4406", started_at=since, heartbeat_at=since)


def test_a_run_whose_process_was_killed_is_closed_by_the_next_sweep(city):
    killed, working = silent_run(130), silent_run(60)
    assert figures.actions.refresh() == 0
    for run in (killed, working):
        run.refresh_from_db()
    assert (killed.outcome, killed.ended_at) == ("cut_off", killed.heartbeat_at)
    assert (working.outcome, working.ended_at) == ("running", None)


def test_a_slow_run_that_was_thought_dead_still_tells_how_it_ended(city, monkeypatch):
    def work_slowly(divisions):
        JobRun.objects.filter(outcome="running").update(heartbeat_at=timezone.now() - datetime.timedelta(hours=1))
        figures.actions._close_cut_off_runs()
        return 0

    monkeypatch.setattr(figures.actions, "refresh_divisions", work_slowly)
    save(city, city.dongpo, 202210, "100")
    figures.actions.refresh()
    assert JobRun.objects.order_by("pk").last().outcome == "done"


def test_a_sweep_that_finds_nothing_leaves_no_row(city):
    JobRun.objects.all().delete()
    assert figures.actions.refresh() == 0
    assert not JobRun.objects.exists()


def test_a_broken_scope_is_told_of_and_does_not_stop_the_others(city, monkeypatch):
    write = figures.actions.write_figures

    def broken(divisions, years):
        if "440604" in divisions:
            raise ZeroDivisionError("for the test")
        return write(divisions, years)

    monkeypatch.setattr(figures.actions, "write_figures", broken)
    save(city, city.dongpo, 202210, "100")
    save(city, city.dali, 202210, "100", by="neighbour")
    figures.actions.refresh()
    assert [mark.division for mark in StaleMark.objects.all()] == ["440604"]
    failed = JobRun.objects.get(outcome="failed")
    assert (failed.scope, failed.detail) == ("4406", "440604: ZeroDivisionError: for the test\n")
    assert (failed.claimed, failed.done) == (2, 1)
    assert failed.ended_at is not None


def test_a_broken_scope_rests_before_it_is_tried_again(city, monkeypatch):
    monkeypatch.setattr(figures.actions, "write_figures", lambda divisions, years: 1 // 0)
    save(city, city.dongpo, 202210, "100")
    figures.actions.refresh()
    monkeypatch.undo()
    assert figures.actions.refresh() == 0
    FigureScope.objects.update(rests_until=timezone.now())
    assert figures.actions.refresh() == 1


def test_a_mark_that_names_no_district_is_refused_aloud_and_deletes_nothing(city):
    accept(city, city.dongpo, 202210, "100")
    figures.actions.refresh()
    before = list(DivisionFigure.objects.order_by("pk").values())
    mark_stale([("4406", 2022)])
    figures.actions.refresh()
    assert list(DivisionFigure.objects.order_by("pk").values()) == before
    assert "marks name districts, not 4406" in JobRun.objects.latest("pk").detail
    assert [mark.division for mark in StaleMark.objects.all()] == ["4406"]
