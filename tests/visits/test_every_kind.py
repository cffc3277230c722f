"""Projects and power units beside plants: on the page of the worst, and as what is visited."""

import datetime
import uuid

import pytest

import clock
from tests.city import at
from tests.construction.projects import add
from tests.power_plants.units import listed, unit
from visits.models import Visit


@pytest.fixture
def late(city):
    """A project of Chancheng whose first milestone was due in January 2022, and a unit that should have stopped in May."""
    project, one = add(city), unit(city)
    listed(city, one, datetime.date(2022, 5, 31))
    return {"project": project.pk, "unit": one.pk}


@pytest.mark.parametrize("kind", ["project", "unit"])
class TestEachKind:
    def test_it_stands_on_the_page_of_the_worst_with_its_visit(self, signed_in, city, late, kind):
        with clock.moved_to(at(2022, 11, 10)):
            assert f"/visits/add/?kind={kind}&amp;key={late[kind]}" in signed_in("vicemayor").get("/worst/").content.decode()

    def test_it_is_visited_and_shows_it(self, signed_in, city, late, kind):
        pages = {"project": f"/construction/{late['project']}/", "unit": f"/power-plants/{late['unit']}/"}
        told = {"coordinating_level": "city", "acting_level": "city", "visited_on": "2022-11-10", "form_key": str(uuid.uuid4())}
        told["leader"] = city.people["vicemayor"].pk
        answer = signed_in("vicemayor").post(f"/visits/add/?kind={kind}&key={late[kind]}", told)
        visit = Visit.objects.get()
        assert answer["Location"] == f"/visits/{visit.pk}/"
        assert (visit.kind, visit.subject, visit.division_id) == (kind, late[kind], "440604")
        assert pages[kind] in signed_in("vicemayor").get(f"/visits/{visit.pk}/").content.decode()
        assert f"/visits/{visit.pk}/" in signed_in("official").get(pages[kind]).content.decode()

    def test_a_foreign_one_is_not_shown_and_its_visit_is_missing(self, signed_in, city, late, kind):
        with clock.moved_to(at(2022, 11, 10)):
            page = signed_in("neighbour").get("/worst/").content.decode()
        assert "沙岗提标改造" not in page
        assert "汾江电厂" not in page
        assert signed_in("vicemayor").get(f"/visits/add/?kind={kind}&key=999999").status_code == 404
