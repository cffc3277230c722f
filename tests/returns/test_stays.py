"""What PostgreSQL itself refuses: accepted figures, kept versions and decided proposals are never altered."""

import pytest
from django.db import DatabaseError, transaction

import clock
from construction.models import AcceptedProgress, Progress
from power_plants.models import CoalBurnt
from returns.models import Correction, Opening, Terms, Version
from tests.city import at
from tests.construction import projects
from tests.entries import accept, save, submit
from tests.power_plants.units import burn, unit
from tests.returns.terms import due_on_5th_closes_on_15th, opened
from tests.returns.test_corrections import confirm, propose
from treatment_plants import actions
from treatment_plants.models import Measurement, Operation

pytestmark = pytest.mark.postgresql

SEPTEMBER = 202209


@pytest.fixture
def accepted(city):
    due_on_5th_closes_on_15th(city)
    with clock.moved_to(at(2022, 10, 9)):
        return accept(city, city.dongpo, SEPTEMBER, "250")


WRITES = {
    "volume": lambda: Operation.objects.update(volume_m3=1),
    "note": lambda: Operation.objects.update(note="x"),
    "operation removed": lambda: Operation.objects.all().delete(),
    "inflow": lambda: Measurement.objects.update(inlet_ug_l=1),
    "measurement removed": lambda: Measurement.objects.all().delete(),
    "measurement added": lambda: Measurement.objects.create(
        operation=Operation.objects.get(), plant_id=Operation.objects.get().plant_id, month=SEPTEMBER, pollutant_id="nh3n"
    ),
    "version changed": lambda: Version.objects.update(content={}),
    "version removed": lambda: Version.objects.all().delete(),
    "terms changed": lambda: Terms.objects.update(closing_day=28),
    "terms removed": lambda: Terms.objects.all().delete(),
}


@pytest.mark.parametrize("what", WRITES)
def test_an_accepted_figure_is_altered_by_nobody(city, accepted, what):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        WRITES[what]()


@pytest.mark.parametrize("what", ["volume", "inflow", "measurement added"])
def test_control_a_draft_may_be_written(city, what):
    save(city, city.dongpo, SEPTEMBER, "250")
    WRITES[what]()


def test_control_what_nobody_ever_accepted_may_be_taken_back(city):
    one = submit(city, city.dongpo, SEPTEMBER, "250")
    assert Version.objects.all().delete()[0] == 1
    assert not one.versions.exists()


@pytest.mark.parametrize("what", ["works", "removed", "accepted month", "accepted month removed", "coal", "coal removed"])
def test_what_is_accepted_of_projects_and_units_is_altered_by_nobody(city, what):
    projects.accept(city, SEPTEMBER, projects.entry(projects.add(city), ("100", "40", "0", "0")), entered=projects.DAY(2022, 10, 9))
    burn(city, unit(city), SEPTEMBER, "1.2")
    writes = {
        "works": lambda: Progress.objects.update(works=1),
        "removed": lambda: Progress.objects.all().delete(),
        "accepted month": lambda: AcceptedProgress.objects.update(left_at=at(2022, 12, 1), works=1),
        "accepted month removed": lambda: AcceptedProgress.objects.all().delete(),
        "coal": lambda: CoalBurnt.objects.update(coal_kg=1),
        "coal removed": lambda: CoalBurnt.objects.all().delete(),
    }
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        writes[what]()


def test_control_an_accepted_month_is_left_once(city):
    projects.accept(city, SEPTEMBER, projects.entry(projects.add(city), ("100", "40", "0", "0")), entered=projects.DAY(2022, 10, 9))
    assert AcceptedProgress.objects.update(left_at=at(2022, 12, 1)) == 1
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        AcceptedProgress.objects.update(left_at=None)


def test_what_was_sent_back_may_be_written_again(city, accepted):
    with clock.moved_to(at(2022, 10, 9)):
        actions.send_back(seen={accepted.pk: accepted.version}, reason="请核对", by=city.people["verifier"])
        save(city, city.dongpo, SEPTEMBER, "260")


def test_what_two_people_have_decided_stays(city, accepted):
    confirm(city, propose(city, accepted))
    with clock.moved_to(at(2022, 11, 1)):
        opened(city, SEPTEMBER, at(2022, 11, 4))
    for write in (
        lambda: Correction.objects.update(content={}),
        lambda: Correction.objects.all().delete(),
        lambda: Opening.objects.update(ends_at=at(2023, 1, 1)),
        lambda: Opening.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            write()
