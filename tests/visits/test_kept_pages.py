"""Pages that are kept show an instruction at once, and never somebody else's."""

import pytest
from django.core.cache import caches

from accounts.actions import add_person
from accounts.models import User
from accounts.roles import Role
from districts.models import Division
from tests.city import PASSWORD
from tests.dashboards.test_kept_pages import without_tokens
from tests.visits.acts import act, instruct
from visits.models import Act


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.KEEP_PAGES = True
    caches["pages"].clear()


@pytest.fixture
def another(city):
    """People with the same role and division as the vice-mayor and the department, and yet other duties."""
    for username, role, office in (("second", Role.VICE_MAYOR, "市政府办公室"), ("housing", Role.DEPARTMENT_USER, "市住房和城乡建设局")):
        person = User(username=username, name=username, office=office, role=role, division_id="4406")
        city.people[username] = add_person(person=person, password=PASSWORD, by=None, must_change_password=False)
    city.people["reform"].office = "市发展和改革局"
    city.people["reform"].save()
    return city


@pytest.mark.parametrize("first", ["reform", "housing"])
def test_a_department_sees_its_own_instructions_whoever_looked_first(signed_in, another, first):
    instruct(another, text="办结占道手续", division=Division.objects.get(code="4406"), office="市发展和改革局")
    signed_in(first).get("/")
    assert "办结占道手续" in signed_in("reform").get("/").content.decode()
    assert "办结占道手续" not in signed_in("housing").get("/").content.decode()


@pytest.mark.parametrize("first", ["vicemayor", "second"])
def test_an_answer_waits_for_whoever_gave_the_instruction(signed_in, another, first):
    act(another, instruct(another, text="增加施工队伍"), Act.ANSWERED, by="official")
    signed_in(first).get("/")
    assert "增加施工队伍" in signed_in("vicemayor").get("/").content.decode()
    assert "增加施工队伍" not in signed_in("second").get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/treatment-plants/{plant}/"])
def test_every_act_is_seen_at_once(signed_in, city, address):
    path, browser = address.format(plant=city.dongpo.pk), signed_in("official")
    before = without_tokens(browser.get(path))
    instruction = instruct(city, text="增加施工队伍")
    given = without_tokens(browser.get(path))
    act(city, instruction, Act.ANSWERED, by="colleague")
    act(city, instruction, Act.CLOSED)
    closed = without_tokens(browser.get(path))
    assert given not in (before, closed)
    assert without_tokens(browser.get(path)) == closed
