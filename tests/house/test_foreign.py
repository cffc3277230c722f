"""A person of Chancheng asks for what lies in Nanhai, and for what does not exist at all."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts.actions import add_person
from accounts.models import User
from accounts.roles import Role
from power_plants.models import Unit
from tests.city import City, at
from tests.construction.projects import add
from tests.entries import save, submit
from tests.power_plants.units import unit

FILES = ("?format=csv", "?format=xlsx", "?format=json")
WITHOUT_TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def answer_of(browser: Client, method: str, address: str, values: dict) -> tuple:
    answer = getattr(browser, method)(address, values)
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    # The switch of languages comes back to the address that was asked for, whatever it is.
    return answer.status_code, headers, WITHOUT_TOKENS.sub(b"", answer.content).replace(address.encode(), b"")


def text_of(content: bytes) -> str:
    """All words of an answer; a workbook is an archive of such texts."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


class TestForeign:
    @pytest.fixture(autouse=True)
    def clock_stands_still(self):
        """Or two answers could differ by the minute that stands on them."""
        with clock.moved_to(at(2022, 11, 10)):
            yield

    CASES = [
        ("get", Role.VERIFIER, "dashboards:plant", "plant"),
        ("get", Role.VERIFIER, "treatment_plants:plant-correct", "plant"),
        ("post", Role.VERIFIER, "treatment_plants:plant-correct", "plant"),
        ("get", Role.DISTRICT_OFFICIAL, "treatment_plants:sheet", "sheet"),
        ("post", Role.DISTRICT_OFFICIAL, "treatment_plants:sheet", "sheet"),
        ("post", Role.DISTRICT_OFFICIAL, "treatment_plants:sheet-withdraw", "sheet"),
        ("get", Role.VERIFIER, "dashboards:project", "project"),
        ("post", Role.DEPARTMENT_USER, "construction:project-correct", "project"),
        ("get", Role.DEPARTMENT_USER, "construction:project-plan", "project"),
        ("post", Role.DISTRICT_OFFICIAL, "construction:approval-ask", "project"),
        ("post", Role.DEPARTMENT_USER, "construction:fund-commit", "project"),
        ("get", Role.DISTRICT_OFFICIAL, "construction:sheet", "sheet"),
        ("post", Role.DISTRICT_OFFICIAL, "construction:sheet", "sheet"),
        ("post", Role.VERIFIER, "construction:sheet-review", "sheet"),
        ("get", Role.VERIFIER, "dashboards:sheet-review", "sheet"),
        ("post", Role.VERIFIER, "dashboards:sheet-review", "sheet"),
        ("post", Role.VERIFIER, "treatment_plants:sheet-answer", "sheet"),
        ("get", Role.VERIFIER, "returns:opening-propose", "month"),
        ("get", Role.VERIFIER, "returns:versions", "plant_month"),
        ("post", Role.VERIFIER, "returns:correction-decide", "plant_month"),
        ("get", Role.DISTRICT_OFFICIAL, "returns:correction", "plant_month"),
        ("get", Role.VERIFIER, "dashboards:power-unit", "unit"),
        ("get", Role.DEPARTMENT_USER, "power_plants:unit-correct", "unit"),
        ("post", Role.DEPARTMENT_USER, "power_plants:unit-correct", "unit"),
        ("get", Role.DEPARTMENT_USER, "power_plants:closing-entry", "closing"),
        ("post", Role.DEPARTMENT_USER, "power_plants:closing-entry", "closing"),
        ("get", Role.DISTRICT_OFFICIAL, "power_plants:claim-entry", "claim"),
        ("post", Role.DISTRICT_OFFICIAL, "power_plants:claim-entry", "claim"),
        ("post", Role.VERIFIER, "power_plants:claim-review", "unit"),
        ("post", Role.DISTRICT_OFFICIAL, "power_plants:claim-withdraw", "unit"),
        ("get", Role.DISTRICT_OFFICIAL, "power_plants:coal-sheet", "sheet"),
        ("post", Role.DISTRICT_OFFICIAL, "power_plants:coal-sheet", "sheet"),
        ("post", Role.VERIFIER, "power_plants:coal-review", "sheet"),
        ("get", Role.USER_ADMINISTRATOR, "accounts:person-change", "person"),
        ("post", Role.USER_ADMINISTRATOR, "accounts:person-change", "person"),
        ("get", Role.USER_ADMINISTRATOR, "accounts:person-password", "person"),
        ("post", Role.USER_ADMINISTRATOR, "accounts:person-password", "person"),
        ("get", Role.USER_ADMINISTRATOR, "accounts:leader-change", "division"),
        ("post", Role.USER_ADMINISTRATOR, "accounts:leader-change", "division"),
    ]

    @pytest.fixture
    def local(self, city):
        """A browser of somebody who has the role in Chancheng alone."""

        def browser(role: Role) -> Client:
            person = User(username=f"local_{role}", name="梁伟", role=role, division=city.east)
            add_person(person=person, password="-", by=None, must_change_password=False)
            client = Client()
            client.force_login(person)
            return client

        return browser

    @staticmethod
    def arguments(city: City, kind: str) -> dict[str, list]:
        if kind == "project":
            own, foreign = add(city), add(city, "大沥二期", district=city.west)
            return {"own": [own.pk], "foreign": [foreign.pk], "missing": [10**9]}
        units = {one.plant.district_id: one.pk for one in Unit.objects.select_related("plant")}
        own, foreign = units.get("440604"), units.get("440605")
        return {
            "unit": {"own": [own], "foreign": [foreign], "missing": [10**9]},
            "closing": {"own": [own, "list"], "foreign": [foreign, "list"], "missing": [10**9, "list"]},
            "claim": {"own": [own, "facility"], "foreign": [foreign, "facility"], "missing": [10**9, "facility"]},
            "plant": {"own": [city.dongpo.pk], "foreign": [city.dali.pk], "missing": [10**9]},
            "sheet": {"own": ["440604", "2022-10"], "foreign": ["440605", "2022-10"], "missing": ["440699", "2022-10"]},
            "month": {
                "own": ["construction", "440604", "2022-10"],
                "foreign": ["construction", "440605", "2022-10"],
                "missing": ["construction", "440699", "2022-10"],
            },
            "plant_month": {
                "own": ["treatment-plants", "440604", "2022-10", city.dongpo.pk],
                "foreign": ["treatment-plants", "440605", "2022-10", city.dali.pk],
                "missing": ["treatment-plants", "440699", "2022-10", 10**9],
            },
            "person": {"own": [city.people["colleague"].pk], "foreign": [city.people["neighbour"].pk], "missing": [10**9]},
            "division": {"own": ["440604"], "foreign": ["440605"], "missing": ["440699"]},
        }[kind]

    @pytest.mark.parametrize(("method", "role", "name", "kind"), CASES)
    def test_a_foreign_object_answers_exactly_like_a_missing_one(self, city, local, method, role, name, kind):
        submit(city, city.dali, 202210, "100", by="neighbour")
        submit(city, city.dongpo, 202210, "100")
        for district in (city.east, city.west):
            unit(city, district=district)
        browser, places = local(role), self.arguments(city, kind)
        # The own one comes last: what it says of its success would stand on the next page.
        foreign, missing, own = (
            answer_of(browser, method, reverse(name, args=places[which]), {"save": ""}) for which in ("foreign", "missing", "own")
        )
        assert foreign == missing
        assert foreign[0] == 404
        assert own[0] != 404

    def test_the_formats_of_a_foreign_sheet_are_missing_too(self, city, local):
        browser = local(Role.DISTRICT_OFFICIAL)
        for wanted in ("", *FILES):
            foreign, missing = (
                answer_of(browser, "get", f"/returns/treatment-plants/{code}/2022-10/{wanted}", {}) for code in ("440605", "440699")
            )
            assert foreign == missing
            assert foreign[0] == 404

    @pytest.mark.parametrize("address", ["/", "/rankings/plant-load/", "/treatment-plants/", "/returns/"])
    @pytest.mark.parametrize("wanted", ["", *FILES])
    def test_no_list_tells_of_a_foreign_plant(self, city, local, address, wanted):
        save(city, city.dali, 202210, "100", by="neighbour")
        text = text_of(local(Role.DISTRICT_OFFICIAL).get(address + wanted).content)
        assert city.dali.name not in text
        assert "南海区" not in text

    @pytest.mark.parametrize("address", ["/", "/rankings/plant-load/", "/treatment-plants/", "/returns/"])
    @pytest.mark.parametrize("wanted", FILES)
    def test_whoever_stands_above_both_reads_of_it(self, city, signed_in, address, wanted):
        assert "南海区" in text_of(signed_in("vicemayor").get(address + wanted).content)

    @pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
    def test_a_number_no_plant_can_have_is_missing(self, signed_in, pk):
        assert signed_in("verifier").get(f"/treatment-plants/{pk}/").status_code == 404

    @pytest.mark.parametrize("code", ["4406", "44060", "440604%00", "%00", "440604010", "禅城区", "440604' OR 1=1"])
    def test_a_code_that_is_no_district_is_missing(self, signed_in, code):
        assert signed_in("verifier").get(f"/returns/treatment-plants/{code}/2022-10/").status_code == 404

    @pytest.mark.parametrize("code", ["44060", "%00", "4406%00", "44-06", "４４０６"])
    def test_a_code_that_is_no_division_is_missing(self, signed_in, code):
        assert signed_in("admin").get(f"/accounts/leaders/{code}/").status_code == 404

    @pytest.mark.parametrize("month", ["2022-13", "2022-1", "２０２２-10", "2022-10%00", "2023-01", "9999-12", "october"])
    def test_a_month_that_has_no_sheet_is_missing(self, signed_in, month):
        assert signed_in("verifier").get(f"/returns/treatment-plants/440604/{month}/").status_code == 404
