"""Every night each figure is worked out anew and held against what is kept."""

import pytest

import clock
import figures.actions
from figures.models import DivisionFigure, InletFigure, JobRun, PlantFigure
from figures.tasks import compare
from tests.city import at
from tests.entries import accept, save


@pytest.fixture
def reported(city):
    accept(city, city.dongpo, 202110, "100")
    accept(city, city.dongpo, 202210, "120")
    accept(city, city.dali, 202210, "80", by="neighbour")
    figures.actions.refresh()
    return city


def last_run() -> JobRun:
    return JobRun.objects.filter(job="figures.compare").get()


def test_no_figure_differs_after_a_refresh(reported):
    assert compare() == 0
    assert (last_run().outcome, last_run().claimed, last_run().done, last_run().rows) == ("done", 3, 3, 0)


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda city: DivisionFigure.objects.filter(division="440604", month=202210).update(verified_load_mg=1), 2),
        (lambda city: DivisionFigure.objects.filter(division="4406", month=202210).delete(), 1),
        (lambda city: PlantFigure.objects.filter(plant=city.dongpo, month=202210).update(load_rate_millionths=None), 1),
        (lambda city: InletFigure.objects.filter(plant=city.dali, month=202210).delete(), 1),
    ],
)
def test_a_figure_that_moved_without_a_record_is_named_and_not_mended(reported, tamper, told):
    tamper(reported)
    assert compare() == told  # a district's also differs from the sum that its city keeps
    assert last_run().outcome == "failed"
    assert "202210" in last_run().detail
    JobRun.objects.all().delete()
    assert compare() == told


def test_what_waits_for_its_refresh_is_left_to_it(reported):
    save(reported, reported.shagang, 202210, "90")
    DivisionFigure.objects.filter(division="440604", month=202210).update(verified_load_mg=1)
    assert compare() == 0


def test_districts_that_nobody_reports_of_stand_in_figures_of_the_next_year_as_well(city):
    with clock.moved_to(at(2030, 3, 1)):
        assert compare() == 0
        figures.actions.refresh()
    assert PlantFigure.objects.filter(plant=city.dongpo, month=203112, state="missing").exists()
    assert DivisionFigure.objects.filter(division="4406", month=203112).exists()
